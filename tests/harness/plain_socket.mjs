// A bare socket to the server, for what a browser would not send.
import { once } from 'node:events';
import WebSocket from 'ws';

import { until } from './until.mjs';

export class PlainSocket {
  /** Frames that were received, in order: objects where they were JSON, else text. */
  received = [];
  /** `{code, reason}` once the socket is closed. */
  closed;
  #socket;

  /** Opens `/ws`; rejects with the status code when the upgrade is refused. */
  static async open(server, headers = {}) {
    const plain = new PlainSocket();
    plain.#socket = new WebSocket(`ws://127.0.0.1:${server.port}/ws`, { headers });
    plain.#socket.on('message', (data) => plain.received.push(parsed(data.toString())));
    plain.#socket.on('close', (code, reason) => (plain.closed = { code, reason: reason.toString() }));
    plain.#socket.on('error', () => {});
    await Promise.race([
      once(plain.#socket, 'open'),
      once(plain.#socket, 'unexpected-response').then(([, response]) => {
        throw Object.assign(new Error(`refused with ${response.statusCode}`), { status: response.statusCode });
      }),
    ]);
    return plain;
  }

  /** Sends an object as JSON, or text as it is. */
  send(message) {
    this.#socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  /** Asks for a chart's data as the Vue clients do. */
  getData(chartName) {
    this.send({ action: 'getData', socketType: `${chartName}Data`, chartName, value: '' });
  }

  /** The first frame, old or yet to come, that fulfils `condition`. */
  frame(what, condition, withinMs = 5_000) {
    return until(what, withinMs, () => this.received.find(condition));
  }

  /** Waits until the server closes the socket, and answers with the close code. */
  async closeCode(withinMs = 5_000) {
    await until('the socket to be closed', withinMs, () => this.closed);
    return this.closed.code;
  }

  stop() {
    this.#socket.terminate();
  }
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
