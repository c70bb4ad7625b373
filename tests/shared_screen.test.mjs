// What one screen does is done on all of them.
import assert from 'node:assert/strict';

import { Api } from './harness/api.mjs';
import { PlainSocket } from './harness/plain_socket.mjs';
import { scenario } from './harness/scenario.mjs';
import { Shop } from './harness/shop.mjs';

const shows = (app, theme) => app.page.locator(`html[data-theme="${theme}"]`).waitFor();

async function liveScreen(stage, server) {
  const app = await stage.app(server);
  await app.reachLiveScreen();
  return app;
}

/** A client that speaks plain mode, and has been let in. */
async function operator(server) {
  const api = await Api.logIn(server);
  const socket = await PlainSocket.open(server, { origin: server.url, cookie: api.cookie });
  socket.getData('rank');
  await socket.frame('the ranking', (frame) => frame.socketType === 'rankData');
  return socket;
}

scenario('the theme changes with a click, for every screen that is connected', async (stage) => {
  const server = await stage.server();
  const [mine, other] = [await liveScreen(stage, server), await liveScreen(stage, server)];
  for (const theme of ['light', 'contrast', 'dark']) {
    await mine.byId('theme-toggle').click();
    await shows(mine, theme);
    await shows(other, theme);
  }
});

scenario('a theme that is toggled is the same for those who come late', async (stage) => {
  const server = await stage.server();
  const early = await liveScreen(stage, server);
  const socket = await operator(server);
  const change = (value) => socket.send({ action: 'themeChange', socketType: 'themeChange', chartName: '', value });
  for (const [value, theme] of [['', 'light'], ['', 'dark'], ['contrast', 'contrast'], ['', 'light']]) {
    change(value);
    await shows(early, theme);
  }
  await shows(await liveScreen(stage, server), 'light');
  socket.stop();
});

scenario('a chart that fills one screen fills every one, also those that come late, until it is closed', async (stage) => {
  const server = await stage.server();
  const [mine, other] = [await liveScreen(stage, server), await liveScreen(stage, server)];
  await mine.byId('fullscreen-map').click();
  await other.chart('map').fillsTheWindow();
  const late = await liveScreen(stage, server);
  await late.chart('map').fillsTheWindow();

  const socket = await operator(server);
  const relayed = (chartName, value) =>
    socket.send({ action: 'fullScreen', socketType: 'fullScreen', chartName, value });
  // Commands arrive in order: with the theme, the screen has seen the one before.
  relayed('trend', false);
  socket.send({ action: 'themeChange', socketType: 'themeChange', chartName: '', value: 'light' });
  await shows(other, 'light');
  await other.chart('map').fillsTheWindow();
  socket.stop();

  await mine.page.keyboard.press('Escape');
  for (const app of [mine, other, late]) await app.page.waitForFunction(() => document.querySelector('.tile--full') === null);
});

scenario('a viewer is told that only the own screen changes', async (stage) => {
  const shop = await Shop.open(stage, { role: 'viewer' });
  const app = await stage.app(shop.server);
  await app.reachLiveScreen(...shop.login);
  await app.byId('theme-toggle').click();
  const toast = app.byId('toast');
  await toast.waitFor();
  assert.match(await toast.textContent(), /only this screen/i);
  await shows(app, 'light');
  await toast.getByRole('button', { name: 'Dismiss' }).click();
  await toast.waitFor({ state: 'detached' });
});

scenario('a kept theme is there before the app is', async (stage) => {
  const app = await stage.app(await stage.server());
  await app.page.addInitScript(() => localStorage.setItem('live-dashboard.theme', 'light'));
  const release = await app.hold('**/*.wasm');
  await app.page.goto(`${app.url}/login`, { waitUntil: 'commit' });
  await shows(app, 'light');
  assert.equal(await app.byId('login-form').count(), 0);
  release();
  await app.byId('login-form').waitFor();
  await shows(app, 'light');
});
