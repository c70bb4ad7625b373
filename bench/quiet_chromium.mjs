// A Chromium that is told nothing of what goes over the network. Playwright listens to the Network domain of every page,
// and then each frame of a socket is written down for it, on the page's own main thread: many times what receiving costs.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import WebSocket from 'ws';

import { FLAGS } from '../tests/harness/chromium.mjs';
import { until } from '../tests/harness/until.mjs';

const READY_WITHIN_MS = 20_000;
const SCREEN = { width: 1600, height: 900 };
/** What else Playwright sets for pages without a window. */
const HEADLESS = [
  '--headless',
  '--disable-dev-shm-usage',
  '--hide-scrollbars',
  '--mute-audio',
  '--remote-debugging-port=0',
];

/** Browsers that must not outlive the benchmarks, however these end. */
const running = new Set();
process.on('exit', () => running.forEach((child) => child.kill('SIGKILL')));
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));

export class QuietChromium {
  #child;
  #folder;
  #socket;
  #asked = 0;
  #pending = new Map();
  #listeners = new Map();

  static async launch() {
    const browser = new QuietChromium();
    browser.#folder = await mkdtemp(join(tmpdir(), 'live-quiet-'));
    const sandbox = process.getuid() === 0 ? ['--no-sandbox'] : [];
    const args = [...FLAGS, ...HEADLESS, ...sandbox, `--user-data-dir=${browser.#folder}`, 'about:blank'];
    const child = spawn(process.env.CHROMIUM ?? '/usr/bin/chromium', args, { stdio: ['ignore', 'ignore', 'pipe'] });
    browser.#child = child;
    running.add(child);
    child.once('exit', () => running.delete(child));
    let heard = '';
    child.stderr.setEncoding('utf8').on('data', (text) => (heard += text));
    const address = await until('Chromium to listen', READY_WITHIN_MS, () => heard.match(/ws:\/\/\S+/)?.[0]);
    browser.#socket = new WebSocket(address, { maxPayload: 0 });
    browser.#socket.on('message', (text) => browser.#handle(JSON.parse(text)));
    await once(browser.#socket, 'open');
    return browser;
  }

  /** An empty page with storage and a process of its own; `script` runs before each document's own scripts. */
  async newPage(script) {
    const { browserContextId } = await this.send('Target.createBrowserContext');
    const { targetId } = await this.send('Target.createTarget', { url: 'about:blank', browserContextId, ...SCREEN });
    const { sessionId } = await this.send('Target.attachToTarget', { targetId, flatten: true });
    const page = new QuietPage(this, sessionId, browserContextId);
    await page.send('Emulation.setDeviceMetricsOverride', { ...SCREEN, deviceScaleFactor: 1, mobile: false });
    await page.send('Page.enable');
    await page.send('Page.addScriptToEvaluateOnNewDocument', { source: script });
    return page;
  }

  send(method, params = {}, sessionId = undefined) {
    this.#asked += 1;
    const id = this.#asked;
    this.#socket.send(JSON.stringify({ id, method, params, sessionId }));
    return new Promise((resolve, reject) => this.#pending.set(id, { resolve, reject, method }));
  }

  async close() {
    const exited = once(this.#child, 'exit');
    this.#socket.close();
    this.#child.kill('SIGTERM');
    await exited;
    await rm(this.#folder, { recursive: true, force: true, maxRetries: 5 });
  }

  /** Hears what is told under this name in a session, until the function is called that this answers with. */
  listen(method, sessionId, listener) {
    const key = `${method} ${sessionId}`;
    this.#listeners.set(key, listener);
    return () => this.#listeners.delete(key);
  }

  #handle({ id, result, error, method, params, sessionId }) {
    this.#listeners.get(`${method} ${sessionId}`)?.(params);
    const asked = this.#pending.get(id);
    if (!asked) return;
    this.#pending.delete(id);
    if (error) asked.reject(new Error(`${asked.method}: ${error.message}`));
    else asked.resolve(result);
  }
}

class QuietPage {
  #browser;
  #session;
  #context;

  constructor(browser, session, context) {
    this.#browser = browser;
    this.#session = session;
    this.#context = context;
  }

  send(method, params) {
    return this.#browser.send(method, params, this.#session);
  }

  /** What an expression is in the page. */
  async evaluate(expression) {
    const { result, exceptionDetails } = await this.send('Runtime.evaluate', { expression, returnByValue: true });
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  }

  /** Goes to an address and waits until an expression holds there. */
  async open(url, expression, withinMs = 30_000) {
    await this.send('Page.navigate', { url });
    await until(`${expression} in ${url}`, withinMs, async () => {
      await pause(50);
      return this.evaluate(expression);
    });
  }

  /** All that is alive on the heap, as Chromium's developer tools save it. */
  async heapSnapshot() {
    let text = '';
    const stop = this.#browser.listen('HeapProfiler.addHeapSnapshotChunk', this.#session, ({ chunk }) => (text += chunk));
    await this.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false });
    stop();
    return JSON.parse(text);
  }

  close() {
    return this.#browser.send('Target.disposeBrowserContext', { browserContextId: this.#context });
  }
}
