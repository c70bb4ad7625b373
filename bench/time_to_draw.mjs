// From navigation to six charts drawn, logged in, with an empty cache and with a full one. The demo shop is asked,
// because it has stock levels: without them the sixth chart has nothing to draw.
import { Server } from '../tests/harness/server.mjs';
import { spread } from './spread.mjs';

const TIMES = 7;
const CHARTS = 6;

export async function timeToDraw(browser, state) {
  const server = await Server.start({ state });
  try {
    return await measure(browser, server);
  } finally {
    await server.stop();
  }
}

async function measure(browser, server) {
  const cold = [];
  const warm = [];
  for (let time = 0; time < TIMES; time++) {
    const context = await browser.newContext({ viewport: { width: 1600, height: 900 } });
    await context.request.post(`${server.url}/api/login`, { data: { username: 'demo', password: 'demo' } });
    const page = await context.newPage();
    cold.push(await draw(page, server));
    warm.push(await draw(page, server));
    await context.close();
  }
  return [
    ['navigation to six charts drawn, empty cache', `${spread(cold, 0)} ms`],
    ['navigation to six charts drawn, full cache', `${spread(warm, 0)} ms`],
  ];
}

async function draw(page, server) {
  await page.goto(server.url, { waitUntil: 'commit' });
  const drawn = await page.waitForFunction(
    (charts) => {
      const tiles = [...document.querySelectorAll('[data-testid^="chart-"][data-state="live"]')];
      const isDrawn = (tile) => tile.querySelector('canvas') !== null;
      return tiles.length === charts && tiles.every(isDrawn) && performance.now();
    },
    CHARTS,
    { polling: 'raf' },
  );
  return drawn.jsonValue();
}
