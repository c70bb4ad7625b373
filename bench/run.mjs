// The benchmarks: what a message costs in the page, what the app weighs, how long it takes to draw. Everything is
// measured in this one run, side by side; the table says what was measured, with its spread.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { launch } from '../tests/harness/chromium.mjs';
import { messageCosts } from './message_costs.mjs';
import { shop } from './shop.mjs';
import { timeToDraw } from './time_to_draw.mjs';
import { weights } from './weights.mjs';

const folder = await mkdtemp(join(tmpdir(), 'live-bench-'));
const browser = await launch();
const server = await shop(join(folder, 'shop'));
try {
  printTable(['what', 'median (least–most)', 'beside'], [
    ...(await messageCosts(browser, server)),
    ...(await weights()),
    ...(await timeToDraw(browser, join(folder, 'demo'))),
  ]);
} finally {
  await browser.close();
  await server.stop();
  await rm(folder, { recursive: true });
}

function printTable(head, rows) {
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => (row[column] ?? '').length)));
  const line = (row) => widths.map((width, column) => (row[column] ?? '').padEnd(width)).join('  ').trimEnd();
  console.log([head, widths.map((width) => '-'.repeat(width)), ...rows].map(line).join('\n'));
}
