// The page speaks its reader's language, and writes numbers as its reader does.
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';

import { configOf, copyOfApp } from './harness/dist.mjs';
import { scenario } from './harness/scenario.mjs';
import { Shop } from './harness/shop.mjs';

const ORDER = { time: '2026-01-05', seller: 'Grace', region: 'Utah', city: 'Provo', amount: 1234.5 };
const LANGUAGES = [
  { locale: 'en-US', lang: 'en', logIn: 'Log in', sellers: 'Sellers', amount: '$1,234.50' },
  { locale: 'zh-CN', lang: 'zh-CN', logIn: '登录', sellers: '商家', amount: 'US$1,234.50' },
  { locale: 'de-DE', lang: 'de', logIn: 'Anmelden', sellers: 'Verkäufer', amount: '1.234,50 $' },
];

const speaks = (app, lang) => app.page.locator(`html[lang="${lang}"]`).waitFor();

/** The text of the only amount in the table of sellers. */
async function amountOf(app) {
  await app.chart('seller').shows({ Grace: 1234.5 });
  return (await app.byId('table-seller').locator('data').textContent()).replace(/\s/g, ' ').replace('’', '\'');
}

for (const { locale, lang, logIn, sellers, amount } of LANGUAGES) {
  scenario(`a browser set to ${locale} gets words and numbers in it`, async (stage) => {
    const shop = await Shop.open(stage);
    await shop.order(ORDER);
    const app = await stage.app(shop.server, { locale });
    await app.open('/login');
    await speaks(app, lang);
    await app.byId('login-submit').getByText(logIn).waitFor();
    await app.reachLiveScreen(...shop.login);
    await app.chart('seller').tile.getByRole('heading', { name: sellers, exact: true }).waitFor();
    assert.equal(await amountOf(app), amount);
  });
}

scenario('another language is chosen on the page, at once, and kept for the next visit', async (stage) => {
  const shop = await Shop.open(stage);
  await shop.order(ORDER);
  const app = await stage.app(shop.server, { locale: 'en-GB' });
  let sockets = 0;
  app.page.on('websocket', () => (sockets += 1));
  await app.reachLiveScreen(...shop.login);
  assert.equal(await amountOf(app), 'US$1,234.50');
  await app.byId('pause').click();
  await app.byId('language').selectOption('de');
  await speaks(app, 'de');
  await app.page.waitForFunction(() => document.activeElement?.dataset.testid === 'language');
  await app.chart('seller').tile.getByRole('heading', { name: 'Verkäufer', exact: true }).waitFor();
  assert.equal(await amountOf(app), '1.234,50 $');
  // It is as it was: held still, on the same socket.
  assert.equal(await app.chart('seller').state(), 'stale');
  await app.byId('pause').click();
  await app.allLive();
  assert.equal(sockets, 1);

  await app.page.reload();
  await app.allLive();
  await speaks(app, 'de');
  // Back home numbers are again those of the reader's own country.
  await app.byId('language').selectOption('en');
  await speaks(app, 'en');
  assert.equal(await amountOf(app), 'US$1,234.50');
});

scenario('the operator\'s language and currency are those of the page', async (stage) => {
  const dist = await copyOfApp(stage, { locale: 'de-CH', currency: 'CHF' });
  const shop = await Shop.open(stage, { dist });
  await shop.order(ORDER);
  const app = await stage.app(shop.server, { locale: 'en-US' });
  await app.reachLiveScreen(...shop.login);
  await speaks(app, 'de');
  assert.equal(await amountOf(app), "CHF 1'234.50");
});

scenario('what is wrong with config.json is said in the reader\'s language', async (stage) => {
  const dist = await copyOfApp(stage);
  const app = await stage.app(await stage.server({ dist }), { locale: 'zh-CN' });
  await writeFile(configOf(dist), '{"title": 7}');
  await app.open('/');
  await app.byId('problem').getByText('config.json 无法使用').waitFor();
});
