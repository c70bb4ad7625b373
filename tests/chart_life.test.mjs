// From the first sign of a chart to its end.
import assert from 'node:assert/strict';

import { CHARTS } from './harness/app.mjs';
import { faultyScenario, scenario } from './harness/scenario.mjs';

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
