// The screen while the server, or the way to it, is gone, and how it finds back.
import assert from 'node:assert/strict';

import { CHARTS } from './harness/app.mjs';
import { faultyScenario, scenario } from './harness/scenario.mjs';
import { Shop } from './harness/shop.mjs';
import { until } from './harness/until.mjs';

/** Within this time the page must say that the connection is lost, or be current again. */
const NOTICED_MS = 1_000;
const CURRENT_MS = 5_000;

for (const signal of ['SIGTERM', 'SIGKILL']) {
  faultyScenario(`after ${signal} the page says so within a second, and every chart is current again by itself`, async (stage) => {
    const server = await stage.server();
    const app = await stage.app(server);
    await app.reachLiveScreen();

    const noticed = app.connection('reconnecting', NOTICED_MS);
    await Promise.all([noticed, server.stop(signal)]);
    await Promise.all(CHARTS.map((name) => app.chart(name).reaches('stale')));

    const before = await Promise.all(CHARTS.map((name) => app.chart(name).seq()));
    await server.startAgain();
    await app.allLive(CURRENT_MS);
    for (const [index, name] of CHARTS.entries()) await app.chart(name).passes(before[index]);
  });
}

faultyScenario('orders that came in while the page was cut off are on it afterwards', async (stage) => {
  const shop = await Shop.open(stage);
  await shop.order({ time: '2026-01-05', seller: 'Grace', amount: 100 });
  const proxy = await stage.proxy(shop.server);
  const app = await stage.app(proxy);
  await app.reachLiveScreen(...shop.login);
  await app.chart('seller').shows({ Grace: 100 });

  proxy.refuse();
  proxy.cut();
  await app.connection('reconnecting', NOTICED_MS);
  await shop.order({ time: '2026-01-06', seller: 'Grace', amount: 11 });
  proxy.heal();
  await app.allLive();
  await app.chart('seller').shows({ Grace: 111 });
});

faultyScenario('a connection that falls silent without closing is found and replaced', async (stage) => {
  const shop = await Shop.open(stage);
  const proxy = await stage.proxy(shop.server);
  const app = await stage.app(proxy);
  await app.reachLiveScreen(...shop.login);
  await shop.order({ time: '2026-01-05', seller: 'Grace', amount: 1 });
  await app.chart('seller').shows({ Grace: 1 });

  proxy.blackhole();
  await shop.order({ time: '2026-01-06', seller: 'Grace', amount: 1 });
  await app.connection('reconnecting', 25_000);
  proxy.heal();
  await app.allLive();
  await app.chart('seller').shows({ Grace: 2 });
});

scenario('a slow line with varying delays neither disconnects nor reorders', async (stage) => {
  const server = await stage.server();
  const proxy = await stage.proxy(server, { seed: 7 });
  const app = await stage.app(proxy);
  await app.reachLiveScreen();
  proxy.delay(50, 400);
  await app.page.evaluate(() => {
    const tile = document.querySelector('[data-testid="chart-trend"]');
    window.seen = [];
    new MutationObserver(() => window.seen.push(Number(tile.dataset.seq)))
      .observe(tile, { attributeFilter: ['data-seq'] });
  });
  await app.page.waitForFunction(() => window.seen.length >= 5);
  const seen = await app.page.evaluate(() => window.seen);
  assert.deepEqual(seen, seen.toSorted((a, b) => a - b));
  await app.connection('live');
});

faultyScenario('one can ask to try again at once', async (stage) => {
  const proxy = await stage.proxy(await stage.server());
  const app = await stage.app(proxy);
  await app.reachLiveScreen();
  proxy.refuse();
  proxy.cut();
  // On a countdown of three more than a second is left: an attempt right after the click is the click's.
  await app.byId('connection').getByText(/in [34] s/).waitFor();
  const before = proxy.accepted;
  await app.byId('retry-now').click();
  await until('an attempt after the click', 500, () => proxy.accepted > before);
  proxy.heal();
  await app.allLive(CURRENT_MS);
});

faultyScenario('a restart tells every socket that it is one', async (stage) => {
  const server = await stage.server();
  const app = await stage.app(server);
  await app.page.addInitScript(() => {
    const Original = window.WebSocket;
    window.closeCodes = [];
    window.WebSocket = class extends Original {
      constructor(...args) {
        super(...args);
        this.addEventListener('close', (event) => window.closeCodes.push(event.code));
      }
    };
  });
  await app.reachLiveScreen();
  assert.equal(await server.stop('SIGTERM'), 0);
  await app.page.waitForFunction(() => window.closeCodes.length > 0);
  assert.equal(await app.page.evaluate(() => window.closeCodes[0]), 1012);
});
