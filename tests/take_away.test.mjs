// What a viewer takes away from a chart, and where else it is seen.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';

import { CHARTS } from './harness/app.mjs';
import { scenario } from './harness/scenario.mjs';
import { Shop } from './harness/shop.mjs';

/** Presses an item of a chart's menu and answers with the file that comes of it. */
async function saved(app, chart, item) {
  await app.byId(`more-${chart}`).click();
  const [download] = await Promise.all([
    app.page.waitForEvent('download'),
    app.chart(chart).tile.getByRole('button', { name: item }).click(),
  ]);
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
}

scenario('every chart is saved as a picture and as numbers', async (stage) => {
  const app = await stage.app(await stage.server());
  await app.reachLiveScreen();
  for (const chart of CHARTS) {
    await app.chart(chart).isDrawn();
    const picture = await saved(app, chart, 'PNG');
    assert.match(picture.name, new RegExp(`^${chart} \\d{4}-\\d{2}-\\d{2} [\\d.]+Z\\.png$`));
    assert.deepEqual([...picture.bytes.subarray(0, 4)], [0x89, 0x50, 0x4e, 0x47]);
    assert.ok(picture.bytes.length > 5_000, `${chart}: ${picture.bytes.length} bytes of picture`);
    const numbers = await saved(app, chart, 'CSV');
    assert.match(numbers.name, /\.csv$/);
    assert.ok(numbers.bytes.toString().trim().split('\r\n').length > 2, `${chart} has lines`);
  }
});

scenario('the numbers are saved in full, and no name of a stranger becomes a formula', async (stage) => {
  const shop = await Shop.open(stage);
  const order = { time: '2026-01-05', region: 'Utah', city: 'Provo' };
  await shop.order([
    { ...order, seller: '=HYPERLINK("http://evil.example")', amount: 1234.5 },
    { ...order, seller: 'Grace, "the" Second', amount: 7 },
  ]);
  const app = await stage.app(shop.server, { locale: 'de-DE' });
  await app.reachLiveScreen(...shop.login);
  const { bytes } = await saved(app, 'seller', 'CSV');
  assert.equal(bytes.toString(), [
    '\ufeffVerkäufer,Betrag',
    '"\'=HYPERLINK(""http://evil.example"")",1234.5',
    '"Grace, ""the"" Second",7',
    '',
  ].join('\r\n'));
});

scenario('a chart fills only this screen when Shift is held, and Escape gives back what all screens show', async (stage) => {
  const server = await stage.server();
  const [mine, other] = [await stage.app(server), await stage.app(server)];
  for (const app of [mine, other]) await app.reachLiveScreen();
  await mine.byId('fullscreen-hot').click({ modifiers: ['Shift'] });
  await mine.chart('hot').fillsTheWindow();
  await other.byId('fullscreen-trend').click();
  await other.chart('trend').fillsTheWindow();
  // What all screens show waits behind what this one does.
  await mine.chart('hot').fillsTheWindow();
  await mine.page.keyboard.press('Escape');
  await mine.chart('trend').fillsTheWindow();
  await other.chart('trend').fillsTheWindow();
});

scenario('a chart has a page of its own, which its menu leads to', async (stage) => {
  const app = await stage.app(await stage.server());
  await app.reachLiveScreen();
  await app.byId('more-rank').click();
  await app.chart('rank').tile.getByRole('link', { name: 'Open on a page of its own' }).click();
  await app.arriveAt('/chart/rank');
  await app.chart('rank').reaches('live');
  assert.equal(await app.page.locator('[data-testid^="chart-"]').count(), 1);
});
