// The dashboard on a Vuex project's server.
import assert from 'node:assert/strict';

import { faultyScenario, scenario } from '../harness/scenario.mjs';
import { until } from '../harness/until.mjs';
import { dashboard } from './dashboard.mjs';
import { sellersIn } from './servers/charts.mjs';
import { USER } from './servers/foreign_server.mjs';
import { TypeData } from './servers/type_data.mjs';

const BEAT_MS = 300;
const OPTIONS = { interval: BEAT_MS, grace: 1_000 };

async function typeData(stage, config = {}) {
  const server = await stage.keep(new TypeData({ beatMs: BEAT_MS })).start();
  const host = await dashboard(stage, server, { protocol: 'vuex', options: OPTIONS, auth: 'token', ...config });
  return { server, host };
}

async function loggedIn(stage) {
  const { server, host } = await typeData(stage);
  const app = await stage.app(host);
  await app.reachLiveScreen(...USER);
  return { server, app };
}

scenario('after the login the token lets in, and charts come by socketType and by type', async (stage) => {
  const { server, app } = await loggedIn(stage);
  assert.deepEqual(JSON.parse(server.received[0]), { type: 'auth', data: 'token-1' });
  await app.chart('seller').shows(sellersIn(1));
  await app.chart('rank').shows({ France: 70, Peru: 30 });
  server.publish();
  await app.chart('seller').shows(sellersIn(2));
  await app.chart('rank').shows({ France: 140, Peru: 60 });
});

scenario('each heartbeat is sent back, and keeps the connection up', async (stage) => {
  const { server, app } = await loggedIn(stage);
  const echoes = () => server.received.filter((text) => text === '{"type":"heartCheck"}').length;
  await until('five beats to be echoed', 10_000, () => echoes() >= 5);
  await app.connection('live');
  assert.equal(server.accepted, 1);
});

faultyScenario('a server that stops beating is hung up on and dialled again, whatever else it sends', async (stage) => {
  const { server, app } = await loggedIn(stage);
  server.stopBeating();
  const chatter = setInterval(() => server.publish(), 100);
  try {
    await app.connection('reconnecting', 5_000);
    await app.allLive();
  } finally {
    clearInterval(chatter);
  }
  assert.equal(server.accepted, 2);
});

scenario('a token that is worth nothing any more leads to the login', async (stage) => {
  const { server, app } = await loggedIn(stage);
  server.revoke();
  await app.arriveAt('/login');
  await app.submitLogin(...USER);
  await app.allLive();
});

scenario('where there are no logins, a refusal is a state that stays', async (stage) => {
  const { server, host } = await typeData(stage, { auth: 'none' });
  server.onOpen = (socket) => server.send(socket, { type: 'noAuth' });
  const app = await stage.app(host);
  await app.open();
  await app.connection('failed');
  await app.byId('screen').waitFor();
  assert.equal(server.accepted, 2);
  assert.deepEqual(server.received, []);
});
