// A server that cannot do what it is asked to ends at once, with one line that says why.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { writeFile } from 'node:fs/promises';

import { Server } from './harness/server.mjs';
import { scenario } from './harness/scenario.mjs';
import { FILE } from './harness/superstore.mjs';

async function refuses(stage, flags, reason, options = {}) {
  const { code, output, ms } = await Server.refusal({ flags, state: await stage.folder(), ...options });
  assert.notEqual(code, 0);
  assert.match(output, reason);
  assert.ok(!output.includes('panicked'), output);
  assert.ok(ms < 1_000, `it took ${Math.round(ms)} ms`);
}

scenario('a port that is taken is named', async (stage) => {
  const { port } = await stage.server();
  await refuses(stage, ['--feed', 'none'], new RegExp(`${port}`), { port });
});

scenario('a folder without the app is named, with what builds it', async (stage) =>
  refuses(stage, ['--feed', 'none'], /no-app.*cargo xtask serve/, { dist: join(await stage.folder(), 'no-app') }));

scenario('a broken config.json is named', async (stage) => {
  const dist = await stage.folder();
  await writeFile(join(dist, 'index.html'), '<!doctype html>');
  await writeFile(join(dist, 'config.json'), '{"title": "Live');
  await refuses(stage, ['--feed', 'none'], /config\.json/, { dist });
});

scenario('two sources exclude each other', (stage) =>
  refuses(stage, ['--feed', 'demo', '--data', '.'], /--(feed|data)/));

scenario('an orders file that is not there is named', (stage) =>
  refuses(stage, ['--replay', '/nowhere/orders.csv'], /\/nowhere\/orders\.csv/));

scenario('a column that the file does not have is named', (stage) =>
  refuses(stage, ['--replay', FILE, '--columns', 'time=Order Date,amount=Turnover'], /Turnover/));

scenario('a file without the columns that every order needs is refused', (stage) =>
  refuses(stage, ['--replay', FILE], /time|amount/));

scenario('a data folder that is not there is named', (stage) =>
  refuses(stage, ['--data', '/nowhere/data'], /\/nowhere\/data/));

scenario('bad lines of an orders file are counted, named by their number, and skipped', async (stage) => {
  const file = join(await stage.folder(), 'orders.csv');
  await writeFile(file, 'time,amount,seller\r\n2026-01-05,10,Grace\r\nyesterday,10,Grace\r\n2026-01-06,5,Grace\r\n2026-01-07,much,Grace\r\n');
  const server = await stage.server({ flags: ['--replay', file, '--speed', 'max'] });
  const app = await stage.app(server);
  await app.reachLiveScreen();
  await app.chart('seller').shows({ Grace: 15 });
  assert.match(server.output, /line[ =:]*3/);
  assert.match(server.output, /line[ =:]*5/);
});
