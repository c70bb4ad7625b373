// A logout is the end of everything that the session could do.
import assert from 'node:assert/strict';

import { Api } from './harness/api.mjs';
import { PlainSocket } from './harness/plain_socket.mjs';
import { scenario } from './harness/scenario.mjs';

scenario('a logout leads to the login, closes the socket and ends the session', async (stage) => {
  const app = await stage.app(await stage.server());
  const socket = app.page.waitForEvent('websocket');
  await app.reachLiveScreen();
  const closed = (await socket).waitForEvent('close').then(() => performance.now());
  const answered = app.page.waitForResponse('**/api/logout').then(() => performance.now());
  await app.byId('logout').click();
  assert.ok((await closed) - (await answered) < 1_000, 'closed within a second of the logout');
  await app.byId('login-form').waitFor();

  const session = await app.page.request.get(`${app.url}/api/session`);
  assert.equal(session.status(), 401);
  await app.open('/');
  await app.byId('login-form').waitFor();
});

scenario('a logout in one tab reaches the other', async (stage) => {
  const server = await stage.server();
  const first = await stage.app(server);
  await first.reachLiveScreen();
  const second = await stage.tab(server, first.page.context());
  await second.open('/');
  await second.allLive();
  await first.byId('logout').click();
  await second.byId('login-form').waitFor();
}, { expects: [/status of 401/] });

scenario('a logout closes every socket of its session within a second, and no other', async (stage) => {
  const server = await stage.server();
  const [mine, other] = [await Api.logIn(server), await Api.logIn(server)];
  const headers = (api) => ({ cookie: api.cookie, origin: server.url });
  const sockets = await Promise.all([mine, mine, other].map((api) => PlainSocket.open(server, headers(api))));
  for (const socket of sockets) {
    socket.getData('rank');
    await socket.frame('the ranking', (frame) => frame.socketType === 'rankData');
  }
  await mine.logOut();
  assert.equal(await sockets[0].closeCode(1_000), 4401);
  assert.equal(await sockets[1].closeCode(1_000), 4401);
  assert.equal(sockets[2].closed, undefined);
  sockets[2].stop();
});

scenario('a ticket of a session that has ended is refused', async (stage) => {
  const server = await stage.server();
  const api = await Api.logIn(server);
  const ticket = await api.ticket();
  await api.logOut();
  const socket = await PlainSocket.open(server, { origin: server.url });
  socket.send({ type: 'auth', data: ticket });
  await socket.frame('the refusal', (frame) => frame.type === 'noAuth');
  assert.equal(await socket.closeCode(), 4401);
});
