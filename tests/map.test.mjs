// The map, where orders do not say where they come from.
import assert from 'node:assert/strict';

import { scenario } from './harness/scenario.mjs';
import { Shop } from './harness/shop.mjs';
import { until } from './harness/until.mjs';

scenario('a city that the map cannot place is counted under it', async (stage) => {
  const shop = await Shop.open(stage, { flags: ['--map', 'usa'] });
  await shop.order([
    { time: '2026-01-05', region: 'Utah', city: 'Provo', amount: 1 },
    { time: '2026-01-05', region: 'Atlantis', city: 'Deep End', amount: 2 },
    { time: '2026-01-05', region: 'Atlantis', city: 'Low Point', amount: 3 },
  ]);
  const app = await stage.app(shop.server);
  await app.reachLiveScreen(...shop.login);
  const note = app.byId('not-placed');
  await note.getByText('Not placed: 2').waitFor();
  const drawn = (await app.chart('map').drawn()).series.filter(({ id }) => id.startsWith('cities-')).flatMap(({ data }) => data);
  assert.deepEqual(drawn.map(({ name }) => name), ['Provo']);
});

scenario('the largest cities ripple where they are, and nowhere for those who asked for less motion', async (stage) => {
  const server = await stage.server();
  const app = await stage.app(server);
  await app.reachLiveScreen();
  await app.chart('map').isDrawn();
  const rings = app.chart('map').tile.locator('.ripples__ring');
  await rings.nth(4).waitFor({ state: 'attached' });
  assert.equal(await rings.count(), 5);
  const places = () => app.chart('map').tile.locator('.canvas').evaluate(async (element) => {
    const { getInstanceByDom } = await import('/echarts/echarts.js');
    const chart = getInstanceByDom(element);
    const best = chart.getOption().series.find(({ id }) => id === 'best').data;
    const cities = best.map(({ value }) => chart.convertToPixel('geo', value.slice(0, 2)).map(Math.round));
    const rings = [...element.querySelectorAll('.ripples__ring')].map(({ style }) => style.translate.match(/-?\d+/g).map(Number));
    return { cities, rings };
  });
  const { cities, rings: shown } = await places();
  assert.deepEqual(shown, cities);

  const canvas = await app.chart('map').tile.locator('.canvas').boundingBox();
  await app.page.mouse.move(canvas.x + canvas.width / 2, canvas.y + canvas.height / 2);
  await app.page.mouse.wheel(0, -300);
  await until('the rings to follow the zoom', 5_000, async () => {
    const now = await places();
    return now.cities[0].join() !== cities[0].join() && now.cities.join() === now.rings.join();
  });

  const calm = await stage.app(server, { reducedMotion: 'reduce' });
  await calm.reachLiveScreen();
  await calm.chart('map').tile.locator('.ripples__ring').nth(4).waitFor({ state: 'attached' });
  assert.equal(await calm.chart('map').tile.locator('.ripples').isVisible(), false);
});
