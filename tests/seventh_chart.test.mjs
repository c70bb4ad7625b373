// The guide says that a seventh chart takes two files of the app and one of data. Its code is taken from the guide, built
// in a copy of the checkout, and looked at.
import { execFile } from 'node:child_process';
import { cp, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import assert from 'node:assert/strict';

import { CHARTS } from './harness/app.mjs';
import { ROOT, TARGET } from './harness/checkout.mjs';
import { Server } from './harness/server.mjs';
import { scenario } from './harness/scenario.mjs';

const run = promisify(execFile);
const USER = ['ada', 'correct horse battery staple'];
const BUILD_WITHIN_MS = 600_000;

scenario(
  'the seventh chart of the guide is built from two files and shown',
  async (stage) => {
    const guide = await readFile(join(ROOT, 'docs/seventh-chart.md'), 'utf8');
    const [chart, moduleLine, entryLine, data] = [...guide.matchAll(/```(?:rust|json)\n(.*?)```/gs)].map((block) => block[1]);
    const checkout = await copyOfTheCheckout();
    await writeFile(join(checkout, 'src/charts/goal.rs'), chart);
    await insertBefore(join(checkout, 'src/charts/mod.rs'), 'pub mod hot;', moduleLine);
    await insertBefore(join(checkout, 'src/charts/mod.rs'), '];', entryLine);
    const dist = await build(stage, checkout);

    const [charts, state] = [await stage.folder(), await stage.folder()];
    await writeFile(join(charts, 'goal.json'), data);
    await Server.command(state, ['user', 'add', USER[0]], `${USER[1]}\n`);
    const server = await stage.server({ flags: ['--data', charts], state, dist });
    const app = await stage.app(server);
    await app.open('/login');
    await app.submitLogin(...USER);
    const goal = app.chart('goal');
    await goal.reaches('live');
    assert.deepEqual(await goal.rows(), [['November', '62.5']]);
    await Promise.all(CHARTS.map((name) => app.chart(name).reaches('error')));
    await assertPlaces(app);
  },
  { timeout: BUILD_WITHIN_MS },
);

/** The six fill the screen as ever, and one scrolls down to the seventh. */
async function assertPlaces(app) {
  const { width, height } = app.page.viewportSize();
  const inside = ({ x, y, width: w, height: h }) => x >= 0 && y >= 0 && x + w <= width && y + h <= height;
  const place = (name) => app.chart(name).tile.boundingBox();
  await app.page.locator('.screen').evaluate((screen) => screen.scrollTo(0, 0));
  const six = await Promise.all(CHARTS.map(place));
  assert.ok(six.every((box) => inside(box) && box.width * box.height > (width * height) / 30), JSON.stringify(six));
  await app.chart('goal').tile.scrollIntoViewIfNeeded();
  const goal = await place('goal');
  assert.ok(inside(goal) && goal.width * goal.height > (width * height) / 30, JSON.stringify(goal));
}

/**
 * What git knows of the checkout, as it is on the disk, with the npm packages beside it. It is always in the same place:
 * cargo knows what it has compiled by its path, and would keep another build for every other one.
 */
async function copyOfTheCheckout() {
  const checkout = join(TARGET, 'seventh-chart');
  await rm(checkout, { recursive: true, force: true });
  const listed = await run('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: ROOT });
  for (const name of listed.stdout.split('\0').filter(Boolean)) {
    await mkdir(dirname(join(checkout, name)), { recursive: true });
    await cp(join(ROOT, name), join(checkout, name), { preserveTimestamps: true });
  }
  await symlink(join(ROOT, 'node_modules'), join(checkout, 'node_modules'));
  // With the version of the checkout itself cargo would take the one's crates for the other's.
  const manifest = join(checkout, 'Cargo.toml');
  const written = await readFile(manifest, 'utf8');
  const renamed = written.replace(/^version = "(.*)"$/m, 'version = "$1-seventh-chart"');
  assert.notEqual(renamed, written);
  await writeFile(manifest, renamed);
  return checkout;
}

async function insertBefore(path, line, text) {
  const content = await readFile(path, 'utf8');
  const [before, after] = content.split(`\n${line}`);
  assert.ok(after !== undefined, `${path} has no line \`${line}\``);
  await writeFile(path, `${before}\n${text.trimEnd()}\n${line}${after}`);
}

/** Builds the app; what is compiled already is used, and nothing of it is overwritten. */
async function build(stage, checkout) {
  const dist = join(checkout, 'dist');
  const env = { ...process.env, CARGO_BUILD_BUILD_DIR: TARGET, CARGO_TARGET_DIR: await stage.folder() };
  await run('trunk', ['build', '--release', '--dist', dist], { cwd: checkout, env, maxBuffer: 1 << 26 });
  return dist;
}
