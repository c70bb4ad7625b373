// Whether what is on the page can be trusted, and what it says when it can't.
import assert from 'node:assert/strict';

import { faultyScenario, scenario } from './harness/scenario.mjs';
import { until } from './harness/until.mjs';

faultyScenario('the pill says how far away the server is, and its panel what the connection has been through', async (stage) => {
  const server = await stage.server();
  const app = await stage.app(server);
  await app.reachLiveScreen();
  await app.byId('connection').getByText(/^\d+ ms$/).waitFor();
  await app.byId('connection-details').click();
  const panel = app.byId('connection-panel');
  await panel.getByText('Round trip').waitFor();
  const states = () => panel.locator('.past').evaluateAll((rows) => rows.map((row) => row.dataset.state));
  assert.equal((await states())[0], 'live');

  await server.stop('SIGKILL');
  await app.connection('reconnecting');
  const attempt = async () => parseInt(await app.byId('attempt').textContent(), 10);
  await app.byId('attempt').getByText(/^\d+, (in \d+ s|under way)$/).waitFor();
  assert.deepEqual((await states()).slice(0, 2), ['reconnecting', 'live']);
  // Once it waits for longer than a test would.
  const waits = await until('a wait of seconds', 30_000, async () => /in [4-9] s|in \d\d s/.test(await app.byId('attempt').textContent()) && attempt());
  await panel.getByRole('button', { name: 'Retry now' }).click();
  await until('the next attempt', 2_000, async () => (await attempt()) > waits);
  await server.startAgain();
  await app.allLive();
  assert.deepEqual((await states()).slice(0, 3), ['live', 'reconnecting', 'live']);
  assert.match(await panel.locator('.past').nth(1).textContent(), /1006/);

  await app.page.keyboard.press('Escape');
  await panel.waitFor({ state: 'detached' });
});

scenario('the panel closes when something else is pressed', async (stage) => {
  const app = await stage.app(await stage.server());
  await app.reachLiveScreen();
  await app.byId('connection-details').click();
  await app.byId('connection-panel').waitFor();
  await app.page.locator('.header__title').click({ trial: false, position: { x: 2, y: 2 } });
  await app.byId('connection-panel').waitFor({ state: 'detached' });
});

/** Ends the program in the page the way a bug would: with a trap in its own code. */
const crash = (app) => app.page.evaluate(() => setTimeout(() => globalThis.program.__wbindgen_malloc(-1, 3)));

/** Keeps the program's exports where `crash` finds them. */
const keepProgram = (app) => app.page.addInitScript(() => {
  addEventListener('TrunkApplicationStarted', ({ detail }) => (globalThis.program = detail.wasm));
});

scenario('a program that has crashed says so and is loaded again, once', async (stage) => {
  const app = await stage.app(await stage.server());
  await keepProgram(app);
  await app.reachLiveScreen();
  const reloaded = app.page.waitForEvent('load');
  await crash(app);
  const banner = app.byId('crash');
  await banner.getByText(/stopped/).waitFor();
  await banner.getByText(/loads again/).waitFor();
  await reloaded;
  await app.allLive();

  await crash(app);
  await banner.getByText(/stopped/).waitFor();
  assert.equal(await banner.getByText(/loads again/).isVisible(), false);
  await banner.getByRole('button', { name: 'Reload' }).click();
  await app.allLive();
}, { expects: [/unreachable|panicked/] });

for (const [what, lacks] of [
  ['WebAssembly', () => { delete globalThis.WebAssembly; }],
  ['WebSocket', () => { delete globalThis.WebSocket; }],
]) {
  scenario(`a browser without ${what} is told so in the place of an empty page`, async (stage) => {
    const app = await stage.app(await stage.server(), { locale: 'zh-CN' });
    await app.page.addInitScript(lacks);
    await app.open('/');
    const page = app.byId('unsupported');
    await page.getByText('此浏览器不受支持').waitFor();
    await page.getByText(what).waitFor();
  }, { expects: [/WebAssembly is not defined/, /WebSocket is not defined/] });
}
