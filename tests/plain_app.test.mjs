// The app at a server that speaks plain mode, knows no logins, and calls a chart by another name.
import assert from 'node:assert/strict';

import { copyOfApp } from './harness/dist.mjs';
import { faultyScenario, scenario } from './harness/scenario.mjs';

const CONFIG = { protocol: 'plain', auth: 'none', topics: { hot: 'hotproduct' } };

async function openServer(stage) {
  return stage.server({ dist: await copyOfApp(stage, CONFIG), flags: ['--feed', 'demo', '--public'] });
}

scenario('all charts become live without a login, under the names that the server has for them', async (stage) => {
  const app = await stage.app(await openServer(stage));
  const sent = [];
  app.page.on('websocket', (socket) => socket.on('framesent', ({ payload }) => sent.push(JSON.parse(payload))));
  await app.open('/');
  await app.allLive();
  await app.chart('hot').passes(await app.chart('hot').seq());
  assert.equal(await app.byId('logout').count(), 0);
  assert.ok(sent.every((frame) => frame.action === 'getData' || frame.type === 'heartCheck'), JSON.stringify(sent));
  const asked = sent.filter((frame) => frame.socketType === 'hotData');
  assert.deepEqual(new Set(asked.map((frame) => frame.chartName)), new Set(['hotproduct']));
});

faultyScenario('a server that has no health page is dialled again all the same', async (stage) => {
  const server = await openServer(stage);
  const app = await stage.app(server);
  const answer = await app.hold('**/healthz', (route) => route.fulfill({ status: 404 }));
  await app.open('/');
  await app.allLive();
  const asked = app.page.waitForRequest('**/healthz', { timeout: 40_000 });
  await server.stop('SIGKILL');
  await asked;
  await server.startAgain();
  let askedAgain = 0;
  app.page.on('request', (request) => (askedAgain += Number(request.url().endsWith('/healthz'))));
  answer();
  await app.allLive();
  // After enough bad answers it would be dialled all the same: that there is no page has to be a good one.
  assert.ok(askedAgain <= 1, `asked ${askedAgain} more times`);
}, { expects: [/status of 404 .*healthz/] });
