// The dashboard on a server of devices.
import assert from 'node:assert/strict';

import { faultyScenario, scenario } from '../harness/scenario.mjs';
import { until } from '../harness/until.mjs';
import { dashboard, liveScreen } from './dashboard.mjs';
import { sellersIn } from './servers/charts.mjs';
import { Devices } from './servers/devices.mjs';

const HEARTBEAT = '{"DevID":{"value":"hall-7"},"DevHeart":{"value":"1"}}';

async function live(stage) {
  const server = await stage.keep(new Devices()).start();
  const host = await dashboard(stage, server, { protocol: 'device', options: { id: 'hall-7', every: 300 } });
  return { server, app: await liveScreen(stage, host) };
}

scenario('the screen says who it is again and again, and its charts move', async (stage) => {
  const { server, app } = await live(stage);
  await app.chart('seller').shows(sellersIn(1));
  server.publish();
  await app.chart('seller').shows(sellersIn(2));
  await until('five heartbeats', 10_000, () => server.received.length >= 5);
  assert.deepEqual(new Set(server.received), new Set([HEARTBEAT]));
});

faultyScenario('a connection that breaks is made again', async (stage) => {
  const { server, app } = await live(stage);
  server.cut();
  await until('a second socket', 3_000, () => server.accepted === 2);
  await app.allLive();
});

faultyScenario('a server that stays away is given up after three attempts, with a message and a way to try again', async (stage) => {
  const { server, app } = await live(stage);
  await server.stop();
  await app.connection('failed', 30_000);
  assert.match(await app.byId('connection').textContent(), /No connection after 3 attempts/);
  await server.start();
  await app.byId('retry-now').click();
  await app.allLive();
});

faultyScenario('a server that closes in due form is not dialled again', async (stage) => {
  const { server, app } = await live(stage);
  server.close(1000);
  await app.connection('failed', 3_000);
  assert.equal(server.accepted, 1);
});
