// The real server as a child process, on a free port of the loopback address.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { TARGET } from './checkout.mjs';
import { DIST } from './dist.mjs';
import { until } from './until.mjs';

const PROGRAM = process.env.LIVE_SERVER ?? join(TARGET, 'release/live-server');
const READY_WITHIN_MS = 20_000;

/** Children that must not outlive the tests, however these end. */
const running = new Set();
process.on('exit', () => running.forEach((child) => child.kill('SIGKILL')));

export class Server {
  /** What the server has written so far, on both streams. */
  output = '';
  #child;
  #options;
  #port = 0;

  /**
   * Starts a server and waits until `/readyz` says yes.
   *
   * @param flags   command-line flags beside address, app and state
   * @param state   the folder of its embedded store
   * @param dist    the folder of the built app
   */
  static async start({ flags = ['--feed', 'demo'], state, dist = DIST }) {
    const server = new Server({ flags, state, dist });
    await server.startAgain();
    return server;
  }

  constructor(options) {
    this.#options = options;
  }

  get port() {
    return this.#port;
  }

  get url() {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Starts after `stop`, on the same port and state; `flags` take the place of the first ones. */
  async startAgain({ flags } = {}) {
    this.#options.flags = flags ?? this.#options.flags;
    const child = spawnServer(this.#port, this.#options);
    this.#child = child;
    const heard = collect(child, (text) => (this.output += text));
    const address = await until('the server to name its address', READY_WITHIN_MS, () => {
      if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}:\n${heard.text}`);
      return heard.text.match(/http:\/\/127\.0\.0\.1:(\d+)/);
    });
    this.#port = Number(address[1]);
    await until('the server to be ready', READY_WITHIN_MS, async () => {
      const answer = await fetch(`${this.url}/readyz`).catch(() => undefined);
      return answer?.ok;
    });
  }

  /** Ends the server and answers with its exit code; `SIGKILL` gives it no time to say good-bye. */
  async stop(signal = 'SIGTERM') {
    const child = this.#child;
    if (child.exitCode === null && child.signalCode === null) {
      const exited = once(child, 'exit');
      child.kill(signal);
      await exited;
    }
    return child.exitCode;
  }

  /** Runs one of the server's sub-commands on its state; `input` is what would be typed. Answers with what it printed. */
  static async command(state, args, input = '') {
    const pending = promisify(execFile)(PROGRAM, ['--state', state, ...args], { env: environment() });
    pending.child.stdin.end(input);
    const { stdout } = await pending;
    return stdout;
  }

  /** Starts a server that is expected to refuse, and answers with its exit code, its words, and how long that took. */
  static async refusal({ flags, state, dist = DIST, port = 0 }) {
    const begun = performance.now();
    const child = spawnServer(port, { flags, state, dist });
    const heard = collect(child, () => {});
    const [code] = await once(child, 'close');
    return { code, output: heard.text, ms: performance.now() - begun };
  }

  /** One counter or gauge of `/metrics`, summed over its labels. */
  async metric(name) {
    const text = await (await fetch(`${this.url}/metrics`)).text();
    const lines = text.split('\n').filter((line) => line.startsWith(name) && /^[{ ]/.test(line.slice(name.length)));
    if (lines.length === 0) throw new Error(`/metrics knows no ${name}`);
    return lines.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0);
  }
}

function spawnServer(port, { flags, state, dist }) {
  const args = ['--listen', `127.0.0.1:${port}`, '--dist', dist, '--state', state, ...flags];
  const child = spawn(PROGRAM, args, { env: environment(), stdio: ['ignore', 'pipe', 'pipe'] });
  running.add(child);
  child.once('exit', () => running.delete(child));
  return child;
}

function collect(child, also) {
  const heard = { text: '' };
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      heard.text += text;
      also(text);
    });
  }
  return heard;
}

/** The developer's own settings of the server must not reach the tests. */
function environment() {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('LIVE_')));
}
