// From the whole to a part and back: regions of the map, products of a category; and what turns by itself can be stopped.
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { copyOfApp } from './harness/dist.mjs';
import { scenario } from './harness/scenario.mjs';
import { Shop } from './harness/shop.mjs';
import { until } from './harness/until.mjs';

const ORDERS = [
  { time: '2026-01-05', seller: 'Grace', region: 'Utah', city: 'Provo', category: 'Tea', subcategory: 'Green', product: 'Sencha', amount: 10 },
  { time: '2026-01-05', seller: 'Grace', region: 'Ohio', city: 'Dayton', category: 'Tea', subcategory: 'Green', product: 'Matcha', amount: 5 },
  { time: '2026-01-06', seller: 'Alan', region: 'Ohio', city: 'Dayton', category: 'Tea', subcategory: 'Black', product: 'Assam', amount: 4 },
  { time: '2026-01-06', seller: 'Alan', region: 'Ohio', city: 'Dayton', category: 'Coffee', subcategory: 'Beans', product: 'Mocha', amount: 3 },
];

async function screenOf(stage, options = {}) {
  const shop = await Shop.open(stage, { flags: ['--map', 'usa'], ...options });
  await shop.order(ORDERS);
  const app = await stage.app(shop.server);
  await app.reachLiveScreen(...shop.login);
  return { shop, app };
}

/** Where a region of the map, or a slice of a ring, is drawn, as a position in the chart's canvas. */
const middleOf = (chart, series, name) => chart.tile.locator('.canvas').evaluate(async (element, { series, name }) => {
  const { getInstanceByDom } = await import('/echarts/echarts.js');
  const model = getInstanceByDom(element).getModel();
  if (series === 'regions') {
    const map = model.getComponent('geo').coordinateSystem;
    // Off the middle, where its cities stand that have no coordinates.
    const region = map.getRegion(name).getBoundingRect();
    const [x, y] = map.dataToPoint([region.x + region.width / 4, region.y + region.height / 3]);
    return { x, y };
  }
  const data = model.getSeries().find((one) => one.id === series).getData();
  const { cx, cy, r0, r, startAngle, endAngle } = data.getItemLayout(data.indexOfName(name));
  const [angle, radius] = [(startAngle + endAngle) / 2, (r0 + r) / 2];
  return { x: cx + radius * Math.cos(angle), y: cy + radius * Math.sin(angle) };
}, { series, name });

scenario('a click on a region fills the map with it, and Escape or a double click leads back', async (stage) => {
  const { app } = await screenOf(stage);
  const map = app.chart('map');
  await map.isDrawn();
  const zoom = async () => (await map.drawn()).geo[0].zoom;
  const [near, whole] = [(what) => until(what, 5_000, async () => (await zoom()) > 2), () => until('the whole map', 5_000, async () => (await zoom()) === 1)];
  const canvas = map.tile.locator('.canvas');

  await canvas.click({ position: await middleOf(map, 'regions', 'Ohio') });
  await near('Ohio to fill the map');
  assert.equal(await app.byId('region-map').inputValue(), 'Ohio');
  await app.page.keyboard.press('Escape');
  await whole();

  await canvas.click({ position: await middleOf(map, 'regions', 'Utah') });
  await near('Utah to fill the map');
  await canvas.dblclick({ position: { x: 20, y: 60 } });
  await whole();

  await app.byId('region-map').selectOption('Utah');
  await near('Utah to be chosen without a pointer');
  await app.byId('fullscreen-map').click();
  await map.fillsTheWindow();
  await app.page.keyboard.press('Escape');
  await whole();
  await map.fillsTheWindow();
});

scenario('a map that somebody dropped into the folder is drawn, with its regions under the names that orders have', async (stage) => {
  const dist = await copyOfApp(stage, { map: 'own', regionNames: { Nordland: 'North', Südland: 'South' } });
  const square = (south) => [[[0, south], [10, south], [10, south + 10], [0, south + 10], [0, south]]];
  const feature = (NAME, south) => ({ type: 'Feature', properties: { NAME }, geometry: { type: 'Polygon', coordinates: square(south) } });
  const features = [feature('North', 10), feature('South', 0), { type: 'Feature', properties: null, geometry: null }];
  await writeFile(join(dist, 'maps/own.json'), JSON.stringify({ type: 'FeatureCollection', features }));
  const shop = await Shop.open(stage, { dist });
  await shop.order([
    { ...ORDERS[0], region: 'Nordland', city: 'Oben' },
    { ...ORDERS[1], region: 'südland', city: 'Unten' },
    { ...ORDERS[2], region: 'Atlantis', city: 'Deep End' },
  ]);
  const app = await stage.app(shop.server);
  await app.reachLiveScreen(...shop.login);
  const map = app.chart('map');
  await map.isDrawn();
  const { series } = await map.drawn();
  const shaded = series.find(({ id }) => id === 'regions').data.filter(({ amount }) => amount !== undefined);
  assert.deepEqual(shaded.map(({ name, label }) => [name, label]).sort(), [['North', 'Nordland'], ['South', 'südland']]);
  const cities = series.filter(({ id }) => id.startsWith('cities-')).flatMap(({ data }) => data);
  assert.deepEqual(cities.map(({ name, value }) => [name, ...value.slice(0, 2)]).sort(), [['Oben', 5, 15], ['Unten', 5, 5]]);
  await app.byId('not-placed').getByText('Not placed: 1').waitFor();
});

scenario('a click on a sub-category shows its products, and leads back', async (stage) => {
  const { app } = await screenOf(stage);
  const hot = app.chart('hot');
  await hot.isDrawn();
  await hot.restingDrawing();
  const ring = async () => {
    const { series: [{ id, data }] } = await hot.drawn();
    return [id, ...data.map(({ name }) => name)];
  };
  const shows = (...expected) => until(expected.join(', '), 5_000, async () => JSON.stringify(await ring()) === JSON.stringify(expected));
  await shows('sub-categories', 'Green', 'Black');
  const canvas = hot.tile.locator('.canvas');
  await canvas.click({ position: await middleOf(hot, 'sub-categories', 'Green') });
  await shows('products', 'Sencha', 'Matcha');
  assert.equal(await app.byId('drill-hot').inputValue(), 'Green');
  await canvas.dblclick({ position: { x: 10, y: 60 } });
  await shows('sub-categories', 'Green', 'Black');

  await app.byId('drill-hot').selectOption('Black');
  await shows('products', 'Assam');
  await hot.tile.getByRole('button', { name: 'Next category' }).click();
  await shows('sub-categories', 'Beans');
  await hot.tile.getByRole('button', { name: 'Previous category' }).click();
  await shows('sub-categories', 'Green', 'Black');
});

scenario('what turns by itself stops under the pointer and at a press, and goes on', async (stage) => {
  const shop = await Shop.open(stage);
  await shop.order(Array.from({ length: 12 }, (_, n) => ({ ...ORDERS[0], seller: `Seller ${n}`, amount: 100 - n })));
  const app = await stage.app(shop.server);
  await app.page.clock.install();
  await app.reachLiveScreen(...shop.login);
  const sellers = app.chart('seller');
  const page = () => sellers.tile.locator('.pager__page').textContent();
  const pass = (seconds) => app.page.clock.runFor(seconds * 1_000);
  await until('the first page', 5_000, async () => (await page()) === '1 / 3');
  await pass(5);
  assert.equal(await page(), '2 / 3');

  await sellers.tile.locator('.tile__title').hover();
  await pass(20);
  assert.equal(await page(), '2 / 3');
  await app.page.mouse.move(0, 0);

  await sellers.tile.getByRole('button', { name: 'Stop turning' }).click();
  await app.page.locator('.header__title').click({ position: { x: 1, y: 1 } });
  await app.page.mouse.move(0, 0);
  await pass(20);
  assert.equal(await page(), '2 / 3');
  await sellers.tile.getByRole('button', { name: 'Turn by itself' }).click();
  await app.page.locator('.header__title').focus();
  await app.page.mouse.move(0, 0);
  await app.page.evaluate(() => document.activeElement.blur());
  await pass(5);
  assert.notEqual(await page(), '2 / 3');
});

scenario('nothing turns by itself for those who asked for less motion', async (stage) => {
  const shop = await Shop.open(stage);
  await shop.order(Array.from({ length: 12 }, (_, n) => ({ ...ORDERS[0], seller: `Seller ${n}`, amount: 100 - n })));
  const app = await stage.app(shop.server, { reducedMotion: 'reduce' });
  await app.page.clock.install();
  await app.reachLiveScreen(...shop.login);
  const sellers = app.chart('seller');
  await sellers.tile.getByRole('button', { name: 'Turn by itself' }).waitFor();
  await app.page.clock.runFor(30_000);
  assert.equal(await sellers.tile.locator('.pager__page').textContent(), '1 / 3');
  assert.equal((await app.chart('trend').drawn()).animation, false);
});

scenario('a region without sales is left through the list too', async (stage) => {
  const { app } = await screenOf(stage);
  const map = app.chart('map');
  await map.isDrawn();
  const zoom = async () => (await map.drawn()).geo[0].zoom;
  await map.tile.locator('.canvas').click({ position: await middleOf(map, 'regions', 'Colorado') });
  await until('Colorado to fill the map', 5_000, async () => (await zoom()) > 2);
  assert.equal(await app.byId('region-map').inputValue(), 'Colorado');
  await app.byId('region-map').selectOption('');
  await until('the whole map', 5_000, async () => (await zoom()) === 1);
});

scenario('Escape closes one thing at a time, from the innermost', async (stage) => {
  const { app } = await screenOf(stage);
  const map = app.chart('map');
  await app.byId('fullscreen-map').click();
  await map.fillsTheWindow();
  await app.byId('region-map').selectOption('Utah');
  await app.byId('more-map').click();
  const menu = map.tile.locator('.menu');
  await menu.waitFor();
  const region = () => app.byId('region-map').inputValue();

  await app.page.keyboard.press('Escape');
  await menu.waitFor({ state: 'detached' });
  assert.equal(await region(), 'Utah');
  await app.page.keyboard.press('Escape');
  await until('the whole map', 5_000, async () => (await region()) === '');
  await map.fillsTheWindow();
  await app.page.keyboard.press('Escape');
  await app.page.waitForFunction(() => document.querySelector('.tile--full') === null);

  await app.byId('region-map').selectOption('Utah');
  await app.byId('account-open').click();
  await app.byId('logins').waitFor();
  await app.page.keyboard.press('Escape');
  await app.byId('logins').waitFor({ state: 'detached' });
  assert.equal(await region(), 'Utah');
});
