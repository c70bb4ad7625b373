// What a viewer has zoomed, switched off, selected or stopped stays so while orders come in.
import assert from 'node:assert/strict';

import { scenario } from './harness/scenario.mjs';
import { Shop } from './harness/shop.mjs';
import { until } from './harness/until.mjs';

const ORDER = { time: '2026-01-05', seller: 'Grace', region: 'Utah', city: 'Provo', lng: -111.66, lat: 40.23, amount: 10 };
const OTHER = { ...ORDER, time: '2026-01-06', seller: 'Alan', region: 'Ohio', city: 'Dayton', lng: -84.19, lat: 39.76, amount: 5 };

/** A quiet shop with two orders, and a page that shows them. */
async function screenOf(stage) {
  const shop = await Shop.open(stage, { flags: ['--map', 'usa'] });
  await shop.order([ORDER, OTHER]);
  const app = await stage.app(shop.server);
  await app.reachLiveScreen(...shop.login);
  return { shop, app };
}

/** Sends one more order, and waits until the chart has drawn it. */
async function update(shop, chart) {
  const before = JSON.stringify((await chart.drawn()).series);
  await shop.order({ ...ORDER, time: '2026-01-07', amount: 7 });
  await until(`${chart.name} to be drawn anew`, 5_000, async () => JSON.stringify((await chart.drawn()).series) !== before);
}

/** Turns the mouse's wheel over the middle of a chart. */
async function zoomIn(app, chart) {
  await chart.tile.locator('.canvas').hover();
  await app.page.mouse.wheel(0, -240);
}

scenario('the trend stays zoomed, and what the legend has switched off stays off', async (stage) => {
  const { shop, app } = await screenOf(stage);
  const trend = app.chart('trend');
  await trend.isDrawn();
  const chosen = async () => {
    const { dataZoom: [zoom], legend: [legend] } = await trend.drawn();
    return { start: zoom.startValue, end: zoom.endValue, selected: legend.selected };
  };
  await zoomIn(app, trend);
  await until('the trend to be zoomed', 5_000, async () => (await trend.drawn()).dataZoom[0].start > 0);
  await trend.tile.locator('.canvas').click({ position: { x: 6, y: 8 } });
  await until('a line to be switched off', 5_000, async () => Object.values((await chosen()).selected).includes(false));
  const before = await chosen();
  await update(shop, trend);
  assert.deepEqual(await chosen(), before);
});

scenario('the map stays zoomed until the whole map is asked for', async (stage) => {
  const { shop, app } = await screenOf(stage);
  const map = app.chart('map');
  await map.isDrawn();
  const zoom = async () => (await map.drawn()).geo[0].zoom;
  const before = await zoom();
  await zoomIn(app, map);
  const zoomed = await until('the map to be zoomed', 5_000, async () => (await zoom()) > before && zoom());
  await update(shop, map);
  assert.equal(await zoom(), zoomed);
  await map.tile.getByRole('button', { name: 'Show the whole map' }).click();
  await until('the whole map', 5_000, async () => (await zoom()) === 1);
});

scenario('what is selected in the numbers stays selected while they change', async (stage) => {
  const { shop, app } = await screenOf(stage);
  const sellers = app.chart('seller');
  await sellers.shows({ Grace: 10, Alan: 5 });
  const name = app.byId('table-seller').getByRole('cell', { name: 'Grace' });
  await name.evaluate((cell) => getSelection().selectAllChildren(cell));
  await shop.order({ ...ORDER, time: '2026-01-07', amount: 7 });
  await sellers.shows({ Grace: 17, Alan: 5 });
  assert.equal(await app.page.evaluate(() => getSelection().toString()), 'Grace');
});

scenario('paused charts hold still, and are current as soon as they are resumed', async (stage) => {
  const shop = await Shop.open(stage);
  await shop.order(ORDER);
  const app = await stage.app(shop.server);
  const frames = [];
  app.page.on('websocket', (socket) => socket.on('framereceived', ({ payload }) => frames.push(String(payload))));
  await app.reachLiveScreen(...shop.login);
  const sellers = app.chart('seller');
  await sellers.shows({ Grace: 10 });

  await app.byId('pause').click();
  await sellers.reaches('stale');
  await shop.order({ ...ORDER, time: '2026-01-07', amount: 7 });
  await until('the sum to arrive', 5_000, () => frames.some((frame) => /"sellerData".*"value":"?17/.test(frame)));
  // What would be committed would be so in the next picture.
  await app.page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  assert.deepEqual(await sellers.rows(), [['Grace', '10']]);
  assert.equal(await sellers.state(), 'stale');

  await app.byId('pause').click();
  await sellers.shows({ Grace: 17 });
  await sellers.reaches('live');
});
