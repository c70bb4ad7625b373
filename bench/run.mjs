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
  section('A message in the page, beside JSON.parse of the same message (µs; median, least–most of the rounds)');
  console.table(await messageCosts(browser, server));
  section('What the browser fetches (KB)');
  console.table(await weights());
  section('From navigation to six charts drawn (ms; median, least–most)');
  console.table(await timeToDraw(browser, join(folder, 'demo')));
} finally {
  await browser.close();
  await server.stop();
  await rm(folder, { recursive: true });
}

function section(title) {
  console.log(`\n${title}`);
}
