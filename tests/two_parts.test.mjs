// The program comes in two parts: what a page needs to begin, and the rest. When the first of these tests fails, a change of the
// program wants a new division: `cargo xtask profile`.
import assert from 'node:assert/strict';

import { faultyScenario, scenario } from './harness/scenario.mjs';

const SECOND = /_rest-\w+\.wasm$/;

faultyScenario('the first part draws all charts, and lives through the loss of its server', async (stage) => {
  const server = await stage.server();
  const app = await stage.app(server);
  await app.page.route(SECOND, (route) => route.abort());
  await app.reachLiveScreen();
  await app.byId('connection-details').click();
  await app.byId('connection-panel').waitFor();
  await server.stop('SIGKILL');
  await app.connection('reconnecting');
  await app.byId('retry-now').click();
  await server.startAgain();
  await app.allLive();
  assert.equal(await app.byId('crash').isVisible(), false);
});

scenario('the second part is there as soon as something in it is called', async (stage) => {
  const app = await stage.app(await stage.server());
  const release = await app.hold(SECOND);
  await app.reachLiveScreen();
  const asked = app.page.waitForRequest((request) => SECOND.test(request.url()) && request.resourceType() === 'xhr');
  const pressed = app.byId('inspector').click();
  await asked;
  release();
  await pressed;
  await app.page.getByRole('tab', { name: 'Topics' }).waitFor();
});

scenario('the second part is fetched without being called', async (stage) => {
  const app = await stage.app(await stage.server());
  const fetched = app.page.waitForResponse((response) =>
    SECOND.test(response.url()) && response.ok() && response.request().resourceType() === 'fetch');
  await app.open('/login');
  await fetched;
});

faultyScenario('a page that can’t go on without its second part says so', async (stage) => {
  const app = await stage.app(await stage.server());
  await app.page.route(SECOND, (route) => route.abort());
  await app.reachLiveScreen();
  await app.byId('inspector').click();
  await app.byId('crash').getByText(/stopped/).waitFor();
}, { expects: [/A part of the program is lacking/] });

scenario('a page with charts fetches what draws them beside the program, and the login does without', async (stage) => {
  const app = await stage.app(await stage.server());
  const asked = [];
  app.page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  const release = await app.hold(/_bg\.wasm$/);
  await app.open('/login');
  assert.ok(!asked.includes('/echarts/echarts.js'));
  const charts = app.page.waitForRequest('**/echarts/echarts.js');
  await app.open('/');
  await charts;
  release();
  await app.byId('login-form').waitFor();
});
