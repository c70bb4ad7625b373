// The counter of the store's examples, which speaks raw frames, at a server that says back what it hears.
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import assert from 'node:assert/strict';

import { ROOT, TARGET } from '../harness/checkout.mjs';
import { FolderHost } from '../harness/folder_host.mjs';
import { scenario } from '../harness/scenario.mjs';
import { until } from '../harness/until.mjs';
import { ForeignServer } from './servers/foreign_server.mjs';

const run = promisify(execFile);
const WASM = 'wasm32-unknown-unknown';
const PAGE = `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,">
<script type="module">import start from './counter.js'; start();</script>`;

class Echo extends ForeignServer {
  onMessage(socket, text) {
    this.send(socket, text);
  }
}

/** Builds the example into a folder, with a page for it. */
async function buildCounter(folder) {
  await run('cargo', ['build', '--package', 'leptos-socket-store', '--example', 'counter', '--target', WASM], { cwd: ROOT });
  const program = join(TARGET, WASM, 'debug/examples/counter.wasm');
  await run('wasm-bindgen', ['--target', 'web', '--no-typescript', '--out-dir', folder, program]);
  await writeFile(join(folder, 'index.html'), PAGE);
}

scenario(
  'a counter counts at a server that says back what it hears, and goes on after a loss',
  async (stage) => {
    const folder = await stage.folder();
    await buildCounter(folder);
    const host = await stage.keep(new FolderHost(folder)).start();
    const server = await stage.keep(new Echo()).start();
    const { page } = await stage.app(host);
    await page.goto(`${host.url}/?${server.socketUrl}`);
    const counter = page.locator('button');
    const shows = (count) => until(`${count}`, 5_000, async () => (await counter.textContent()) === count);
    const is = (status) => until(status, 10_000, async () => (await counter.getAttribute('title')) === status);
    await is('live');
    await counter.click();
    await shows('1');
    await counter.click();
    await shows('2');
    // What is no number is passed over: what follows it is heard.
    server.broadcast('hello');
    await counter.click();
    await shows('3');
    server.cut();
    await until('a second socket', 10_000, () => server.accepted === 2);
    await is('live');
    await counter.click();
    await shows('4');
    assert.deepEqual(server.received, ['1', '2', '3', '4']);
  },
  { timeout: 300_000 },
);
