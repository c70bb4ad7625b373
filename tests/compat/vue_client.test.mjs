// The other way round: a Vue app as it is, on `live-server --public`.
import assert from 'node:assert/strict';

import { Api } from '../harness/api.mjs';
import { FolderHost } from '../harness/folder_host.mjs';
import { faultyScenario, scenario } from '../harness/scenario.mjs';
import { buildVueApp } from './vue_app/build.mjs';

/** The charts' names at the server, by socketType. */
const CHARTS = {
  trendData: 'trend', sellerData: 'seller', mapData: 'map', rankData: 'rank', hotData: 'hot', stockData: 'stock',
};

/** The Vue app, connected to a public server, with every chart filled; and its first socket. */
async function bigScreen(stage) {
  const server = await stage.server({ flags: ['--feed', 'demo', '--public'] });
  const folder = await stage.folder();
  await buildVueApp(folder);
  const host = await stage.keep(new FolderHost(folder)).start();
  const { page } = await stage.app(host);
  const dialled = page.waitForEvent('websocket');
  await page.goto(`${host.url}/?socket=ws://127.0.0.1:${server.port}/ws`);
  const socket = await dialled;
  for (const socketType of Object.keys(CHARTS)) await received(page, socketType, 1);
  return { server, page, socket };
}

/** Waits until a chart of the Vue app has been given data so many times. */
function received(page, socketType, times) {
  return page.waitForFunction(
    ({ socketType, times }) => Number(document.getElementById(socketType)?.dataset.received) >= times,
    { socketType, times },
  );
}

scenario('each chart of a Vue app gets its data parsed, and goes on getting it', async (stage) => {
  const { server, page } = await bigScreen(stage);
  const api = await Api.logIn(server);
  for (const [socketType, name] of Object.entries(CHARTS)) {
    const shown = JSON.parse(await page.locator(`#${socketType}`).textContent());
    const current = await api.chart(name);
    assert.equal(Array.isArray(shown), Array.isArray(current), name);
    assert.ok(Object.keys(shown).length > 0, name);
    await received(page, socketType, 3);
  }
});

scenario('theme and full screen go from the Vue app to the dashboard and back', async (stage) => {
  const { server, page } = await bigScreen(stage);
  const app = await stage.app(server);
  await app.reachLiveScreen();

  await page.locator('#theme').click();
  await app.page.locator('html[data-theme="light"]').waitFor();
  await page.locator('#vue-screen[data-theme="light"]').waitFor();
  await app.byId('theme-toggle').click();
  await page.locator('#vue-screen[data-theme="contrast"]').waitFor();

  await page.locator('#full-screen').click();
  await app.page.locator('.tile--full[data-testid="chart-rank"]').waitFor();
  await app.byId('fullscreen-rank').click();
  await page.locator('#vue-screen[data-full-screen=""]').waitFor();
});

faultyScenario('the Vue app finds back after a restart, and what it sends meanwhile arrives then', async (stage) => {
  const { server, page, socket } = await bigScreen(stage);
  await page.locator('#toggle').click();
  await Promise.all([socket.waitForEvent('close'), server.stop()]);
  // Its charts ask for their data while there is no server: the service tries again and again.
  await page.locator('#toggle').click();
  await server.startAgain();
  for (const socketType of Object.keys(CHARTS)) await received(page, socketType, 2);
  await page.locator('#theme').click();
  await page.locator('#vue-screen[data-theme="light"]').waitFor();
});

scenario('the server\'s heartbeat, which the Vue app does not know, does it no harm', async (stage) => {
  const { page, socket } = await bigScreen(stage);
  const isHeartbeat = ({ payload }) => payload.toString().includes('heartCheck');
  await socket.waitForEvent('framereceived', { predicate: isHeartbeat, timeout: 30_000 });
  const before = Number(await page.locator('#rankData').getAttribute('data-received'));
  await received(page, 'rankData', before + 1);
});
