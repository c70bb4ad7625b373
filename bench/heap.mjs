// Whether a page that runs for long grows: its heap after each forced collection, and its WebAssembly memory.
import { fileURLToPath } from 'node:url';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';

import { linearFit } from './linear_fit.mjs';
import { printRows } from './print_rows.mjs';
import { QuietChromium } from './quiet_chromium.mjs';
import { subjects, withPage } from './screen.mjs';

const RATE = 600;
const EVERY_MS = 15_000;
/** Until then caches fill and compilers learn: it does not count for the slope. */
const SETTLED_MS = 120_000;
const MB = 1024 * 1024;

/** One page for `minutes`, and answers with rows. */
export function heap(browser, subject, { minutes = 10, rate = RATE } = {}) {
  return withPage(browser, subject, async (page, publisher) => {
    await publisher.start(rate);
    const readings = [];
    const began = performance.now();
    const elapsed = () => performance.now() - began;
    while (elapsed() < minutes * 60_000) {
      await pause(EVERY_MS - (elapsed() % EVERY_MS));
      readings.push({ at: elapsed(), ...(await reading(page)) });
    }
    return rows(subject, rate, readings);
  });
}

async function reading(page) {
  // What the sampler has noted is not the page's.
  await page.evaluate('sampler.frames.length = 0');
  await page.send('HeapProfiler.collectGarbage');
  const { usedSize } = await page.send('Runtime.getHeapUsage');
  const wasm = await page.evaluate('sampler.wasmBytes()');
  return { script: usedSize, wasm };
}

function rows({ name, batching }, rate, readings) {
  const settled = readings.filter(({ at }) => at >= SETTLED_MS);
  const row = (what, size) => {
    const { slope, off } = linearFit(settled.map((reading) => [reading.at / 60_000, size(reading) / 1024]));
    return {
      what: `${name}, ${rate}/s: ${what}, growth after two minutes`,
      value: slope,
      spread: `${slope.toFixed(1)} ± ${off.toFixed(1)}`,
      unit: 'KB/min',
      batching,
      beside: `${(size(settled[0]) / MB).toFixed(2)} MB, at the end ${(size(settled.at(-1)) / MB).toFixed(2)} MB`,
    };
  };
  return [
    row('script’s heap', ({ script }) => script),
    row('WebAssembly memory', ({ wasm }) => wasm),
    row('both', ({ script, wasm }) => script + wasm),
  ];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({
    options: { app: { type: 'string' }, only: { type: 'string', default: 'native JSON batches' }, minutes: { type: 'string', default: '10' } },
  });
  const browser = await QuietChromium.launch();
  try {
    for (const subject of (await subjects(values)).filter(({ name }) => name.includes(values.only))) {
      printRows(await heap(browser, subject, { minutes: Number(values.minutes) }));
    }
  } finally {
    await browser.close();
  }
}
