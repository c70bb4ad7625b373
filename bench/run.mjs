// The benchmarks: all of them, or those that are named. Everything is measured in this one run, side by side; the table
// says what was measured, with its spread. It goes to target/bench too, as Markdown and as JSON.
//
//   node bench/run.mjs [part…] [--rounds N]
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { launch } from '../tests/harness/chromium.mjs';
import { publishedToCommitted } from './commit.mjs';
import { heap } from './heap.mjs';
import { messageCosts } from './message_costs.mjs';
import { printRows, tableOf } from './print_rows.mjs';
import { QuietChromium } from './quiet_chromium.mjs';
import { screen, subjects } from './screen.mjs';
import { serverLoad } from './server_load.mjs';
import { shop } from './shop.mjs';
import { timeToDraw } from './time_to_draw.mjs';
import { weights } from './weights.mjs';

const RESULTS = fileURLToPath(new URL('../target/bench/', import.meta.url));
/** The app with MessagePack, which it leaves out by itself. */
const PACKED = fileURLToPath(new URL('../target/bench-packed', import.meta.url));

const PARTS = {
  messages: () => withBrowser(launch, (browser) => withShop((server) => messageCosts(browser, server))),
  weights: () => weights(),
  draw: (rounds) => withBrowser(launch, (browser) => timeToDraw(browser, { rounds })),
  screen: (rounds) => withBrowser(QuietChromium.launch, async (browser) => screen(browser, { subjects: await subjects({ packed: PACKED }), rounds })),
  heap: () => withBrowser(QuietChromium.launch, heapOfTheDashboard),
  commit: (rounds) => withBrowser(QuietChromium.launch, (browser) => publishedToCommitted(browser, { rounds })),
  server: (rounds) => serverLoad({ rounds }),
};

const { values, positionals } = parseArgs({ allowPositionals: true, options: { rounds: { type: 'string', default: '5' } } });
const unknown = positionals.find((name) => !(name in PARTS));
if (unknown) throw new Error(`there is no part ${unknown}: ${Object.keys(PARTS).join(', ')}`);
const measured = [];
for (const name of positionals.length > 0 ? positionals : Object.keys(PARTS)) {
  const rows = await PARTS[name](Number(values.rounds));
  printRows(rows);
  measured.push(...rows.map((row) => ({ part: name, ...row })));
}
await mkdir(RESULTS, { recursive: true });
await writeFile(join(RESULTS, 'table.md'), tableOf(measured));
await writeFile(join(RESULTS, 'table.json'), JSON.stringify({ processors: cpus().map(({ model }) => model), rows: measured }, undefined, 2));
console.log(`Written to ${RESULTS}.`);

async function withBrowser(launch, use) {
  const browser = await launch();
  try {
    return await use(browser);
  } finally {
    await browser.close();
  }
}

async function withShop(use) {
  const folder = await mkdtemp(join(tmpdir(), 'live-bench-'));
  const server = await shop(folder);
  try {
    return await use(server);
  } finally {
    await server.stop();
    await rm(folder, { recursive: true });
  }
}

async function heapOfTheDashboard(browser) {
  const [dashboard] = (await subjects()).filter(({ form }) => form === 'native');
  return heap(browser, dashboard);
}
