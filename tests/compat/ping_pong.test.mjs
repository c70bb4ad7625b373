// The dashboard on a server that keeps connections up by texts.
import assert from 'node:assert/strict';

import { faultyScenario, scenario } from '../harness/scenario.mjs';
import { until } from '../harness/until.mjs';
import { dashboard } from './dashboard.mjs';
import { sellersIn } from './servers/charts.mjs';
import { USER } from './servers/foreign_server.mjs';
import { PingPong } from './servers/ping_pong.mjs';

const OPTIONS = { silence: 300, deadline: 1_000, first: 'start {token}' };

async function loggedIn(stage) {
  const server = await stage.keep(new PingPong()).start();
  const host = await dashboard(stage, server, { protocol: 'pingpong', options: OPTIONS, auth: 'token' });
  const app = await stage.app(host);
  await app.reachLiveScreen(...USER);
  return { server, app };
}

const count = (server, text) => server.received.filter((received) => received === text).length;

scenario('the first message brings the charts, and they go on moving', async (stage) => {
  const { server, app } = await loggedIn(stage);
  assert.equal(server.received[0], 'start token-1');
  await app.chart('seller').shows(sellersIn(1));
  server.publish();
  await app.chart('seller').shows(sellersIn(2));
});

scenario('a quiet connection is kept up by ping and pong', async (stage) => {
  const { server, app } = await loggedIn(stage);
  await until('five pings', 10_000, () => count(server, 'ping') >= 5);
  await app.connection('live');
  assert.equal(server.accepted, 1);
});

faultyScenario('a server that falls silent is hung up on and dialled again', async (stage) => {
  const { server, app } = await loggedIn(stage);
  server.fallSilent();
  await until('a second socket', 5_000, () => server.accepted === 2);
  await app.allLive();
  assert.equal(count(server, 'stop'), 0);
});

scenario('whoever logs out says stop before the connection is closed', async (stage) => {
  const { server, app } = await loggedIn(stage);
  await app.byId('logout').click();
  await app.arriveAt('/login');
  await until('the farewell', 5_000, () => server.received.at(-1) === 'stop');
});
