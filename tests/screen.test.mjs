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
  for (const name of CHARTS) await app.chart(name).isDrawn();
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

scenario('a chart fills the viewport in full screen, and comes back', async (stage) => {
  const app = await stage.app(await stage.server());
  await app.reachLiveScreen();
  const { tile } = app.chart('map');
  const before = await tile.boundingBox();
  await app.byId('fullscreen-map').click();
  await app.chart('map').fillsTheWindow();
  await app.byId('fullscreen-map').click();
  await app.page.waitForFunction(
    (width) => document.querySelector('[data-testid="chart-map"]').getBoundingClientRect().width === width,
    before.width,
  );
});
