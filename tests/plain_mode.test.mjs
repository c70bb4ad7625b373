// The socket as existing Vue clients speak it: JSON objects without any greeting.
import assert from 'node:assert/strict';

import { Api } from './harness/api.mjs';
import { CHARTS } from './harness/app.mjs';
import { PlainSocket } from './harness/plain_socket.mjs';
import { scenario } from './harness/scenario.mjs';
import { Shop } from './harness/shop.mjs';

/** A socket of a logged-in user on the server's own origin. */
async function loggedIn(server) {
  const api = await Api.logIn(server);
  return PlainSocket.open(server, { origin: server.url, cookie: api.cookie });
}

const isFrame = (socketType) => (frame) => frame.socketType === socketType;

scenario('a request for data is answered with the same object and the data as a string', async (stage) => {
  const server = await stage.server();
  const socket = await loggedIn(server);
  for (const chartName of CHARTS) {
    socket.getData(chartName);
    const { data, ...rest } = await socket.frame(chartName, isFrame(`${chartName}Data`));
    assert.deepEqual(rest, { action: 'getData', socketType: `${chartName}Data`, chartName, value: '' });
    assert.equal(typeof data, 'string');
    JSON.parse(data);
  }
  socket.stop();
});

scenario('changes follow without being asked for', async (stage) => {
  const socket = await loggedIn(await stage.server());
  socket.getData('rank');
  let count = 0;
  await socket.frame('a third state of the ranking', (frame) => {
    count = socket.received.filter(isFrame('rankData')).length;
    return count >= 3 && frame;
  }, 15_000);
  socket.stop();
});

scenario('another name of a chart is answered under that name', async (stage) => {
  const socket = await loggedIn(await stage.server());
  socket.send({ action: 'getData', socketType: 'hotData', chartName: 'hotproduct', value: '' });
  const frame = await socket.frame('the categories', isFrame('hotData'));
  assert.equal(frame.chartName, 'hotproduct');
  socket.stop();
});

scenario('a relayed action reaches every client verbatim, the sender included', async (stage) => {
  const server = await stage.server();
  const [sender, other] = [await loggedIn(server), await loggedIn(server)];
  const text = '{"action":"fullScreen",  "socketType":"fullScreen","chartName":"trend","value":true,"own":[1]}';
  other.getData('rank');
  await other.frame('the ranking', isFrame('rankData'));
  sender.send(text);
  for (const socket of [sender, other]) {
    const frame = await socket.frame('the relayed action', isFrame('fullScreen'));
    assert.deepEqual(frame, JSON.parse(text));
    socket.stop();
  }
});

scenario('a ticket as the first message opens the socket, once', async (stage) => {
  const server = await stage.server();
  const api = await Api.logIn(server);
  const ticket = await api.ticket();
  const first = await PlainSocket.open(server, { origin: server.url });
  first.send({ type: 'auth', data: ticket });
  assert.deepEqual(await first.frame('the answer', (frame) => frame.type === 'auth'), { type: 'auth', data: 'auth ok' });
  first.getData('rank');
  await first.frame('the ranking', isFrame('rankData'));
  first.stop();

  const second = await PlainSocket.open(server, { origin: server.url });
  second.send({ type: 'auth', data: ticket });
  await second.frame('the refusal', (frame) => frame.type === 'noAuth');
  assert.equal(await second.closeCode(), 4401);
});

scenario('a client that does not say who it is gets no data and is closed after five seconds', async (stage) => {
  const server = await stage.server();
  const socket = await PlainSocket.open(server, { origin: server.url });
  const begun = performance.now();
  socket.getData('rank');
  assert.equal(await socket.closeCode(8_000), 4401);
  assert.ok(socket.received.some((frame) => frame.type === 'noAuth'));
  assert.ok(!socket.received.some((frame) => 'data' in frame), JSON.stringify(socket.received));
  assert.ok(performance.now() - begun < 7_000);
});

scenario('ping is answered with pong', async (stage) => {
  const socket = await loggedIn(await stage.server());
  socket.send('ping');
  await socket.frame('the pong', (frame) => frame === 'pong');
  socket.stop();
});

scenario('an unknown chart is an error that names the request', async (stage) => {
  const socket = await loggedIn(await stage.server());
  socket.getData('nope');
  const frame = await socket.frame('the error', (frame) => frame.type === 'error');
  assert.equal(frame.code, 'unknownTopic');
  assert.equal(frame.socketType, 'nopeData');
  assert.equal(frame.chartName, 'nope');
  socket.stop();
});

scenario('an action that nobody knows is an error that names the request', async (stage) => {
  const socket = await loggedIn(await stage.server());
  socket.send({ action: 'selfDestruct', socketType: 'selfDestruct', chartName: 'trend', value: true });
  const { message, ...frame } = await socket.frame('the error', (frame) => frame.type === 'error');
  assert.deepEqual(frame, { type: 'error', code: 'malformed', socketType: 'selfDestruct', chartName: 'trend' });
  assert.ok(message.length > 0);
  socket.stop();
});

scenario('a viewer may look but not change what others see', async (stage) => {
  const shop = await Shop.open(stage, { role: 'viewer' });
  const api = await shop.api();
  const socket = await PlainSocket.open(shop.server, { origin: shop.server.url, cookie: api.cookie });
  socket.getData('rank');
  await socket.frame('the ranking', isFrame('rankData'));
  socket.send({ action: 'themeChange', socketType: 'themeChange', chartName: '', value: 'light' });
  const frame = await socket.frame('the error', (frame) => frame.type === 'error');
  assert.equal(frame.code, 'notAllowed');
  socket.stop();
});

scenario('a malformed frame is an error, and many of them end the connection', async (stage) => {
  const socket = await loggedIn(await stage.server());
  socket.send('{"action":"getData"');
  const frame = await socket.frame('the error', (frame) => frame.type === 'error');
  assert.equal(frame.code, 'malformed');
  for (let index = 0; index < 50; index += 1) socket.send('[[[[');
  assert.equal(await socket.closeCode(), 1008);
});

scenario('a message beyond the limit closes the connection as too big', async (stage) => {
  const socket = await loggedIn(await stage.server());
  socket.getData('rank');
  await socket.frame('the ranking', isFrame('rankData'));
  socket.send('x'.repeat(70_000));
  assert.equal(await socket.closeCode(), 1009);
});

scenario('an open server gives its data to anyone, and ignores cookies on a foreign origin', async (stage) => {
  const server = await stage.server({ flags: ['--feed', 'demo', '--public'] });
  const socket = await PlainSocket.open(server, { origin: 'https://example.invalid' });
  socket.getData('trend');
  await socket.frame('the trend', isFrame('trendData'));
  socket.stop();
  const answer = await fetch(`${server.url}/api/trend`, { headers: { origin: 'https://example.invalid' } });
  assert.equal(answer.status, 200);
  assert.equal(answer.headers.get('access-control-allow-origin'), '*');
});
