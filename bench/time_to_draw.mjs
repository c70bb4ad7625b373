// From navigation to six charts drawn, with an empty cache and with a full one, and the bytes that this takes.
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { launch } from '../tests/harness/chromium.mjs';
import { DIST } from '../tests/harness/dist.mjs';
import { buildPeers } from './peers/build.mjs';
import { printRows } from './print_rows.mjs';
import { Publisher } from './publisher.mjs';
import { sixChartsDrawn } from './six_charts.mjs';
import { median, spread } from './spread.mjs';

const TIMES = 7;
/** Whose figures the others are held against. */
const BESIDE = 'Vue tuned';

/** The dashboard and the pages beside it, all on the publisher, all brotli, in rounds that take turns. */
export async function timeToDraw(browser, { app = DIST, rounds = TIMES } = {}) {
  const peers = await buildPeers();
  const pages = [
    { name: 'dashboard', page: app, form: 'native' },
    { name: 'Vue tuned', page: peers['vue-tuned'], form: 'text' },
    { name: 'Vue as usual', page: peers['vue-usual'], form: 'text' },
  ];
  const publishers = await Promise.all(pages.map((page) => Publisher.open(page)));
  try {
    const results = await inTurns(browser, publishers, rounds);
    const beside = pages.findIndex(({ name }) => name === BESIDE);
    return pages.flatMap(({ name }, index) => rows(name, results[index], results[beside]));
  } finally {
    await Promise.all(publishers.map((publisher) => publisher.close()));
  }
}

/** Visits each of the sites with an empty cache and again with a full one, so many rounds long. */
async function inTurns(browser, sites, rounds) {
  const results = sites.map(() => ({ cold: [], warm: [] }));
  for (let round = 0; round < rounds; round++) {
    for (const [index, { url }] of sites.entries()) {
      const context = await browser.newContext({ viewport: { width: 1600, height: 900 } });
      const page = await context.newPage();
      results[index].cold.push(await visit(page, url));
      results[index].warm.push(await visit(page, url));
      await context.close();
    }
  }
  return results;
}

async function visit(page, url) {
  const cdp = await page.context().newCDPSession(page);
  let bytes = 0;
  let requests = 0;
  cdp.on('Network.loadingFinished', ({ encodedDataLength }) => {
    requests += 1;
    bytes += encodedDataLength;
  });
  await cdp.send('Network.enable');
  await page.goto(url, { waitUntil: 'commit' });
  const drawn = await page.waitForFunction(sixChartsDrawn, undefined, { polling: 'raf' });
  const ms = await drawn.jsonValue();
  await cdp.detach();
  return { ms, kilobytes: bytes / 1024, requests };
}

function rows(name, { cold, warm }, first) {
  const row = (what, visits, key, digits, unit, reference) => {
    const values = visits.map((visit) => visit[key]);
    const ratio = median(values) / median(reference.map((visit) => visit[key]));
    const beside = reference === visits ? '' : `${ratio.toFixed(2)} × ${BESIDE}`;
    return { what: `${name}: ${what}`, value: median(values), spread: spread(values, digits), unit, beside };
  };
  return [
    row('navigation to six charts drawn, empty cache', cold, 'ms', 0, 'ms', first.cold),
    row('navigation to six charts drawn, full cache', warm, 'ms', 0, 'ms', first.warm),
    row('transferred until then, empty cache', cold, 'kilobytes', 1, 'KB', first.cold),
    row('transferred until then, full cache', warm, 'kilobytes', 1, 'KB', first.warm),
    row('requests until then', cold, 'requests', 0, '', first.cold),
  ];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({ options: { app: { type: 'string' }, rounds: { type: 'string', default: String(TIMES) } } });
  const browser = await launch();
  try {
    printRows(await timeToDraw(browser, { app: values.app, rounds: Number(values.rounds) }));
  } finally {
    await browser.close();
  }
}
