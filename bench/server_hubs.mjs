// The hubs that are measured: the product's server, the same server with topics of its own, and two hubs in Node.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { TARGET } from '../tests/harness/checkout.mjs';
import { until } from '../tests/harness/until.mjs';

const SERVER = process.env.LIVE_SERVER ?? join(TARGET, 'release/live-server');
const STEADY_TOPICS = process.env.STEADY_TOPICS ?? join(TARGET, 'release/steady-topics');
const READY_WITHIN_MS = 30_000;
const running = new Set();
process.on('exit', () => running.forEach((child) => child.kill('SIGKILL')));

/** A hub as a child process: where it listens, and how the load tool speaks to it. */
class Hub {
  #child;
  #folder;

  constructor(child, folder) {
    this.#child = child;
    this.#folder = folder;
  }

  get pid() {
    return this.#child.pid;
  }

  /** Waits for the line with the port, and says so. */
  async listening() {
    let heard = '';
    this.#child.stdout.setEncoding('utf8').on('data', (text) => (heard += text));
    const port = await until('the hub to listen', READY_WITHIN_MS, () => {
      if (this.#child.exitCode !== null) throw new Error(`the hub ended with ${this.#child.exitCode}`);
      return heard.match(/(?:127\.0\.0\.1:|^)(\d+)/m);
    });
    this.address = `127.0.0.1:${port[1]}`;
    return this;
  }

  async stop() {
    const exited = once(this.#child, 'exit');
    this.#child.kill('SIGTERM');
    await exited;
    running.delete(this.#child);
    if (this.#folder) await rm(this.#folder, { recursive: true });
  }
}

function start(program, args, folder) {
  const env = { ...process.env, LIVE_LOG: 'warn' };
  const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
  running.add(child);
  return new Hub(child, folder).listening();
}

async function startOurs(program, before, flags) {
  const folder = await mkdtemp(join(tmpdir(), 'live-load-'));
  const args = ['--listen', '127.0.0.1:0', '--state', folder, '--feed', 'none', '--public', '--max-per-address', '0', ...flags];
  return start(program, [...before, ...args], folder);
}

/** Relays what its clients send, as the hubs in Node do. */
export const relaying = () => startOurs(SERVER, [], ['--relay', 'load']);

/** Publishes `rate` values of `bytes` bytes in a second, in `topics` topics in turns. */
export const publishing = (topics, rate, bytes, flags = []) => startOurs(STEADY_TOPICS, [topics, rate, bytes].map(String), flags);

const node = (name) => () => start(process.execPath, [fileURLToPath(new URL(`hubs/${name}.mjs`, import.meta.url))]);

/** Sends to each client, one by one. */
export const nodeRelay = node('relay');

/** Writes one frame to all clients. */
export const nodeOnce = node('once');
