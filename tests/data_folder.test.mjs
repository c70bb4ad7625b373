// A folder of JSON files as the source of the charts.
import assert from 'node:assert/strict';
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { Api } from './harness/api.mjs';
import { Server } from './harness/server.mjs';
import { scenario } from './harness/scenario.mjs';
import { until } from './harness/until.mjs';

const USER = ['ada', 'correct horse battery staple'];

/** A server over a folder in which the ranking is `rank`. */
async function folderServer(stage, rank) {
  const [folder, state] = [await stage.folder(), await stage.folder()];
  await writeFile(join(folder, 'rank.json'), JSON.stringify(rank));
  await Server.command(state, ['user', 'add', USER[0]], `${USER[1]}\n`);
  const server = await stage.server({ flags: ['--data', folder], state });
  return { folder, server };
}

async function rankingPage(stage, server) {
  const app = await stage.app(server);
  await app.open('/login?next=%2Fchart%2Frank');
  await app.submitLogin(...USER);
  await app.chart('rank').reaches('live');
  return app;
}

scenario('a file that changes is pushed to the page', async (stage) => {
  const { folder, server } = await folderServer(stage, [{ name: 'North', value: 1 }]);
  const app = await rankingPage(stage, server);
  await app.chart('rank').shows({ North: 1 });
  await writeFile(join(folder, 'rank.json'), JSON.stringify([{ name: 'North', value: '2' }]));
  await app.chart('rank').shows({ North: 2 });
});

scenario('a file that an editor replaces is pushed to the page', async (stage) => {
  const { folder, server } = await folderServer(stage, [{ name: 'North', value: 1 }]);
  const app = await rankingPage(stage, server);
  await writeFile(join(folder, 'rank.json.new'), JSON.stringify([{ name: 'South', value: 3 }]));
  await rename(join(folder, 'rank.json.new'), join(folder, 'rank.json'));
  await app.chart('rank').shows({ South: 3 });
});

scenario('a file that is broken for a while leaves the last good data in place', async (stage) => {
  const { folder, server } = await folderServer(stage, [{ name: 'North', value: 1 }]);
  const app = await rankingPage(stage, server);
  await writeFile(join(folder, 'rank.json'), '[{"name": "North", "va');
  await writeFile(join(folder, 'seller.json'), '[]');
  const api = await Api.logIn(server, ...USER);
  // With the good file that was written after it, the broken one has been read.
  await until('the folder to be read', 5_000, async () => (await api.get('/api/seller')).ok);
  assert.deepEqual(await api.chart('rank'), [{ name: 'North', value: 1 }]);
  await app.chart('rank').shows({ North: 1 });
  await writeFile(join(folder, 'rank.json'), JSON.stringify([{ name: 'North', value: 5 }]));
  await app.chart('rank').shows({ North: 5 });
});
