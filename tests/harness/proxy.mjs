// A TCP proxy that misbehaves on request: it delays, cuts, falls silent without closing, or refuses. Its choices come
// from a seed, so that a failing run can be had again.
import net from 'node:net';
import { once } from 'node:events';

export class Proxy {
  #server;
  #pairs = new Set();
  #random;
  #delay = { minMs: 0, maxMs: 0 };
  #silent = false;
  #refusing = false;
  /** Connections that were accepted so far. */
  accepted = 0;

  static async start(targetPort, { seed = 1 } = {}) {
    const proxy = new Proxy(targetPort, seed);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  constructor(targetPort, seed) {
    this.#random = mulberry32(seed);
    this.#server = net.createServer((client) => this.#accept(client, targetPort));
  }

  get port() {
    return this.#server.address().port;
  }

  get url() {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Every chunk waits for a time between the two, order kept. */
  delay(minMs, maxMs = minMs) {
    this.#delay = { minMs, maxMs };
  }

  /** Resets every open connection. */
  cut() {
    for (const { client, target } of this.#pairs) {
      client.resetAndDestroy();
      target.resetAndDestroy();
    }
  }

  /** Swallows all bytes from here on, in both directions and on new connections too, and closes nothing. */
  blackhole() {
    this.#silent = true;
  }

  /** New connections are reset at once. */
  refuse() {
    this.#refusing = true;
  }

  /** Forwards again. What was swallowed stays lost, so the connections of that time are reset. */
  heal() {
    if (this.#silent) this.cut();
    this.#silent = false;
    this.#refusing = false;
  }

  async stop() {
    this.cut();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #accept(client, targetPort) {
    this.accepted += 1;
    if (this.#refusing) {
      client.resetAndDestroy();
      return;
    }
    const target = net.connect(targetPort, '127.0.0.1');
    const pair = { client, target };
    this.#pairs.add(pair);
    this.#forward(client, target, pair);
    this.#forward(target, client, pair);
  }

  #forward(from, to, pair) {
    let last = Promise.resolve();
    const inOrder = (act) => {
      const { minMs, maxMs } = this.#delay;
      const ms = minMs + this.#random() * (maxMs - minMs);
      const due = ms > 0 ? new Promise((resolve) => setTimeout(resolve, ms)) : Promise.resolve();
      last = last.then(() => due).then(act);
    };
    from.on('data', (chunk) => {
      if (this.#silent) return;
      inOrder(() => to.writable && to.write(chunk));
    });
    from.on('end', () => {
      if (this.#silent) return;
      inOrder(() => to.end());
    });
    // A connection that breaks on one side is closed on the other by its `close`.
    from.on('error', () => {});
    from.on('close', () => {
      if (to.destroyed) this.#pairs.delete(pair);
      // In a blackhole the other side never hears of it; `heal` resets it.
      else if (!this.#silent) inOrder(() => to.destroy());
    });
  }
}

/** A small seeded generator (Tommy Ettinger's mulberry32): the same seed gives the same run. */
function mulberry32(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
