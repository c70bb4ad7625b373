// One behaviour of the product as one test: its servers, proxies, pages and folders are made through the stage, end with
// it in reverse order, and leave a screenshot and the server's log behind when it fails.
//
//   scenario('a wrong password is refused with a message', async (stage) => {
//     const server = await stage.server();
//     const app = await stage.app(server);
//     ...
//   });
//
// To teach it something: give the new thing a `stop()` and hand it to `keep`, in a method of `Stage` or in the test.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import { App } from './app.mjs';
import { openContext } from './browser.mjs';
import { Proxy } from './proxy.mjs';
import { Server } from './server.mjs';
import { watchPage } from './watch_page.mjs';

const TIMEOUT_MS = 60_000;
const EVIDENCE = new URL('../../target/browser-tests/', import.meta.url);

/** What browsers write about a network or a server that a test has broken. */
export const FAULTS = [/net::ERR_/, /WebSocket connection to .* failed/, /status of 50[234]/];

/**
 * Declares a test with a stage of its own.
 *
 * @param expects  errors in the console that are part of what is tested; any other one fails the test
 */
export function scenario(name, body, { timeout = TIMEOUT_MS, expects = [] } = {}) {
  test(name, { timeout }, async (t) => {
    const stage = new Stage();
    // The runner gives up on a test without ending it: what it has started must end all the same.
    t.signal.addEventListener('abort', () => stage.end(name, new Error('timed out')).catch(() => {}));
    let failure;
    try {
      await body(stage);
      stage.assertPagesWereSound(expects);
    } catch (error) {
      failure = error;
      throw error;
    } finally {
      await stage.end(name, failure);
    }
  });
}

class Stage {
  #started = [];
  #apps = [];
  #servers = [];
  #watches = [];
  #ended = false;

  /** A running server; see `Server.start` for the options. Its state folder is this test's own unless one is given. */
  async server(options = {}) {
    const state = options.state ?? (await this.folder());
    const server = this.keep(await Server.start({ ...options, state }));
    this.#servers.push(server);
    return server;
  }

  /** A TCP proxy before a server; its `url` takes the place of the server's. */
  async proxy(server, options) {
    return this.keep(await Proxy.start(server.port, options));
  }

  /** A page of its own browser context (own cookies, own storage), not yet on any address. */
  async app(server, contextOptions = {}) {
    const context = await openContext(contextOptions);
    this.keep({ stop: () => context.close() });
    return this.tab(server, context);
  }

  /** One more page of a context that is open already. */
  async tab(server, context) {
    const page = await context.newPage();
    const app = new App(page, server.url);
    this.#watches.push(await watchPage(page));
    this.#apps.push(app);
    return app;
  }

  /** An empty folder that is deleted in the end. */
  async folder() {
    const path = await mkdtemp(join(tmpdir(), 'live-dashboard-'));
    this.keep({ stop: () => rm(path, { recursive: true, force: true }) });
    return path;
  }

  /** No page may panic, throw, breach its content policy, or write an error that is not expected. */
  assertPagesWereSound(expects) {
    const isExpected = (line) => expects.some((pattern) => pattern.test(line));
    const lines = this.#watches.flatMap((watch) => [...watch.complaints, ...watch.errors]);
    const complaints = lines.filter((line) => !isExpected(line));
    if (complaints.length > 0) throw new Error(`the page complained:\n${complaints.join('\n')}`);
  }

  async end(name, failure) {
    if (this.#ended) return;
    this.#ended = true;
    if (failure) await this.#leaveEvidence(name).catch(() => {});
    for (const thing of this.#started.reverse()) await thing.stop();
  }

  /** Has the thing stopped in the end, and hands it back. */
  keep(thing) {
    this.#started.push(thing);
    return thing;
  }

  async #leaveEvidence(name) {
    const folder = new URL(`${name.replace(/[^a-z0-9]+/gi, '_')}/`, EVIDENCE);
    await mkdir(folder, { recursive: true });
    for (const [index, app] of this.#apps.entries()) {
      await app.page.screenshot({ path: new URL(`page-${index}.png`, folder).pathname, timeout: 5_000 }).catch(() => {});
      await writeFile(new URL(`page-${index}.log`, folder), this.#watches[index].log.join('\n'));
    }
    for (const [index, server] of this.#servers.entries()) {
      await writeFile(new URL(`server-${index}.log`, folder), server.output);
    }
  }
}
