// What other sites, and hostile input, must not achieve. Breaches of the content policy fail every test, see watch_page.
import assert from 'node:assert/strict';

import { Api, postJson } from './harness/api.mjs';
import { CHARTS } from './harness/app.mjs';
import { PlainSocket } from './harness/plain_socket.mjs';
import { scenario } from './harness/scenario.mjs';
import { Shop } from './harness/shop.mjs';

scenario('every page carries the content security policy', async (stage) => {
  const { url } = await stage.server();
  for (const path of ['/', '/login', '/chart/trend', '/nothing']) {
    const answer = await fetch(url + path, { headers: { accept: 'text/html' } });
    const policy = answer.headers.get('content-security-policy');
    for (const part of ["default-src 'none'", "'wasm-unsafe-eval'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"]) {
      assert.ok(policy?.includes(part), `${path}: the policy lacks ${part}: ${policy}`);
    }
    assert.ok(!policy.includes('unsafe-inline'), `${path}: ${policy}`);
    assert.ok(!policy.includes("'unsafe-eval'"), `${path}: ${policy}`);
  }
});

scenario('a whole session breaches the content policy nowhere', async (stage) => {
  const app = await stage.app(await stage.server());
  await app.open('/');
  await app.submitLogin('demo', 'wrong');
  await app.loginError();
  await app.submitLogin();
  await app.allLive();
  for (const name of CHARTS) {
    await app.chart(name).tile.hover();
    await app.byId(`fullscreen-${name}`).click();
    await app.byId(`fullscreen-${name}`).click();
  }
  await app.byId('theme-toggle').click();
  await app.open('/chart/map');
  await app.chart('map').reaches('live');
  await app.open('/chart/nope');
  await app.open('/');
  await app.allLive();
  await app.byId('logout').click();
  await app.byId('login-form').waitFor();
}, { expects: [/status of 401/] });

scenario('a socket from another origin is refused before the upgrade', async (stage) => {
  const server = await stage.server();
  const api = await Api.logIn(server);
  const foreign = [
    'https://example.invalid',
    'null',
    `http://127.0.0.1:${server.port}.example.invalid`,
    `http://127.0.0.1:${server.port + 1}`,
    `ftp://127.0.0.1:${server.port}`,
  ];
  for (const origin of foreign) {
    await assert.rejects(PlainSocket.open(server, { origin, cookie: api.cookie }), { status: 403 }, origin);
  }
});

scenario('a post from another origin is refused', async (stage) => {
  const { url } = await stage.server();
  const origin = 'https://example.invalid';
  for (const path of ['login', 'logout', 'ticket']) {
    const answer = await postJson(`${url}/api/${path}`, { username: 'demo', password: 'demo' }, { origin });
    assert.equal(answer.status, 403, path);
  }
});

scenario('chart data is not given to strangers', async (stage) => {
  const { url } = await stage.server();
  for (const name of CHARTS) assert.equal((await fetch(`${url}/api/${name}`)).status, 401);
});

scenario('a chart name is looked up and never made a path', async (stage) => {
  const server = await stage.server();
  const api = await Api.logIn(server);
  for (const name of ['nope', '%2e%2e%2fstate', '..%2f..%2fetc%2fpasswd', '%00', 'trend%00', 'tr%C3%A9nd', '/etc/passwd']) {
    const answer = await api.get(`/api/${name}`);
    assert.equal(answer.status, 404, name);
    const { message, status } = await answer.json();
    assert.equal(status, 404);
    assert.equal(typeof message, 'string');
  }
});

scenario('a file that is not there is not answered with the app', async (stage) => {
  const { url } = await stage.server();
  assert.equal((await fetch(`${url}/missing.js`)).status, 404);
  assert.equal((await fetch(`${url}/maps/missing.json`)).status, 404);
});

scenario('markup in names is shown as text', async (stage) => {
  const shop = await Shop.open(stage);
  const markup = '<img src=x onerror="window.breached=1"><script>window.breached=1</script>';
  await shop.order({
    time: '2026-01-05', seller: markup, category: markup, subcategory: markup, product: markup, region: markup, city: markup,
    lng: 10, lat: 50, amount: 5,
  });
  const app = await stage.app(shop.server);
  await app.reachLiveScreen(...shop.login);
  await app.chart('seller').shows({ [markup]: 5 });
  for (const name of CHARTS) {
    const box = await app.chart(name).tile.boundingBox();
    await app.page.mouse.move(box.x + box.width / 2, box.y + box.height / 2, { steps: 5 });
  }
  assert.equal(await app.page.evaluate(() => window.breached), undefined);
  assert.equal(await app.page.locator('img[src="x"]').count(), 0);
});
