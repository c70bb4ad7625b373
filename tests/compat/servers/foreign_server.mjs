// A server that is not ours, on one port of the loopback address: koa for HTTP, ws for the socket. Those beside this file
// say what it speaks, in `onOpen`, `onMessage` and `messages`; a test makes it misbehave with `fallSilent`, `cut`, `stop`.
import { once } from 'node:events';
import { createServer } from 'node:http';
import Koa from 'koa';
import { WebSocketServer } from 'ws';

import { charts } from './charts.mjs';

/** The one user that such a server knows. */
export const USER = ['ada', 'lovelace'];

export class ForeignServer {
  /** Every number of its charts grows with it. */
  round = 1;
  /** Every message of every client, as it came. */
  received = [];
  /** The path of every request that was not for a socket. */
  requested = [];
  /** How many sockets were opened so far. */
  accepted = 0;
  /** What the login answers, and what a client has to show. */
  token = 'token-1';
  #http;
  #port = 0;
  #sockets = new Set();
  #silenced = new WeakSet();

  get socketUrl() {
    return `ws://127.0.0.1:${this.#port}/ws`;
  }

  get apiUrl() {
    return `http://127.0.0.1:${this.#port}/api`;
  }

  /** Starts, after `stop` on the same port. */
  async start() {
    const koa = new Koa();
    koa.use((context) => this.#answer(context));
    this.#http = createServer(koa.callback());
    new WebSocketServer({ server: this.#http }).on('connection', (socket) => this.#accept(socket));
    this.#http.listen(this.#port, '127.0.0.1');
    await once(this.#http, 'listening');
    this.#port = this.#http.address().port;
    return this;
  }

  /** A socket was opened. */
  onOpen(_socket) {}

  /** A client has sent a text. */
  onMessage(_socket, _text) {}

  /** What it has, as it tells it. */
  messages() {
    return Object.entries(charts(this.round)).map(([name, data]) => ({ socketType: `${name}Data`, data }));
  }

  /** The numbers have grown: every client gets them. */
  publish() {
    this.round += 1;
    for (const message of this.messages()) this.broadcast(message);
  }

  /** Sends a client all that it has. */
  push(socket) {
    for (const message of this.messages()) this.send(socket, message);
  }

  /** Sends a text, or anything else as JSON. */
  send(socket, message) {
    if (this.#silenced.has(socket)) return;
    socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  broadcast(message) {
    for (const socket of this.#sockets) this.send(socket, message);
  }

  /** Says no more on the sockets that are open, and closes none. Later ones are served. */
  fallSilent() {
    for (const socket of this.#sockets) this.#silenced.add(socket);
  }

  /** Closes every socket in due form. */
  close(code) {
    for (const socket of this.#sockets) socket.close(code);
  }

  /** Ends every socket without a word. */
  cut() {
    for (const socket of this.#sockets) socket.terminate();
  }

  async stop() {
    this.cut();
    if (!this.#http?.listening) return;
    this.#http.close();
    this.#http.closeAllConnections();
    await once(this.#http, 'close');
  }

  #accept(socket) {
    this.accepted += 1;
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
    socket.on('message', (data) => {
      const text = data.toString();
      this.received.push(text);
      this.onMessage(socket, text);
    });
    this.onOpen(socket);
  }

  /** `POST /api/login`, for pages from anywhere; they may read nothing else. */
  async #answer(context) {
    this.requested.push(context.path);
    if (!context.path.startsWith('/api/')) return;
    context.set('Access-Control-Allow-Origin', '*');
    context.set('Access-Control-Allow-Headers', 'content-type');
    if (context.method === 'OPTIONS') {
      context.status = 204;
    } else if (context.path === '/api/login') {
      const { username, password } = JSON.parse(await textOf(context.req));
      const isKnown = username === USER[0] && password === USER[1];
      context.status = isKnown ? 200 : 401;
      context.body = isKnown ? { token: this.token } : { message: 'unknown' };
    }
  }
}

async function textOf(request) {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += chunk;
  return text;
}
