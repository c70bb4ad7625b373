// The map, where orders do not say where they come from.
import assert from 'node:assert/strict';

import { scenario } from './harness/scenario.mjs';
import { Shop } from './harness/shop.mjs';

scenario('a city that the map cannot place is counted under it', async (stage) => {
  const shop = await Shop.open(stage, { flags: ['--map', 'usa'] });
  await shop.order([
    { time: '2026-01-05', region: 'Utah', city: 'Provo', amount: 1 },
    { time: '2026-01-05', region: 'Atlantis', city: 'Deep End', amount: 2 },
    { time: '2026-01-05', region: 'Atlantis', city: 'Low Point', amount: 3 },
  ]);
  const app = await stage.app(shop.server);
  await app.reachLiveScreen(...shop.login);
  const note = app.byId('not-placed');
  await note.getByText('Not placed: 2').waitFor();
  const drawn = (await app.chart('map').drawn()).series.filter(({ id }) => id.startsWith('cities-')).flatMap(({ data }) => data);
  assert.deepEqual(drawn.map(({ name }) => name), ['Provo']);
});
