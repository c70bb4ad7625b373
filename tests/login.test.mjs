// Who may see the screen, and how one gets there.
import assert from 'node:assert/strict';

import { Api, postJson } from './harness/api.mjs';
import { faultyScenario, scenario } from './harness/scenario.mjs';
import { until } from './harness/until.mjs';

scenario('a visitor without a session is sent to the login and then to where they wanted to go', async (stage) => {
  const app = await stage.app(await stage.server());
  await app.open('/chart/trend');
  await app.byId('login-form').waitFor();
  assert.equal(app.path, '/login?next=%2Fchart%2Ftrend');
  await app.submitLogin();
  await app.chart('trend').reaches('live');
  assert.equal(app.path, '/chart/trend');
});

scenario('a wrong password is refused with a message, and the right one leads to the screen', async (stage) => {
  const app = await stage.app(await stage.server());
  await app.open('/login');
  await app.submitLogin('demo', 'wrong');
  assert.match(await app.loginError(), /password/i);
  await app.submitLogin('demo', 'demo');
  await app.byId('screen').waitFor();
  assert.equal(app.path, '/');
}, { expects: [/status of 401/] });

scenario('a next address of another site is not followed', async (stage) => {
  const app = await stage.app(await stage.server());
  await app.open('/login?next=https%3A%2F%2Fexample.invalid%2F');
  await app.submitLogin();
  await app.byId('screen').waitFor();
  assert.equal(new URL(app.page.url()).origin, app.url);
});

scenario('a protocol-relative next address is not followed', async (stage) => {
  const app = await stage.app(await stage.server());
  await app.open('/login?next=%2F%2Fexample.invalid%2F');
  await app.submitLogin();
  await app.byId('screen').waitFor();
  assert.equal(new URL(app.page.url()).origin, app.url);
});

scenario('a session outlives a reload of the page', async (stage) => {
  const app = await stage.app(await stage.server());
  await app.reachLiveScreen();
  await app.page.reload();
  await app.allLive();
});

faultyScenario('a session outlives a restart of the server', async (stage) => {
  const server = await stage.server();
  const app = await stage.app(server);
  await app.reachLiveScreen();
  await server.stop();
  await server.startAgain();
  await app.page.reload();
  await app.allLive();
});

scenario('the session cookie is out of reach for scripts and other sites', async (stage) => {
  const server = await stage.server();
  const answer = await postJson(`${server.url}/api/login`, { username: 'demo', password: 'demo' });
  assert.equal(answer.status, 200);
  assert.deepEqual(await answer.json(), { user: 'demo', role: 'operator' });
  const [cookie] = answer.headers.getSetCookie();
  assert.match(cookie, /;\s*HttpOnly/i);
  assert.match(cookie, /;\s*SameSite=Strict/i);
});

scenario('after too many wrong passwords the login asks for patience, and a message says so', async (stage) => {
  const app = await stage.app(await stage.server());
  let answer;
  for (let attempt = 0; attempt < 8; attempt += 1) {
    answer = await postJson(`${app.url}/api/login`, { username: 'demo', password: `wrong ${attempt}` });
    if (answer.status === 429) break;
  }
  assert.equal(answer.status, 429);
  assert.ok(Number(answer.headers.get('retry-after')) > 0);
  await app.open('/login');
  // The first wait is a second, which a busy page may let pass; every failure after it doubles the next.
  await until('the page to ask for patience', 30_000, async () => {
    await app.submitLogin('demo', 'wrong');
    return /\d+ s|minute|again|later/i.test(await app.loginError());
  });
}, { expects: [/status of 4(01|29)/] });

scenario('logging in well many times is never throttled', async (stage) => {
  const server = await stage.server();
  for (let attempt = 0; attempt < 12; attempt += 1) await Api.logIn(server);
});

scenario('malformed logins are told apart', async (stage) => {
  const { url } = await stage.server();
  const status = async (body, type = 'application/json') =>
    (await fetch(`${url}/api/login`, { method: 'POST', headers: { 'content-type': type }, body })).status;
  assert.equal(await status('{"username":'), 400);
  assert.equal(await status('{"username":"demo"}'), 400);
  assert.equal(await status('username=demo', 'application/x-www-form-urlencoded'), 415);
  assert.equal(await status(JSON.stringify({ username: 'demo', password: 'x'.repeat(1_000_000) })), 413);
});
