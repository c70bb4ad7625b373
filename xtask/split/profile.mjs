// Finds out which functions a page needs to begin: runs the program, as split.mjs has left it undivided, in a browser, and
// writes the names of all others to deferred.txt. What must work when the server is gone counts as needed, for nothing
// can be fetched then.
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import binaryen from 'binaryen';

import { launch } from '../../tests/harness/chromium.mjs';
import { DIST } from '../../tests/harness/dist.mjs';
import { Server } from '../../tests/harness/server.mjs';
import { keyOf } from './names.mjs';
import { bytesOf, ownFunctions } from './program.mjs';
import { wholeOf } from './split.mjs';

const DEFERRED = fileURLToPath(new URL('deferred.txt', import.meta.url));
const RAN = 'ran:';
const CHARTS = 6;

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
    const { page, note } = await open(server, ran);
    await drawn(page);
    await page.waitForTimeout(5_000);
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
  await page.goto(server.url);
  const note = async () => {
    for (const mark of await page.evaluate(marked, RAN)) ran.add(mark);
  };
  return { page, note };
}

/** Does what must not have to wait. */
async function useIt(dist, state, ran) {
  const server = await Server.start({ state, dist });
  try {
    const { page, note } = await open(server, ran);
    await login(page, 'wrong');
    await page.getByTestId('login-error').filter({ hasText: /./ }).waitFor();
    await login(page, 'demo');
    await drawn(page);
    await note();
    await page.reload();
    await drawn(page);
    // Pages turn, ages are written, the server's distance is measured.
    await page.waitForTimeout(12_000);
    await server.stop('SIGKILL');
    await connectionIs(page, 'reconnecting');
    await useControls(page);
    await note();
    await server.startAgain();
    await connectionIs(page, 'live');
    await server.stop();
    await connectionIs(page, 'reconnecting');
    await server.startAgain();
    await connectionIs(page, 'live');
    await note();
    await page.getByTestId('theme-toggle').click();
    await page.getByTestId('fullscreen-map').click();
    await page.keyboard.press('Escape');
    await page.getByTestId('logout').click();
    await page.getByTestId('login-form').waitFor();
    await note();
  } finally {
    await server.stop();
  }
}

/** What can be done at once, and without a server. */
async function useControls(page) {
  for (let attempt = 0; attempt < 3; attempt++) {
    await page.waitForTimeout(1_500);
    await page.getByTestId('retry-now').click();
  }
  await page.getByTestId('connection-details').click();
  await page.getByTestId('connection-panel').waitFor();
  await page.keyboard.press('Escape');
  for (const name of ['pause', 'pause', 'theme-toggle', 'numbers-seller', 'numbers-map', 'numbers-hot']) await page.getByTestId(name).click();
  const inTile = (name, selector) => page.getByTestId(`chart-${name}`).locator(selector);
  await inTile('seller', '.pager button').last().click();
  await inTile('stock', '.pager button').first().click();
  await inTile('trend', '.switch__choice').last().click();
  await page.getByTestId('fullscreen-trend').click({ modifiers: ['Shift'] });
  await page.keyboard.press('Escape');
  await page.waitForTimeout(3_000);
}

async function login(page, password) {
  await page.getByTestId('username').fill('demo');
  await page.getByTestId('password').fill(password);
  await page.getByTestId('login-submit').click();
}

function connectionIs(page, state) {
  return page.locator(`[data-testid="connection"][data-state="${state}"]`).waitFor();
}

function drawn(page) {
  const all = (charts) => document.querySelectorAll('[data-testid^="chart-"][data-state="live"]:has(canvas)').length === charts;
  return page.waitForFunction(all, CHARTS);
}

/** Runs in the page. */
function marked(prefix) {
  return Object.entries(globalThis.program)
    .filter(([name, mark]) => name.startsWith(prefix) && mark.value)
    .map(([name]) => Number(name.slice(prefix.length)));
}
