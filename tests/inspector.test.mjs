// What developers see of the store, take away, and play again.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';

import { CHARTS } from './harness/app.mjs';
import { scenario } from './harness/scenario.mjs';
import { Shop } from './harness/shop.mjs';
import { until } from './harness/until.mjs';

const ORDER = { time: '2026-01-05', seller: 'Grace', region: 'Utah', city: 'Provo', lng: -111.66, lat: 40.23, amount: 10 };

/** A quiet shop with one order, and a page that shows it. */
async function screenOf(stage, prepare = async () => {}) {
  const shop = await Shop.open(stage);
  await shop.order(ORDER);
  const proxy = await stage.proxy(shop.server);
  const app = await stage.app(proxy);
  await prepare(app);
  await app.reachLiveScreen(...shop.login);
  await app.chart('seller').shows({ Grace: 10 });
  return { shop, proxy, app, inspector: new Inspector(app) };
}

class Inspector {
  constructor(app) {
    this.app = app;
    this.drawer = app.byId('inspector-drawer');
  }

  async open() {
    await this.app.byId('inspector').click();
    await this.drawer.waitFor();
  }

  async close() {
    await this.app.byId('inspector').click();
    await this.drawer.waitFor({ state: 'detached' });
  }

  show(tab) {
    return this.app.byId(`inspector-${tab}`).click();
  }

  /** What the rows of a list say. */
  rows(list) {
    return this.app.byId(list).getByRole('option').allTextContents();
  }

  /** Waits for a row that says `words`, and chooses it. */
  async choose(list, words) {
    await this.app.byId(list).getByRole('option').filter({ hasText: words }).last().click();
    return this.app.byId(`${list}-full`);
  }

  /** The text of the recording that is exported. */
  async exported() {
    const [download] = await Promise.all([
      this.app.page.waitForEvent('download'),
      this.app.byId('export').click(),
    ]);
    assert.match(download.suggestedFilename(), /^recording .*\.jsonl$/);
    return readFile(await download.path(), 'utf8');
  }

  /** Opens a recording that is made of a text. */
  load(text) {
    const file = { name: 'recording.jsonl', mimeType: 'application/jsonl', buffer: Buffer.from(text) };
    return this.app.byId('open-recording').setInputFiles(file);
  }

  /** Plays what is left as fast as it goes. */
  async playToTheEnd() {
    await this.app.byId('replay-speed').selectOption('fastest');
    await until('the recording to be played', 10_000, async () => {
      const [done, all] = (await this.app.byId('replay-position').textContent()).split(' of ');
      return done === all;
    });
  }
}

function seqs(app) {
  return Promise.all(CHARTS.map((name) => app.chart(name).seq()));
}

scenario('the inspector opens by its button and by a key, has the focus, and gives it back', async (stage) => {
  const { app, inspector } = await screenOf(stage);
  const focused = () => app.page.evaluate(() => document.activeElement.dataset.testid);
  await inspector.open();
  await until('the first tab to have the focus', 2_000, async () => (await focused()) === 'inspector-frames');
  assert.equal(await app.byId('inspector').getAttribute('aria-pressed'), 'true');
  await app.page.keyboard.press('ArrowRight');
  assert.equal(await focused(), 'inspector-topics');
  assert.equal(await app.byId('inspector-topics').getAttribute('aria-selected'), 'true');
  await app.byId('topics').waitFor();
  await app.page.keyboard.press('Escape');
  await inspector.drawer.waitFor({ state: 'detached' });
  await until('the button to have the focus', 2_000, async () => (await focused()) === 'inspector');
  await app.page.keyboard.press('Alt+KeyI');
  await inspector.drawer.waitFor();
  await app.page.keyboard.press('Alt+KeyI');
  await inspector.drawer.waitFor({ state: 'detached' });
});

scenario('frames are listed as they come, can be filtered, held still, and read in full', async (stage) => {
  const { shop, app, inspector } = await screenOf(stage);
  await inspector.open();
  await shop.order({ ...ORDER, time: '2026-01-06', amount: 7 });
  const full = await inspector.choose('frames', 'sellerData');
  assert.match(await full.textContent(), /^\{\n {2}"/);

  await app.byId('frames-filter').fill('SELLERDATA');
  await until('only such frames', 5_000, async () => {
    const rows = await inspector.rows('frames');
    return rows.length > 0 && rows.every((row) => row.includes('sellerData'));
  });
  const before = await inspector.rows('frames');
  await app.byId('frames-pause').click();
  const recorded = await app.byId('recorded').textContent();
  await shop.order({ ...ORDER, time: '2026-01-07', amount: 7 });
  await app.chart('seller').shows({ Grace: 24 });
  // The drawer has looked again since.
  await until('more to be recorded', 5_000, async () => (await app.byId('recorded').textContent()) !== recorded);
  assert.deepEqual(await inspector.rows('frames'), before);
  await app.byId('frames-pause').click();
  await until('the list to go on', 5_000, async () => (await inspector.rows('frames')).length > before.length);
});

scenario('topics show what came in, and a mutation what it has changed', async (stage) => {
  const { shop, app, inspector } = await screenOf(stage);
  await inspector.open();
  await inspector.show('topics');
  const received = async () => {
    const row = app.byId('topics').getByRole('row').filter({ hasText: 'sellerData' });
    const cells = await row.getByRole('cell').allTextContents();
    return { received: Number(cells[5]), committed: Number(cells[6]), errors: Number(cells[9]) };
  };
  const before = await received();
  assert.ok(before.received > 0);
  await shop.order({ ...ORDER, time: '2026-01-06', amount: 7 });
  await until('one more message', 5_000, async () => (await received()).received > before.received);
  assert.equal((await received()).errors, 0);
  assert.match(await app.byId('counters').textContent(), /Reconnects0/);

  await inspector.show('mutations');
  await app.byId('mutations').waitFor();
  await shop.order({ ...ORDER, time: '2026-01-07', amount: 5 });
  const full = await inspector.choose('mutations', 'topic/sellerData');
  const [payload, old, young] = (await full.textContent()).split('\n\n').map((part) => {
    const line = part.indexOf('\n');
    return JSON.parse(part.slice(line));
  });
  assert.equal(Number(payload[0].value), 22);
  assert.equal(Number(old.messages[0][0].value), 17);
  assert.deepEqual(young.messages, [payload]);
  assert.ok(young.seq > old.seq);

  await inspector.show('page');
  await until('pictures to be counted', 5_000, async () => /95 %/.test(await app.byId('health').textContent()));
});

scenario('a recording is taken away without credentials, and played again on the charts', async (stage) => {
  const { shop, proxy, app, inspector } = await screenOf(stage, async (app) => {
    app.said = [];
    app.page.on('websocket', (socket) => socket.on('framesent', ({ payload }) => app.said.push(String(payload))));
  });
  const first = await seqs(app);
  await inspector.open();
  await shop.order({ ...ORDER, time: '2026-01-06', amount: 7 });
  await app.chart('seller').shows({ Grace: 17 });
  proxy.cut();
  await app.connection('reconnecting');
  await app.allLive();
  const before = await seqs(app);
  await shop.order({ ...ORDER, time: '2026-01-07', amount: 5 });
  await app.chart('seller').shows({ Grace: 22 });
  // There are no stock levels that could change.
  await Promise.all(CHARTS.map((name, index) => name === 'stock' || app.chart(name).passes(before[index])));
  const recorded = await seqs(app);
  const text = await inspector.exported();
  assert.equal(JSON.parse(text.slice(0, text.indexOf('\n'))).what, 'begins');
  const tickets = app.said.map((said) => said.match(/"ticket":"([^"]+)"/)?.[1]).filter(Boolean);
  assert.ok(tickets.length >= 2 && text.includes('hello'));
  for (const ticket of tickets) assert.ok(!text.includes(ticket));

  await shop.order({ ...ORDER, time: '2026-01-08', amount: 100 });
  await app.chart('seller').shows({ Grace: 122 });
  await inspector.load(text);
  await app.byId('replay').waitFor();
  await app.connection('live');
  await app.byId('replay-play').click();
  assert.ok((await seqs(app)).every((seq, index) => seq >= first[index] && seq <= recorded[index]));
  await app.byId('replay-step').click();
  await app.byId('replay-play').click();
  await inspector.playToTheEnd();
  assert.deepEqual(await seqs(app), recorded);
  await app.chart('seller').shows({ Grace: 22 });

  await app.byId('replay-play').click();
  await inspector.playToTheEnd();
  assert.deepEqual(await seqs(app), recorded);
  await app.byId('replay-end').click();
  await app.byId('replay').waitFor({ state: 'detached' });
  await app.allLive();
  await app.chart('seller').shows({ Grace: 122 });
});

scenario('a file that is no recording is refused with the line that is wrong', async (stage) => {
  const { app, inspector } = await screenOf(stage);
  await inspector.open();
  const text = await inspector.exported();
  const lines = text.trimEnd().split('\n');
  await inspector.load(`${lines[0]}\n{"at":1,"step":2,"what":"nonsense"}\n`);
  const problem = app.byId('inspector-problem');
  await problem.waitFor();
  assert.match(await problem.textContent(), /line 2: /);
  assert.equal(await app.byId('replay').count(), 0);
  await inspector.load(lines[0]);
  await app.byId('replay').waitFor();
  await problem.waitFor({ state: 'detached' });
});

scenario('what is closed leaves nothing behind', async (stage) => {
  const { app, inspector } = await screenOf(stage, (app) => app.page.addInitScript(countWhatGoesOn));
  // The map never rests.
  await app.open('/chart/seller');
  await app.chart('seller').reaches('live');
  const goesOn = () => app.page.evaluate(async () => {
    const { goesOn } = globalThis;
    const before = goesOn.pictures;
    for (let picture = 0; picture < 20; picture += 1) await goesOn.nextPicture();
    return { intervals: goesOn.intervals.size, pictures: goesOn.pictures - before };
  });
  const rest = () => until('the page to be at rest', 10_000, async () => {
    const now = await goesOn();
    return now.pictures === 0 && now;
  });
  const before = await rest();
  await inspector.open();
  for (const tab of ['topics', 'mutations', 'page']) await inspector.show(tab);
  const open = await goesOn();
  assert.ok(open.intervals > before.intervals && open.pictures > 0, JSON.stringify(open));
  await inspector.close();
  assert.deepEqual(await rest(), before);
});

/** Counts intervals that are not cleared, and pictures that are asked for. */
function countWhatGoesOn() {
  const { setInterval, clearInterval, requestAnimationFrame } = globalThis;
  const nextPicture = () => new Promise((done) => requestAnimationFrame(done));
  const goesOn = { intervals: new Set(), pictures: 0, nextPicture };
  globalThis.goesOn = goesOn;
  globalThis.setInterval = (...what) => {
    const id = setInterval(...what);
    goesOn.intervals.add(id);
    return id;
  };
  globalThis.clearInterval = (id) => {
    goesOn.intervals.delete(id);
    clearInterval(id);
  };
  globalThis.requestAnimationFrame = (tell) => {
    goesOn.pictures += 1;
    return requestAnimationFrame(tell);
  };
}
