// Real orders: what the page shows, against sums that are calculated from the file independently.
import assert from 'node:assert/strict';

import { Api } from './harness/api.mjs';
import { scenario } from './harness/scenario.mjs';
import { REPLAY, lastTwelveMonths, lines, monthly, sums } from './harness/superstore.mjs';
import { until } from './harness/until.mjs';

/** The amount of all orders of the file. */
const whole = lines.reduce((sum, line) => sum + Number(line.Sales), 0);

/** Waits until the server has counted as much as the file holds, and answers with what it counts then. */
async function counted(api) {
  const total = async () => (await api.chart('rank')).reduce((sum, { value }) => sum + Number(value), 0);
  await until('the whole file to be counted', 30_000, async () => (await total()) > whole - 0.005);
  return total();
}

/** A page on which the last line of the file has arrived. */
async function replayed(stage) {
  const server = await stage.server({ flags: REPLAY });
  await counted(await Api.logIn(server));
  const app = await stage.app(server);
  await app.reachLiveScreen();
  return app;
}

/** Equal to within the cent that a page may round to. */
function close(a, b) {
  return Math.abs(a - b) <= 0.0051;
}

function assertSums(shown, expected, what) {
  assert.equal(shown.size, expected.size, `${what}: as many as in the file`);
  for (const [name, amount] of expected) {
    assert.ok(shown.has(name), `${what}: ${name} is missing`);
    assert.ok(close(shown.get(name), amount), `${what}: ${name} is ${shown.get(name)}, the file says ${amount}`);
  }
}

/** The series of a chart as ECharts has drawn them, by their ids, once the one called `id` has something in it. */
async function drawnSeries(app, name, id) {
  return until(`${name} to be drawn`, 5_000, async () => {
    const series = new Map((await app.chart(name).drawn())?.series.map((series) => [series.id, series]));
    return series.get(id)?.data.length > 0 && series;
  });
}

/** `Map` from the names of points to the sums of their amounts. */
function drawn(points, amount = ({ value }) => value) {
  const totals = new Map();
  for (const point of points) totals.set(point.name, (totals.get(point.name) ?? 0) + amount(point));
  return totals;
}

/** That part of `expected` whose names are among the keys of `shown`: charts that turn pages draw one of them. */
function partOf(expected, shown) {
  return new Map([...expected].filter(([name]) => shown.has(name)));
}

scenario('the page shows all 49 regions with the sums of the file', async (stage) => {
  const app = await replayed(stage);
  const expected = sums((line) => line.State);
  assert.equal(expected.size, 49);
  assertSums(await app.chart('rank').amounts(), expected, 'regions');
  const series = await drawnSeries(app, 'rank', 'regions');
  assertSums(drawn(series.get('regions').data), expected, 'bars of the regions');
});

scenario('the page shows every seller with the sums of the file, the top ones first', async (stage) => {
  const app = await replayed(stage);
  const expected = sums((line) => line['Customer Name']);
  const shown = await app.chart('seller').amounts();
  assertSums(shown, expected, 'sellers');
  assert.deepEqual([...shown.keys()].slice(0, 10), [...expected.keys()].slice(0, 10));
  const bars = drawn((await drawnSeries(app, 'seller', 'sellers')).get('sellers').data);
  assert.ok(bars.size > 0);
  assertSums(bars, partOf(expected, bars), 'bars of the sellers');
});

scenario('the page shows every category and sub-category with the sums of the file', async (stage) => {
  const app = await replayed(stage);
  const rows = await app.chart('hot').rows();
  const shown = (columns) => {
    const totals = new Map();
    for (const row of rows) {
      const key = row.slice(0, columns).join(' › ');
      totals.set(key, (totals.get(key) ?? 0) + Number(row.at(-1)));
    }
    return totals;
  };
  assertSums(shown(1), sums((line) => line.Category), 'categories');
  assertSums(shown(2), sums((line) => `${line.Category} › ${line['Sub-Category']}`), 'sub-categories');
  const series = await drawnSeries(app, 'hot', 'sub-categories');
  const [category] = series.get('total').data;
  const own = lines.filter((line) => line.Category === category.name);
  assertSums(drawn([category]), sums((line) => line.Category, own), 'middle of the ring');
  assertSums(drawn(series.get('sub-categories').data), sums((line) => line['Sub-Category'], own), 'ring');
});

scenario('the page shows the last twelve months of the top regions, sellers and products', async (stage) => {
  const app = await replayed(stage);
  const months = lastTwelveMonths();
  assert.deepEqual(months.at(-1), '2017-12');
  const recent = lines.filter((line) => line['Order Date'] >= months[0]);
  const rows = await app.chart('trend').rows();
  for (const [breakdown, by] of [
    ['Regions', (line) => line.State],
    ['Sellers', (line) => line['Customer Name']],
    ['Products', (line) => line['Product Name']],
  ]) {
    const shown = rows.filter((row) => row[0] === breakdown);
    assert.ok(shown.length >= 3, `${breakdown}: at least three lines`);
    const top = [...sums(by, recent).keys()].slice(0, shown.length);
    assert.deepEqual(shown.map((row) => row[1]), top);
    for (const [, name, ...amounts] of shown) {
      const expected = monthly(by, name, months);
      assert.equal(amounts.length, 12);
      amounts.forEach((amount, index) =>
        assert.ok(close(Number(amount), expected[index]), `${name} in ${months[index]}: ${amount}, the file says ${expected[index]}`));
    }
  }
  const series = await drawnSeries(app, 'trend', 'map-0');
  for (const { name, data } of series.values()) {
    const expected = monthly((line) => line.State, name, months);
    assert.ok(data.length === 12 && data.every((amount, index) => close(amount, expected[index])), `the line of ${name}`);
  }
});

scenario('the page shows every city of the file, in its region', async (stage) => {
  const app = await replayed(stage);
  const expected = sums((line) => `${line.City}, ${line.State}`);
  const rows = await app.chart('map').rows();
  const shown = new Map(rows.map((row) => [`${row[1]}, ${row[2]}`, Number(row.at(-1))]));
  assertSums(shown, expected, 'cities');
  const series = await drawnSeries(app, 'map', 'regions');
  const dots = [...series.values()].filter(({ id }) => id.startsWith('cities-')).flatMap(({ data }) => data);
  assertSums(drawn(dots, ({ value }) => value[2]), sums((line) => line.City), 'dots of the cities');
  // ECharts adds the regions of the map that have no orders.
  const shaded = series.get('regions').data.filter(({ amount }) => amount !== undefined);
  assertSums(drawn(shaded, ({ amount }) => amount), sums((line) => line.State), 'shades of the regions');
});

scenario('a restart in the middle of a replay counts no line twice', async (stage) => {
  const server = await stage.server({ flags: REPLAY });
  await server.stop('SIGKILL');
  await server.startAgain();
  await server.stop('SIGTERM');
  await server.startAgain();
  assert.ok(close(await counted(await Api.logIn(server)), whole));
});
