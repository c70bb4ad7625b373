// The six charts as such servers have them; every number grows with the round.

export const charts = (round) => ({
  trend: {
    ...Object.fromEntries(['map', 'seller', 'commodity'].map((key) => [key, breakdown(key, round)])),
    common: { month: MONTHS },
    type: [{ key: 'map', text: 'Regions' }, { key: 'seller', text: 'Sellers' }, { key: 'commodity', text: 'Products' }],
  },
  seller: sellers(round),
  map: [{ name: 'Gold', children: [{ name: 'Paris', value: [2.35, 48.86] }, { name: 'Lima', value: [-77.04, -12.05] }] }],
  // Numbers may be written as strings.
  rank: [{ name: 'France', value: `${70 * round}` }, { name: 'Peru', value: `${30 * round}` }],
  hot: [{ name: 'Kitchen', children: [{ name: 'Cups', value: 60 * round, children: [{ name: 'Mug', value: 60 * round }] }] }],
  stock: [{ name: 'Mug', stock: 1000 - round, sales: round }],
});

/** What the chart of the sellers shows in a round, as `Chart.shows` takes it. */
export const sellersIn = (round) => Object.fromEntries(sellers(round).map(({ name, value }) => [name, value]));

const MONTHS = Array.from({ length: 12 }, (_, index) => `${index + 1}`);

function sellers(round) {
  return [{ name: 'Grace', value: 100 * round }, { name: 'Linus', value: 50 * round }];
}

function breakdown(title, round) {
  return { title, base: 300, unit: '1', data: [{ name: 'all', data: MONTHS.map((_, index) => (index + 1) * round) }] };
}
