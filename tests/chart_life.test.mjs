// From the first sign of a chart to its end.
import assert from 'node:assert/strict';

import { CHARTS } from './harness/app.mjs';
import { faultyScenario, scenario } from './harness/scenario.mjs';
import { Shop } from './harness/shop.mjs';

scenario('a skeleton stands in for a chart until it is drawn', async (stage) => {
  const app = await stage.app(await stage.server());
  const release = await app.hold('**/echarts/echarts.js');
  await app.reachLiveScreen();
  const skeletons = app.page.locator('.tile__skeleton');
  assert.equal(await skeletons.count(), CHARTS.length);
  release();
  for (const name of CHARTS) await app.chart(name).isDrawn();
  await app.page.waitForFunction(() => document.querySelector('.tile__skeleton') === null);
});

for (const what of ['maps', 'echarts']) {
  faultyScenario(`what could not be fetched from /${what} is fetched again when the connection is back`, async (stage) => {
    const proxy = await stage.proxy(await stage.server());
    const app = await stage.app(proxy);
    const address = `**/${what}/*`;
    await app.page.route(address, (route) => route.abort());
    await app.reachLiveScreen();
    const notice = app.chart('map').tile.locator('.tile__notice').first();
    await notice.waitFor();
    await app.page.unroute(address);
    proxy.cut();
    await notice.waitFor({ state: 'detached' });
    for (const name of CHARTS) await app.chart(name).isDrawn();
    await app.allLive();
  });
}

scenario('charts are as large as their places, and follow them', async (stage) => {
  const app = await stage.app(await stage.server());
  await app.reachLiveScreen();
  for (const name of CHARTS) await app.chart(name).isDrawn();
  const fit = async (before) => {
    const sizes = await app.page.waitForFunction((before) => {
      const elements = [...document.querySelectorAll('.canvas')];
      const places = elements.map(({ clientWidth, clientHeight }) => `${clientWidth}px ${clientHeight}px`);
      const canvases = elements.map((element) => element.querySelector('canvas')?.style).map((style) => `${style?.width} ${style?.height}`);
      const haveFollowed = places.every((place, index) => place === canvases[index] && place !== before[index]);
      return haveFollowed && places;
    }, before);
    return sizes.jsonValue();
  };
  const before = await fit([]);
  await app.page.setViewportSize({ width: 1180, height: 840 });
  await fit(before);

  // One that begins has its size already: it is not drawn a second time.
  await app.page.evaluate(async () => {
    const { getInstanceByDom } = await import('/echarts/echarts.js');
    const kind = Object.getPrototypeOf(getInstanceByDom(document.querySelector('.canvas')));
    const { resize } = kind;
    window.resized = 0;
    kind.resize = function (...args) {
      window.resized += 1;
      return resize.apply(this, args);
    };
  });
  await app.chart('trend').tile.getByRole('link').click();
  await app.arriveAt('/chart/trend');
  await app.chart('trend').isDrawn();
  const [alone] = await fit([]);
  assert.equal(await app.page.evaluate(() => window.resized), 0);
  await app.page.setViewportSize({ width: 1000, height: 700 });
  await fit([alone]);
  assert.ok(await app.page.evaluate(() => window.resized) > 0);
});

scenario('a chart ends with its component', async (stage) => {
  const app = await stage.app(await stage.server());
  await app.reachLiveScreen();
  for (const name of CHARTS) await app.chart(name).isDrawn();
  const remember = () => app.page.evaluate(async () => {
    const { getInstanceByDom } = await import('/echarts/echarts.js');
    window.charts = [...document.querySelectorAll('.canvas')].map((element) => getInstanceByDom(element));
    return window.charts.length;
  });
  const ended = () => app.page.evaluate(() => window.charts.every((chart) => chart.isDisposed()));

  assert.equal(await remember(), CHARTS.length);
  await app.chart('trend').tile.getByRole('link').click();
  await app.arriveAt('/chart/trend');
  await app.chart('trend').isDrawn();
  assert.ok(await ended());
  assert.equal(await app.page.locator('.canvas').count(), 1);

  assert.equal(await remember(), 1);
  await app.byId('logout').click();
  await app.byId('login-form').waitFor();
  assert.ok(await ended());
  assert.equal(await app.page.locator('canvas').count(), 0);
});

scenario('a value that stays as it is is drawn once', async (stage) => {
  const shop = await Shop.open(stage);
  await shop.order({ time: new Date().toISOString(), order: '1', region: 'France', seller: 'a', product: 'b', category: 'c', amount: 10 });
  const app = await stage.app(shop.server, { reducedMotion: 'reduce' });
  await app.page.route('**/echarts/echarts.js', (route) => route.fulfill({ contentType: 'text/javascript', body: COUNTING }));
  await app.reachLiveScreen(...shop.login);
  await app.chart('trend').isDrawn();
  // Whatever follows a drawing has had its turn.
  await app.page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve))));
  assert.equal(await app.page.evaluate(() => globalThis.drawings.get('chart-trend')), 1);
});

/** In the place of the bundle: the bundle, counting what each chart is told. */
const COUNTING = `
  import * as echarts from '/echarts/echarts.js?counted';
  globalThis.drawings = new Map();
  export const { registerMap, getInstanceByDom } = echarts;
  export function create(element, ...more) {
    const chart = echarts.create(element, ...more);
    const { setOption } = chart;
    chart.setOption = (...args) => {
      const { testid } = element.closest('section').dataset;
      globalThis.drawings.set(testid, (globalThis.drawings.get(testid) ?? 0) + 1);
      return setOption.apply(chart, args);
    };
    return chart;
  }`;
