// Whether a page that runs for long grows: what is alive on its heap, apart from what the compilers have made of its
// functions, and its WebAssembly memory.
import { fileURLToPath } from 'node:url';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';

import { linearFit } from './linear_fit.mjs';
import { printRows } from './print_rows.mjs';
import { QuietChromium } from './quiet_chromium.mjs';
import { subjects, withPage } from './screen.mjs';

const RATE = 600;
const EVERY_MS = 20_000;
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
  const wasm = await page.evaluate('sampler.wasmBytes()');
  return { wasm, ...sizes(await page.heapSnapshot()) };
}

/** How much of a snapshot is code, and how much else of V8's heap there is; what the browser itself holds is no part of that. */
function sizes({ snapshot: { meta }, nodes }) {
  const [type, size] = ['type', 'self_size'].map((field) => meta.node_fields.indexOf(field));
  const [types] = meta.node_types;
  const sum = { code: 0, objects: 0 };
  for (let node = 0; node < nodes.length; node += meta.node_fields.length) {
    const what = types[nodes[node + type]];
    if (what === 'native' || what === 'synthetic') continue;
    sum[what === 'code' ? 'code' : 'objects'] += nodes[node + size];
  }
  return sum;
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
    row('script’s objects', ({ objects }) => objects),
    row('compiled code', ({ code }) => code),
    row('WebAssembly memory', ({ wasm }) => wasm),
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
