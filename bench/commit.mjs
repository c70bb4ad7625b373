// How long it takes from publishing a value in the server until it is committed in the browser, with one chart that changes
// ten times a second: the real server, the real dashboard, and no load.
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';

import { DIST } from '../tests/harness/dist.mjs';
import { printRows } from './print_rows.mjs';
import { QuietChromium } from './quiet_chromium.mjs';
import { publishing } from './server_hubs.mjs';
import { median, spread } from './spread.mjs';

const WATCH = await readFile(new URL('in_page_commits.js', import.meta.url), 'utf8');
const BYTES = 1_200;
const CHART = 'rank';
/** Ten a second would always meet the display, which makes sixty pictures, at the same moment. */
const RATE = 10.3;

/** Some rounds of so many milliseconds, each with a server and a page of its own; answers with rows. */
export async function publishedToCommitted(browser, { rate = RATE, rounds = 5, warmUp = 3_000, counted = 20_000 } = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'live-commit-'));
  try {
    await onlyOneChart(folder);
    const results = [];
    for (let round = 0; round < rounds; round++) results.push(await measure(browser, folder, { rate, warmUp, counted }));
    const row = (of, share) => {
      const values = results.map((delays) => delays[Math.ceil(delays.length * share) - 1]);
      return {
        what: `one chart, ${rate} changes/s of ${BYTES} B: ${of} from publishing to committed in the browser`,
        value: median(values),
        spread: spread(values),
        unit: 'ms',
        batching: 'none',
      };
    };
    return [row('p50', 0.5), row('p99', 0.99)];
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The dashboard, with the chart's values from the server's only topic, and without a login. */
async function onlyOneChart(folder) {
  await cp(DIST, folder, { recursive: true });
  const config = join(folder, 'config.json');
  const told = JSON.parse(await readFile(config, 'utf8'));
  await writeFile(config, JSON.stringify({ ...told, auth: 'none', protocol: 'native', topics: { [CHART]: 't0' } }));
}

/** The times of one round, ascending. */
async function measure(browser, dist, { rate, warmUp, counted }) {
  const server = await publishing(1, rate, BYTES, ['--dist', dist]);
  const page = await browser.newPage(WATCH);
  try {
    await page.open(`http://${server.address}/chart/${CHART}`, 'globalThis.commits?.length > 0');
    await pause(warmUp);
    await page.evaluate('void (commits.length = 0)');
    await pause(counted);
    const delays = await page.evaluate('commits');
    // Each value is told by itself: none may have been left out.
    const published = (rate * counted) / 1_000;
    if (delays.length < published * 0.95) throw new Error(`of ${published} values ${delays.length} were committed`);
    return delays.sort((a, b) => a - b);
  } finally {
    await page.close();
    await server.stop();
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({ options: { rounds: { type: 'string', default: '5' } } });
  const browser = await QuietChromium.launch();
  try {
    printRows(await publishedToCommitted(browser, { rounds: Number(values.rounds) }));
  } finally {
    await browser.close();
  }
}
