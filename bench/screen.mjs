// What a flood does to a screen: the same messages for the dashboard and for the pages beside it, each in a fresh page of
// the same browser. Told is how often the page makes a picture, how old the picture is, and what a message costs.
import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { DIST } from '../tests/harness/dist.mjs';
import { buildPeers } from './peers/build.mjs';
import { printRows } from './print_rows.mjs';
import { Publisher } from './publisher.mjs';
import { QuietChromium } from './quiet_chromium.mjs';
import { sixChartsDrawn } from './six_charts.mjs';
import { median, spread } from './spread.mjs';

const SAMPLER = await readFile(new URL('in_page_sampler.js', import.meta.url), 'utf8');

/** Whose figures the others are held against. */
const BESIDE = 'Vue tuned, 10 redraws/s';

export const RATES = [12, 60, 300, 1_200, 6_000, 20_000];

/**
 * Measures all pages at all rates, in rounds that take turns between the pages, and answers with rows.
 *
 * @param subjects  what `subjects` answers with, or some of it
 * @param warmUp    how long the flood goes on before it counts, in milliseconds
 * @param counted   how long it counts
 */
export async function screen(browser, { subjects, rates = RATES, rounds = 5, warmUp = 1_500, counted = 3_000 }) {
  const runs = subjects.flatMap((subject) => rates.map((rate) => ({ subject, rate, results: [] })));
  for (let round = 0; round < rounds; round++) {
    for (const run of runs) run.results.push(await measure(browser, run, { warmUp, counted }));
  }
  return runs.flatMap((run) => rows(run, runs.find(({ rate, subject }) => rate === run.rate && subject.name === BESIDE)));
}

/** The dashboard in all forms, and the pages beside it. `packed`: the folder of an app that asks for MessagePack. */
export async function subjects({ app = DIST, packed, batchMs = 8 } = {}) {
  const peers = await buildPeers();
  const one = 'one by one';
  const many = `batches of ${batchMs} ms`;
  return [
    // In plain mode the dashboard's numbers are its own: they do not tell which of the publisher's values is drawn.
    { name: 'dashboard, plain', page: app, form: 'text', batching: one, isNumbered: false },
    { name: 'dashboard, native JSON', page: app, form: 'native', batching: one },
    { name: 'dashboard, native JSON batches', page: app, form: 'batch', batchMs, batching: many },
    ...(packed ? [{ name: 'dashboard, native MessagePack batches', page: packed, form: 'batch', batchMs, batching: many }] : []),
    { name: 'Vue as usual', page: peers['vue-usual'], form: 'text', batching: one },
    { name: 'Vue tuned', page: peers['vue-tuned'], form: 'text', batching: one },
    { name: 'Vue tuned, 10 redraws/s', page: peers['vue-tuned'], query: '?redraws=10', form: 'text', batching: one },
    { name: 'receives only', page: peers.bare, form: 'text', batching: one, draws: false },
    { name: 'receives and parses', page: peers.bare, query: '?parse', form: 'text', batching: one, draws: false },
  ];
}

/** One page, one rate, once. */
function measure(browser, { subject, rate }, { warmUp, counted }) {
  return withPage(browser, subject, async (page, publisher) => {
    await page.send('Performance.enable');
    await publisher.start(rate);
    await pause(warmUp);
    const before = await reading(page);
    await pause(counted);
    const after = await reading(page);
    await publisher.stop();
    return result(subject, await page.evaluate('sampler.frames'), before, after, await publisher.log());
  });
}

/** Does something with a fresh page, and with the publisher that it has to itself; nothing moves yet. */
export async function withPage(browser, subject, use) {
  const publisher = await Publisher.open(subject);
  const page = await browser.newPage(SAMPLER);
  try {
    await openSubject(page, publisher, subject);
    return await use(page, publisher);
  } finally {
    await page.close();
    await publisher.close();
  }
}

/** Six charts are shown, or six values have come where none is drawn. */
function openSubject(page, publisher, { query = '', draws = true }) {
  const condition = draws ? `(${sixChartsDrawn})()` : 'globalThis.sampler?.counts().received >= 6';
  return page.open(`${publisher.url}/${query}`, condition);
}

/** What the browser has counted so far, and the page, both at the same moment. */
async function reading(page) {
  const [{ metrics }, counts] = await Promise.all([page.send('Performance.getMetrics'), page.evaluate('sampler.counts()')]);
  return { ...Object.fromEntries(metrics.map(({ name, value }) => [name, value])), ...counts };
}

function result({ form, isNumbered = true }, all, before, after, log) {
  const frames = all.filter(({ now }) => now >= before.now && now <= after.now);
  const seconds = (after.now - before.now) / 1_000;
  const messages = (reading) => (form === 'batch' ? reading.characters / log.bytesPerMessage : reading.received);
  const delivered = messages(after) - messages(before);
  const published = log.publishedBy(after.now) - log.publishedBy(before.now);
  const micros = (name) => ((after[name] - before[name]) * 1e6) / delivered;
  const ages = (wanted) => frames.flatMap(({ now, drawn }) =>
    log.charts.flatMap((chart, index) => (isNumbered && wanted(chart) && drawn[index] !== null ? [log.age(chart, drawn[index], now)] : [])));
  return {
    framesPerSecond: frames.length / seconds,
    frameTime: p95(frames.slice(1).map(({ at }, index) => at - frames[index].at)),
    age: p95(ages((chart) => chart !== 'map')),
    mapAge: p95(ages((chart) => chart === 'map')),
    task: micros('TaskDuration'),
    thread: micros('ThreadTime'),
    busy: ((after.TaskDuration - before.TaskDuration) / seconds) * 100,
    delivered: delivered / published,
    // A page that is not behind may have got more than values: a hello, heartbeats.
    backlog: Math.max(0, log.publishedBy(after.now) - messages(after)),
  };
}

function p95(values) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * 0.95))];
}

/** What is told of a run: which number, with how many digits, in which unit. */
const TOLD = [
  ['frames', 'framesPerSecond', 1, 'frames/s'],
  ['time between frames, 95th percentile', 'frameTime', 1, 'ms'],
  ['age of what is shown, 95th percentile', 'age', 0, 'ms'],
  ['age of the map, 95th percentile', 'mapAge', 0, 'ms'],
  ['main thread busy', 'busy', 1, '%'],
  ['main thread per message', 'task', 1, 'µs'],
  ['main thread’s processor time per message', 'thread', 1, 'µs'],
  ['delivered of what was published', 'delivered', 3, ''],
  ['backlog at the end', 'backlog', 0, 'messages'],
];

/** A run's rows, each beside what the other page does at the same rate, if that was measured. */
function rows(run, other) {
  const { subject, rate } = run;
  return TOLD.flatMap(([what, key, digits, unit]) => {
    const values = numbers(run, key);
    if (values.length === 0) return [];
    const ratio = other ? median(values) / median(numbers(other, key)) : Number.NaN;
    const isBeside = run !== other && Number.isFinite(ratio);
    return [{
      what: `${subject.name}, ${rate}/s: ${what}`,
      value: median(values),
      spread: spread(values, digits),
      unit,
      batching: subject.batching,
      beside: isBeside ? `${ratio.toFixed(2)} × ${BESIDE}` : '',
    }];
  });
}

/** One number of all rounds; none where it does not exist, as the age of a chart that is not drawn. */
function numbers({ results }, key) {
  return results.map((result) => result[key]).filter((value) => Number.isFinite(value));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({
    options: {
      app: { type: 'string' },
      packed: { type: 'string' },
      rates: { type: 'string', default: RATES.join(',') },
      rounds: { type: 'string', default: '5' },
      only: { type: 'string', default: '' },
    },
  });
  const all = await subjects(values);
  const browser = await QuietChromium.launch();
  try {
    const options = {
      subjects: all.filter(({ name }) => name.includes(values.only)),
      rates: values.rates.split(',').map(Number),
      rounds: Number(values.rounds),
    };
    printRows(await screen(browser, options));
  } finally {
    await browser.close();
  }
}
