// What a visitor sees when something is not there or not right.
import assert from 'node:assert/strict';
import { cp, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';

import { scenario } from './harness/scenario.mjs';

const DIST = fileURLToPath(new URL('../dist', import.meta.url));

/** A copy of the built app that a test may spoil. */
async function copyOfApp(stage) {
  const folder = await stage.folder();
  await cp(DIST, folder, { recursive: true });
  return folder;
}

const configOf = (dist) => join(dist, 'config.json');

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
  });
}

scenario('a changed title in config.json is on the page without a rebuild', async (stage) => {
  const dist = await copyOfApp(stage);
  await writeFile(configOf(dist), JSON.stringify({ title: 'Tea & coffee <b>sold</b>' }));
  const app = await stage.app(await stage.server({ dist }));
  await app.reachLiveScreen();
  await app.page.getByText('Tea & coffee <b>sold</b>').first().waitFor();
  assert.equal(await app.page.title(), 'Tea & coffee <b>sold</b>');
});

scenario('a login without a server behind it says so', async (stage) => {
  const server = await stage.server();
  const app = await stage.app(server);
  await app.open('/login');
  await app.byId('login-form').waitFor();
  await server.stop('SIGKILL');
  await app.submitLogin();
  assert.match(await app.loginError(), /server/i);
});
