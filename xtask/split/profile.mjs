// Finds out which functions a page needs to begin: runs the program, as split.mjs has left it undivided, in a browser, and
// writes the hashes of all others' names to deferred.txt. What must work when the server is gone counts as needed, for nothing
// can be fetched then.
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import binaryen from 'binaryen';

import { App, CHARTS } from '../../tests/harness/app.mjs';
import { launch } from '../../tests/harness/chromium.mjs';
import { DIST } from '../../tests/harness/dist.mjs';
import { Server } from '../../tests/harness/server.mjs';
import { keyOf } from './names.mjs';
import { bytesOf, ownFunctions } from './program.mjs';
import { wholeOf } from './split.mjs';

const DEFERRED = fileURLToPath(new URL('deferred.txt', import.meta.url));
const RAN = 'ran:';

const folder = await mkdtemp(join(tmpdir(), 'live-profile-'));
const browser = await launch();
try {
  const names = await writeWatched(join(folder, 'dist'));
  const ran = new Set();
  await useIt(join(folder, 'dist'), join(folder, 'state'), ran);
  for (const protocol of ['native', 'plain']) await lookAtIt(join(folder, 'dist'), join(folder, protocol), protocol, ran);
  const needed = new Set(names.filter((_, index) => ran.has(index)).map(keyOf));
  const deferred = [...new Set(names.map(keyOf))].filter((key) => !needed.has(key)).sort();
  await writeFile(DEFERRED, `${deferred.join('\n')}\n`);
  console.log(`${deferred.length} of ${names.length} functions are deferred.`);
} finally {
  await browser.close();
  await rm(folder, { recursive: true });
}

/** A copy of the built app each function of which leaves a mark when it runs. Answers with their names. */
async function writeWatched(dist) {
  await cp(DIST, dist, { recursive: true });
  const built = (await readdir(dist)).filter((name) => /\.wasm(\.br)?$/.test(name));
  await Promise.all(built.map((name) => rm(join(dist, name))));

  const program = binaryen.readBinary(await readFile(wholeOf(DIST)));
  const functions = ownFunctions(program);
  functions.forEach(({ name, body, results }, index) => {
    const mark = `${RAN}${index}`;
    program.addGlobal(mark, binaryen.i32, true, program.i32.const(0));
    program.addGlobalExport(mark, mark);
    const begin = program.global.set(mark, program.i32.const(1));
    binaryen.Function.setBody(program.getFunction(name), program.block(null, [begin, body], results));
  });
  await writeFile(join(dist, built.find((name) => name.endsWith('_bg.wasm'))), bytesOf(program));
  return functions.map(({ name }) => name);
}

/** A dashboard without logins, on a server that speaks so. */
async function lookAtIt(dist, state, protocol, ran) {
  const config = JSON.parse(await readFile(join(dist, 'config.json'), 'utf8'));
  await writeFile(join(dist, 'config.json'), JSON.stringify({ ...config, auth: 'none', protocol }));
  const server = await Server.start({ state, dist, flags: ['--feed', 'demo', '--public'] });
  try {
    const { app, note } = await open(server, ran);
    await drawn(app);
    await app.page.waitForTimeout(5_000);
    await note();
  } finally {
    await server.stop();
  }
}

/** Opens the app. `note` adds the numbers of the functions that have run to `ran`. */
async function open(server, ran) {
  const page = await browser.newPage({ viewport: { width: 1600, height: 900 } });
  await page.addInitScript(() => {
    addEventListener('TrunkApplicationStarted', ({ detail }) => (globalThis.program = detail.wasm));
  });
  const app = new App(page, server.url);
  await app.open();
  const note = async () => {
    for (const mark of await page.evaluate(marked, RAN)) ran.add(mark);
  };
  return { app, note };
}

/** Does what must not have to wait. */
async function useIt(dist, state, ran) {
  const server = await Server.start({ state, dist });
  try {
    const { app, note } = await open(server, ran);
    await app.submitLogin('demo', 'wrong');
    await app.loginError();
    await app.submitLogin();
    await drawn(app);
    await note();
    await app.page.reload();
    await drawn(app);
    // Pages turn, ages are written, the server's distance is measured and shown.
    await app.byId('connection-details').click();
    await app.byId('connection-panel').waitFor();
    await app.page.waitForTimeout(12_000);
    await server.stop('SIGKILL');
    await app.connection('reconnecting');
    await useControls(app);
    await note();
    await server.startAgain();
    await app.connection('live');
    await server.stop();
    await app.connection('reconnecting');
    await server.startAgain();
    await app.connection('live');
    await note();
    await app.byId('theme-toggle').click();
    await app.byId('fullscreen-map').click();
    await app.page.keyboard.press('Escape');
    await app.byId('logout').click();
    await app.byId('login-form').waitFor();
    await note();
  } finally {
    await server.stop();
  }
}

/** What can be done at once, and without a server. */
async function useControls(app) {
  const retry = async () => {
    await app.page.waitForTimeout(1_500);
    await app.byId('retry-now').click();
  };
  await retry();
  await app.page.keyboard.press('Escape');
  await retry();
  await app.byId('connection-details').click();
  await retry();
  await app.page.locator('.header__title').click();
  await app.byId('connection-panel').waitFor({ state: 'detached' });
  for (const name of ['pause', 'pause', 'theme-toggle', 'numbers-seller', 'numbers-map', 'numbers-hot']) await app.byId(name).click();
  await app.chart('seller').tile.locator('.pager button').last().click();
  await app.chart('stock').tile.locator('.pager button').first().click();
  await app.chart('trend').tile.locator('.switch__choice').last().click();
  await app.byId('fullscreen-trend').click({ modifiers: ['Shift'] });
  await app.page.keyboard.press('Escape');
  await app.page.waitForTimeout(3_000);
}

async function drawn(app) {
  await app.allLive();
  await Promise.all(CHARTS.map((name) => app.chart(name).isDrawn()));
}

/** Runs in the page. */
function marked(prefix) {
  return Object.entries(globalThis.program)
    .filter(([name, mark]) => name.startsWith(prefix) && mark.value)
    .map(([name]) => Number(name.slice(prefix.length)));
}
