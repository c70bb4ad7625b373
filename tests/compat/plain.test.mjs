// The dashboard on a big-screen project's server.
import assert from 'node:assert/strict';

import { faultyScenario, scenario } from '../harness/scenario.mjs';
import { until } from '../harness/until.mjs';
import { dashboard, liveScreen } from './dashboard.mjs';
import { BigScreen } from './servers/big_screen.mjs';
import { sellersIn } from './servers/charts.mjs';
import { USER } from './servers/foreign_server.mjs';

const NOTICED_MS = 3_000;

/** The big-screen server and the dashboard for it. */
async function bigScreen(stage, { options = {}, ...config } = {}) {
  const wantsToken = config.auth === 'token';
  const server = await stage.keep(new BigScreen({ wantsToken })).start();
  const host = await dashboard(stage, server, { protocol: 'plain', topics: { hot: 'hotproduct' }, options, ...config });
  return { server, host };
}

/** It has not died, and was sent nothing but what such a server expects. */
function wasTreatedWell(server) {
  assert.equal(server.crash, undefined);
  for (const text of server.received) {
    assert.match(JSON.parse(text).action ?? text, /^(getData|fullScreen|themeChange)$/);
  }
}

scenario('six charts come as JSON in strings, and go on moving', async (stage) => {
  const { server, host } = await bigScreen(stage);
  const app = await liveScreen(stage, host);
  await app.chart('seller').shows(sellersIn(1));
  const before = await app.chart('map').seq();
  server.publish();
  await app.chart('seller').shows(sellersIn(2));
  await app.chart('map').passes(before);
  wasTreatedWell(server);
});

scenario('theme and full screen reach every screen through such a server', async (stage) => {
  const { server, host } = await bigScreen(stage);
  const [mine, other] = [await liveScreen(stage, host), await liveScreen(stage, host)];
  await mine.byId('theme-toggle').click();
  await other.page.locator('html[data-theme="light"]').waitFor();
  await mine.byId('fullscreen-rank').click();
  await other.page.locator('.tile--full[data-testid="chart-rank"]').waitFor();
  wasTreatedWell(server);
});

scenario('a server that beats and pings gets no answer that it could die of', async (stage) => {
  const { server, host } = await bigScreen(stage, { options: { silence: 200, deadline: 2_000 } });
  const app = await liveScreen(stage, host);
  server.broadcast({ type: 'heartCheck' });
  server.broadcast('ping');
  const asked = server.received.length;
  await until('the charts to be asked for again', NOTICED_MS, () => server.received.length > asked + 2);
  await app.connection('live');
  await app.page.close();
  wasTreatedWell(server);
});

faultyScenario('a server that falls silent is found by asking for a chart again, and replaced', async (stage) => {
  const { server, host } = await bigScreen(stage, { options: { silence: 300, deadline: 700, probe: 'rank' } });
  const app = await liveScreen(stage, host);
  const before = server.received.length;
  server.fallSilent();
  await until('a second socket', NOTICED_MS, () => server.accepted === 2);
  await app.allLive();
  // Every socket begins by asking for all charts: what was asked before there was a second one is the probe.
  assert.deepEqual(JSON.parse(server.received[before]), { action: 'getData', socketType: 'rankData', chartName: 'rank', value: '' });
  wasTreatedWell(server);
});

faultyScenario('a server that dies and comes back is taken up again', async (stage) => {
  const { server, host } = await bigScreen(stage);
  const app = await liveScreen(stage, host);
  await server.stop();
  await app.connection('reconnecting', NOTICED_MS);
  await app.chart('seller').reaches('stale');
  server.round = 7;
  await server.start();
  await app.allLive();
  await app.chart('seller').shows(sellersIn(7));
  wasTreatedWell(server);
});

faultyScenario('a server that was away for long is taken up again, though it has no page that says how it is', async (stage) => {
  const { server, host } = await bigScreen(stage);
  const app = await liveScreen(stage, host);
  const asked = app.page.waitForRequest('**/healthz', { timeout: 40_000 });
  await server.stop();
  await asked;
  await server.start();
  await app.allLive();
  // After enough bad answers it would be dialled all the same: that there is no page has to be a good one.
  const checks = server.requested.filter((path) => path === '/healthz');
  assert.ok(checks.length <= 1, `asked ${checks.length} times`);
  wasTreatedWell(server);
}, { expects: [/status of 404 .*healthz/] });

scenario('a server that wants a token gets it from the login, and a refusal leads back there', async (stage) => {
  const { server, host } = await bigScreen(stage, { auth: 'token' });
  const app = await stage.app(host);
  await app.reachLiveScreen(...USER);
  assert.deepEqual(JSON.parse(server.received[0]), { type: 'auth', data: 'token-1' });
  server.token = 'token-2';
  server.cut();
  await app.arriveAt('/login');
  await app.submitLogin(...USER);
  await app.allLive();
});
