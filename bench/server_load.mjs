// What a message costs our server and how late it comes, beside two hubs in Node; and whether that grows.
//
// Hubs take turns, so that all meet the same machine. CPU is that of the hub's process, by the kernel's count. Memory is
// resident memory, of which sockets and their buffers are no part: those are the kernel's.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';

import { TARGET } from '../tests/harness/checkout.mjs';
import { printRows } from './print_rows.mjs';
import { nodeOnce, nodeRelay, publishing, relaying } from './server_hubs.mjs';
import { median, spread } from './spread.mjs';

const LOAD = process.env.LIVE_LOAD ?? join(TARGET, 'release/live-load');
const BYTES = 200;
const RELAYED = 'what comes after a silence at once, what comes within the next 7 ms in one write';
const BATCHING = { [relaying.name]: RELAYED, [nodeRelay.name]: 'none', [nodeOnce.name]: 'none' };
/** A client of ours may relay ten messages a second. */
const RATE_OF_ONE = 8;

const HUBS = { ours: relaying, 'Node, send to each': nodeRelay, 'Node, one frame for all': nodeOnce };

/** Runs the load tool on a hub of its own. */
async function measure(startHub, { path = '/ws', ...options }) {
  const hub = await startHub();
  try {
    const args = Object.entries({ address: hub.address, pid: hub.pid, path, ...options });
    const { stdout } = await promisify(execFile)(LOAD, args.flatMap(([name, value]) => [`--${name}`, String(value)]));
    return JSON.parse(stdout);
  } finally {
    await hub.stop();
  }
}

/** Measures all hubs in turns, so many times; answers with each hub's reports. */
async function inTurns(hubs, rounds, options) {
  const reports = Object.fromEntries(Object.keys(hubs).map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const [name, startHub] of Object.entries(hubs)) reports[name].push(await measure(startHub, options));
  }
  return reports;
}

const micros = (seconds) => ({ deliveries, ...report }) => (seconds(report) * 1e6) / deliveries;
const user = micros((report) => report.user);
const all = micros((report) => report.user + report.system);

/** `deliveries` in a second of messages of 200 bytes to `sockets` sockets. */
export async function fanOut({ sockets, deliveries = 100_000, rounds = 5, seconds = 5 }) {
  const rate = deliveries / sockets;
  const publishers = Math.min(sockets, Math.ceil(rate / RATE_OF_ONE));
  const options = { sockets, publishers, rate, seconds, size: BYTES };
  const reports = await inTurns(HUBS, rounds, options);
  const what = `${sockets} sockets, ${deliveries / 1000},000 deliveries/s of ${BYTES} B offered`;
  return Object.entries(reports).flatMap(([name, own]) => {
    const beside = (cost) =>
      name === 'ours'
        ? Object.entries(reports)
            .filter(([other]) => other !== 'ours')
            .map(([other, theirs]) => `${ratio(own, theirs, cost)} × ${other}`)
            .join(', ')
        : undefined;
    const row = (of, value, unit, digits, beside) => ({
      what: `${what}, ${name}: ${of}`,
      ...values(own.map(value), digits),
      unit,
      batching: BATCHING[HUBS[name].name],
      beside,
    });
    return [
      row('user CPU per delivery', user, 'µs', 2, beside(user)),
      row('all CPU per delivery', all, 'µs', 2, beside(all)),
      row('p50', ({ p50 }) => p50, 'ms', 1),
      row('p99', ({ p99 }) => p99, 'ms', 1),
      row('delivered', (report) => report.deliveries / report.seconds, '/s', 0),
      row('not delivered within two seconds', ({ lost }) => lost, 'messages', 0),
    ];
  });
}

/** What an idle connection takes of the hub's memory. */
export async function idleMemory({ sockets = 10_000, rounds = 5 }) {
  const reports = await inTurns(HUBS, rounds, { sockets, seconds: 1, 'warm-up': 3 });
  const bytes = ({ residentBefore, residentAfter }) => (residentAfter - residentBefore) / 1024 / sockets;
  return Object.entries(reports).map(([name, own]) => ({
    what: `${sockets} idle connections, ${name}: resident memory of each, without the kernel’s`,
    ...values(own.map(bytes), 2),
    unit: 'KiB',
    batching: 'nothing is sent',
  }));
}

/** One chart that changes ten times a second, followed by a few clients. */
export async function oneChart({ rounds = 5, seconds = 10 }) {
  const startHub = () => publishing(1, 10, BYTES);
  const options = { sockets: 10, topics: 1, follow: 1, speech: 'native', seconds };
  const { chart } = await inTurns({ chart: startHub }, rounds, options);
  const row = (of, value) => ({
    what: `one chart, 10 changes/s, stored and sent to 10 clients: ${of} from publishing to received`,
    ...values(chart.map(value), 2),
    unit: 'ms',
    batching: 'none',
  });
  return [row('p50', ({ p50 }) => p50), row('p99', ({ p99 }) => p99)];
}

/** What a delivery costs with more and more sockets. */
export async function growthBySockets({ counts = [10, 100, 1_000, 10_000], deliveries = 20_000, rounds = 5, seconds = 4 }) {
  const rows = [];
  for (const sockets of counts) {
    // A client may not relay oftener: few sockets get fewer messages.
    const rate = Math.min(deliveries / sockets, sockets * RATE_OF_ONE, 200);
    const publishers = Math.min(sockets, Math.ceil(rate / RATE_OF_ONE));
    const { ours } = await inTurns({ ours: relaying }, rounds, { sockets, publishers, rate, seconds, size: BYTES });
    rows.push({
      what: `growth: all CPU per delivery, ${sockets} sockets, ${Math.round(rate)} messages/s`,
      ...values(ours.map(all), 2),
      unit: 'µs',
      batching: RELAYED,
      beside: `user ${spread(ours.map(user), 2)} µs`,
    });
  }
  return rows;
}

/** What a message to sixty followers costs with more and more topics. */
export async function growthByTopics({ counts = [6, 60, 600], rounds = 5, seconds = 5 }) {
  const FOLLOWERS = 60;
  const FOLLOW = 6;
  const rows = [];
  for (const topics of counts) {
    const sockets = (FOLLOWERS * topics) / FOLLOW;
    const options = { sockets, topics, follow: FOLLOW, speech: 'native', seconds };
    const { ours } = await inTurns({ ours: () => publishing(topics, 20, BYTES) }, rounds, options);
    rows.push({
      what: `growth: all CPU per message to ${FOLLOWERS} of ${sockets} sockets, ${topics} topics, each socket follows ${FOLLOW}`,
      ...values(ours.map((report) => all(report) * FOLLOWERS), 0),
      unit: 'µs',
      batching: 'one value per frame',
      beside: `user ${spread(ours.map((report) => user(report) * FOLLOWERS), 0)} µs`,
    });
  }
  return rows;
}

/** All of it. */
export async function serverLoad({ rounds = 5 } = {}) {
  return [
    ...(await fanOut({ sockets: 500, rounds })),
    ...(await fanOut({ sockets: 5_000, rounds })),
    ...(await fanOut({ sockets: 2_000, deliveries: 20_000, rounds })),
    ...(await idleMemory({ rounds })),
    ...(await oneChart({ rounds })),
    ...(await growthBySockets({ rounds })),
    ...(await growthByTopics({ rounds })),
  ];
}

function ratio(own, theirs, cost) {
  return (median(own.map(cost)) / median(theirs.map(cost))).toFixed(2);
}

function values(all, digits) {
  return { value: median(all), spread: spread(all, digits) };
}

const PARTS = {
  fanOut500: (options) => fanOut({ sockets: 500, ...options }),
  fanOut5000: (options) => fanOut({ sockets: 5_000, ...options }),
  fanOutRelaxed: (options) => fanOut({ sockets: 2_000, deliveries: 20_000, ...options }),
};
Object.assign(PARTS, { idleMemory, oneChart, growthBySockets, growthByTopics, serverLoad });

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values, positionals } = parseArgs({
    options: { rounds: { type: 'string', default: '5' } },
    allowPositionals: true,
  });
  const part = PARTS[positionals[0] ?? 'serverLoad'];
  if (!part) throw new Error(`parts: ${Object.keys(PARTS).join(', ')}`);
  printRows(await part({ rounds: Number(values.rounds) }));
}
