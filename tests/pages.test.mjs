// What a visitor sees when something is not there or not right.
import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';

import { configOf, copyOfApp } from './harness/dist.mjs';
import { faultyScenario, scenario } from './harness/scenario.mjs';

scenario('an address that is nothing shows a not-found page', async (stage) => {
  const app = await stage.app(await stage.server());
  await app.reachLiveScreen();
  await app.open('/nothing/here');
  await app.byId('not-found').waitFor();
});

scenario('a chart that does not exist shows the not-found page', async (stage) => {
  const app = await stage.app(await stage.server());
  await app.reachLiveScreen();
  for (const name of ['nope', 'Trend', 'trend%20', '%00', '__proto__', '%3Cb%3E']) {
    await app.open(`/chart/${name}`);
    await app.byId('not-found').waitFor();
  }
});

scenario('the not-found page leads back to the screen', async (stage) => {
  const app = await stage.app(await stage.server());
  await app.reachLiveScreen();
  await app.open('/chart/nope');
  await app.byId('not-found').getByRole('link').click();
  await app.allLive();
});

for (const [what, spoil] of [
  ['is not JSON', (file) => writeFile(file, '{"title": "Live')],
  ['has a field of the wrong type', (file) => writeFile(file, '{"title": 7}')],
  ['names a protocol that does not exist', (file) => writeFile(file, '{"protocol": "carrier pigeon"}')],
  ['names a language that does not exist', (file) => writeFile(file, '{"locale": "the_local_one"}')],
  ['names a currency that is none', (file) => writeFile(file, '{"currency": "dollars"}')],
  ['names a time zone that does not exist', (file) => writeFile(file, '{"timeZone": "Mars/Olympus"}')],
  ['is missing', (file) => rm(file)],
]) {
  scenario(`a config.json that ${what} shows an error page that names the file`, async (stage) => {
    const dist = await copyOfApp(stage);
    const app = await stage.app(await stage.server({ dist }));
    // A server refuses to start with it, so it breaks while the server runs.
    await spoil(configOf(dist));
    await app.open('/');
    await app.byId('problem').getByText('config.json').waitFor();
    assert.equal(await app.byId('login-form').count(), 0);
  }, { expects: [/status of 404 .*config\.json/] });
}

scenario('a changed title in config.json is on the page without a rebuild', async (stage) => {
  const dist = await copyOfApp(stage, { title: 'Tea & coffee <b>sold</b>' });
  const app = await stage.app(await stage.server({ dist }));
  await app.reachLiveScreen();
  await app.page.getByText('Tea & coffee <b>sold</b>').first().waitFor();
  assert.equal(await app.page.title(), 'Tea & coffee <b>sold</b>');
});

scenario('the operator\'s logo is on the login and on the screen', async (stage) => {
  const dist = await copyOfApp(stage, { logo: '/favicon.svg?own' });
  const app = await stage.app(await stage.server({ dist }));
  await app.open('/login');
  await app.page.locator('img[src="/favicon.svg?own"]').waitFor();
  await app.submitLogin();
  await app.byId('screen').waitFor();
  await app.page.locator('header img[src="/favicon.svg?own"]').waitFor();
});

faultyScenario('a login without a server behind it says so', async (stage) => {
  const server = await stage.server();
  const app = await stage.app(server);
  await app.open('/login');
  await app.byId('login-form').waitFor();
  await server.stop('SIGKILL');
  await app.submitLogin();
  assert.match(await app.loginError(), /server/i);
});
