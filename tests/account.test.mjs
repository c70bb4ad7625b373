// What users do about their own account.
import assert from 'node:assert/strict';

import { Api } from './harness/api.mjs';
import { scenario } from './harness/scenario.mjs';
import { Shop } from './harness/shop.mjs';

const NEW = 'a brand new password';

async function changePassword(app, current, wanted, again = wanted) {
  await app.byId('password-current').fill(current);
  await app.byId('password-new').fill(wanted);
  await app.byId('password-again').fill(again);
  await app.byId('password-submit').click();
}

async function openAccount(app) {
  await app.byId('account-open').click();
  await app.byId('logins').waitFor();
}

scenario('a password is changed: the page goes on, all other logins end, and only the new one lets in', async (stage) => {
  const shop = await Shop.open(stage);
  const [name, old] = shop.login;
  const [mine, other] = [await stage.app(shop.server), await stage.app(shop.server)];
  for (const app of [mine, other]) await app.reachLiveScreen(name, old);
  await openAccount(mine);

  await changePassword(mine, 'not my password', NEW);
  await mine.byId('password-error').getByText(/current password is wrong/).waitFor();
  await changePassword(mine, old, NEW, 'something else');
  await mine.byId('password-error').getByText(/not the same/).waitFor();
  await changePassword(mine, old, NEW);
  await mine.byId('password-done').waitFor();

  await other.arriveAt('/login');
  assert.equal(await mine.byId('connection').getAttribute('data-state'), 'live');
  await mine.page.reload();
  await mine.allLive();
  await other.submitLogin(name, old);
  assert.match(await other.loginError(), /wrong/i);
  await other.submitLogin(name, NEW);
  await other.byId('screen').waitFor();
}, { expects: [/status of 40[13]/] });

scenario('other logins are seen and ended, one or all', async (stage) => {
  const shop = await Shop.open(stage);
  const apps = [];
  for (let n = 0; n < 3; n += 1) apps.push(await stage.app(shop.server));
  for (const app of apps) await app.reachLiveScreen(...shop.login);
  const [mine, second, third] = apps;
  await openAccount(mine);
  const logins = mine.byId('logins').getByRole('listitem');
  assert.equal(await logins.count(), 3);
  assert.match(await logins.first().textContent(), /Chrome, \w+.*127\.0\.0\.1.*this one/s);

  await logins.nth(1).getByRole('button').click();
  await Promise.any([second.arriveAt('/login'), third.arriveAt('/login')]);
  await logins.nth(2).waitFor({ state: 'detached' });
  await mine.byId('end-others').click();
  await Promise.all([second.arriveAt('/login'), third.arriveAt('/login')]);
  await logins.nth(1).waitFor({ state: 'detached' });
  assert.equal(await mine.byId('connection').getAttribute('data-state'), 'live');
}, { expects: [/status of 401/] });

scenario('the account is opened and closed by keyboard, and gives the focus back', async (stage) => {
  const app = await stage.app(await stage.server());
  await app.reachLiveScreen();
  await app.byId('account-open').focus();
  await app.page.keyboard.press('Enter');
  await app.byId('logins').waitFor();
  await app.page.keyboard.press('Escape');
  await app.byId('logins').waitFor({ state: 'detached' });
  await app.page.waitForFunction(() => document.activeElement?.dataset.testid === 'account-open');
});

scenario('the password of the demo stays', async (stage) => {
  const server = await stage.server();
  const app = await stage.app(server);
  await app.reachLiveScreen();
  await openAccount(app);
  await changePassword(app, 'demo', NEW);
  await app.byId('password-error').getByText(/demo/).waitFor();
  assert.ok(await Api.logIn(server));
}, { expects: [/status of 409/] });

scenario('a viewer fills only the own screen, and is told so', async (stage) => {
  const shop = await Shop.open(stage, { role: 'viewer' });
  const [mine, other] = [await stage.app(shop.server), await stage.app(shop.server)];
  for (const app of [mine, other]) await app.reachLiveScreen(...shop.login);
  await mine.byId('fullscreen-hot').click();
  await mine.chart('hot').fillsTheWindow();
  await mine.byId('toast').getByText(/only this screen/i).waitFor();
  await other.byId('fullscreen-hot').waitFor();
  assert.equal(await other.page.locator('.tile--full').count(), 0);
});
