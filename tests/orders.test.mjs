// Orders that other programs send.
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { CHARTS } from './harness/app.mjs';
import { scenario } from './harness/scenario.mjs';
import { Shop } from './harness/shop.mjs';
import { until } from './harness/until.mjs';

const ORDER = {
  time: '2026-01-05T10:00:00Z', order: 'A-1', seller: 'Grace', category: 'Books', subcategory: 'Novels', product: 'Emma',
  region: 'Utah', city: 'Provo', lng: -111.66, lat: 40.23, quantity: 2, amount: 30.5,
};

/** Names and amounts of the sellers' chart, sorted by name, once there are `count` of them. */
async function sellers(shop, count) {
  const api = await shop.api();
  const chart = await until(`${count} sellers`, 5_000, async () => {
    const chart = await api.chart('seller');
    return chart.length >= count && chart;
  });
  return chart.map(({ name, value }) => [name, Number(value)]).sort();
}

scenario('an order that is posted moves the charts at once', async (stage) => {
  const shop = await Shop.open(stage);
  const app = await stage.app(shop.server);
  await app.reachLiveScreen(...shop.login);
  const answer = await shop.order(ORDER);
  assert.equal(answer.status, 202);
  assert.deepEqual(await answer.json(), { accepted: 1, duplicates: 0 });
  await app.chart('seller').shows({ Grace: 30.5 });
  await app.chart('rank').shows({ Utah: 30.5 });
  await shop.order({ ...ORDER, order: 'A-2', amount: 0.25 });
  await app.chart('seller').shows({ Grace: 30.75 });
});

for (const name of CHARTS) {
  scenario(`an order that is posted changes the drawing of ${name}`, async (stage) => {
    const levels = join(await stage.folder(), 'levels.csv');
    await writeFile(levels, `product,stock\n${ORDER.product},10\n`);
    const shop = await Shop.open(stage, { flags: ['--map', 'usa', '--stock', levels] });
    await shop.order(ORDER);
    // Nothing moves by itself, so that it is the order which moves the chart.
    const app = await stage.app(shop.server, { reducedMotion: 'reduce' });
    await app.reachLiveScreen(...shop.login);
    const chart = app.chart(name);
    const before = await chart.restingDrawing();
    await shop.order({ ...ORDER, order: 'A-2', seller: 'Alan', region: 'Ohio', category: 'Music', amount: 70 });
    await until('another drawing', 5_000, async () => (await chart.drawing()) !== before);
  });
}

scenario('an idempotency key counts a request once', async (stage) => {
  const shop = await Shop.open(stage);
  const headers = { 'idempotency-key': 'the same' };
  const [first, second] = [await shop.order(ORDER, headers), await shop.order(ORDER, headers)];
  assert.equal(second.status, first.status);
  assert.deepEqual(await second.json(), await first.json());
  // What is accepted later is counted later: with this one on the chart, a second count of the first would be, too.
  await shop.order({ ...ORDER, order: 'A-2', seller: 'Alan' });
  assert.deepEqual(await sellers(shop, 2), [['Alan', 30.5], ['Grace', 30.5]]);
});

scenario('one bad line refuses the whole request and is named', async (stage) => {
  const shop = await Shop.open(stage);
  const answer = await shop.order([ORDER, { ...ORDER, order: 'A-2', amount: 'much' }, { ...ORDER, order: 'A-3' }]);
  assert.equal(answer.status, 400);
  assert.match(await answer.text(), /line 2/);
  await shop.order({ ...ORDER, seller: 'Alan' });
  assert.deepEqual(await sellers(shop, 1), [['Alan', 30.5]]);
});

scenario('orders without a key, or with a wrong one, are refused', async (stage) => {
  const shop = await Shop.open(stage);
  assert.equal((await shop.order(ORDER, { authorization: '' })).status, 401);
  assert.equal((await shop.order(ORDER, { authorization: `Bearer ${shop.key}x` })).status, 401);
});

scenario('orders of an unknown type, or too many, are refused', async (stage) => {
  const shop = await Shop.open(stage);
  assert.equal((await shop.order(ORDER, { 'content-type': 'text/csv' })).status, 415);
  const many = Array.from({ length: 60_000 }, (_, index) => ({ ...ORDER, order: `A-${index}` }));
  assert.equal((await shop.order(many)).status, 413);
});

scenario('accepted orders survive a kill', async (stage) => {
  const shop = await Shop.open(stage);
  assert.equal((await shop.order([ORDER, { ...ORDER, order: 'A-2' }])).status, 202);
  await shop.server.stop('SIGKILL');
  await shop.server.startAgain();
  assert.deepEqual(await sellers(shop, 1), [['Grace', 61]]);
});
