// The six charts, fed by the demo.
import assert from 'node:assert/strict';

import { CHARTS } from './harness/app.mjs';
import { scenario } from './harness/scenario.mjs';

scenario('six charts become live after the login, and go on moving', async (stage) => {
  const app = await stage.app(await stage.server());
  await app.reachLiveScreen();
  for (const name of CHARTS) {
    const chart = app.chart(name);
    await chart.passes(await chart.seq());
  }
});

scenario('every chart draws something on its canvas', async (stage) => {
  const app = await stage.app(await stage.server());
  await app.reachLiveScreen();
  for (const name of CHARTS) {
    await app.page.waitForFunction((id) => {
      const canvases = [...document.querySelectorAll(`[data-testid="${id}"] canvas`)];
      return canvases.some((canvas) => {
        const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
        return new Set(new Uint32Array(data.buffer)).size > 8;
      });
    }, `chart-${name}`);
  }
});

scenario('one chart has a page of its own', async (stage) => {
  const app = await stage.app(await stage.server());
  await app.reachLiveScreen();
  for (const name of CHARTS) {
    await app.open(`/chart/${name}`);
    await app.chart(name).reaches('live');
  }
});

scenario('a whole session opens one socket', async (stage) => {
  const server = await stage.server();
  const app = await stage.app(server);
  const sockets = [];
  app.page.on('websocket', (socket) => sockets.push(socket));
  await app.reachLiveScreen();
  await app.byId('theme-toggle').click();
  await app.chart('trend').passes(await app.chart('trend').seq());
  assert.equal(sockets.length, 1);
  assert.equal(sockets[0].url(), `ws://127.0.0.1:${server.port}/ws`);
});

scenario('the theme changes with a click, for every screen that is connected', async (stage) => {
  const server = await stage.server();
  const [mine, other] = [await stage.app(server), await stage.app(server)];
  await mine.reachLiveScreen();
  await other.reachLiveScreen();
  const theme = (app) => app.page.locator('html').getAttribute('data-theme');
  assert.equal(await theme(mine), 'dark');
  await mine.byId('theme-toggle').click();
  await mine.page.locator('html:not([data-theme="dark"])').waitFor();
  await other.page.locator(`html[data-theme="${await theme(mine)}"]`).waitFor();
});

scenario('a chart fills the viewport in full screen, and comes back', async (stage) => {
  const app = await stage.app(await stage.server());
  await app.reachLiveScreen();
  const { tile } = app.chart('map');
  const before = await tile.boundingBox();
  await app.byId('fullscreen-map').click();
  await app.page.waitForFunction(() => {
    const { width, height } = document.querySelector('[data-testid="chart-map"]').getBoundingClientRect();
    return width === innerWidth && height === innerHeight;
  });
  await app.byId('fullscreen-map').click();
  await app.page.waitForFunction(
    (width) => document.querySelector('[data-testid="chart-map"]').getBoundingClientRect().width === width,
    before.width,
  );
});
