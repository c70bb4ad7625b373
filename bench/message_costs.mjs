// What a message costs: from the socket's event to the handlers, and on to the signals, in the app's own release build.
import { fileURLToPath } from 'node:url';

import { FolderHost } from '../tests/harness/folder_host.mjs';
import { chart } from './shop.mjs';
import { median, spread } from './spread.mjs';

const PAGE = fileURLToPath(new URL('../target/bench-page', import.meta.url));
const CHARTS = ['rank', 'trend', 'seller', 'map', 'hot'];
/** The chart with which the inspector is measured: a small one, so that many messages fit into a recording. */
const INSPECTED = 'rank';
const ROUNDS = 15;
/** Characters per measurement: enough for the browser's coarse clock. */
const BATCH = 4_000_000;

export async function messageCosts(browser, server) {
  const host = await new FolderHost(PAGE).start();
  const page = await browser.newPage();
  try {
    await page.goto(host.url);
    await page.waitForFunction(() => globalThis.inPage.socket !== undefined);
    const rows = [];
    for (const name of CHARTS) {
      const payload = await chart(server, name);
      const costs = await page.evaluate(measure, { name, payload, rounds: ROUNDS, batch: BATCH });
      rows.push(...compare(`${name}, ${(payload.length / 1024).toFixed(1)} KB`, costs));
    }
    return [...rows, ...(await inspectorCosts(page, await chart(server, INSPECTED)))];
  } finally {
    await page.close();
    await host.stop();
  }
}

function compare(message, { parse, dispatch, commit }) {
  const ratio = (values) => `${median(values.map((value, round) => value / parse[round])).toFixed(2)} × JSON.parse`;
  return [
    [`${message}: JSON.parse`, `${spread(parse)} µs`],
    [`${message}: envelope and dispatch`, `${spread(dispatch)} µs`, ratio(dispatch)],
    [`${message}: decode and commit`, `${spread(commit)} µs`, ratio(commit)],
  ];
}

/** What the inspector costs while it is open, and when it is closed again, beside one that was never opened. */
async function inspectorCosts(page, payload) {
  const commits = async (event) => {
    if (event) await page.evaluate((event) => dispatchEvent(new Event(event)), event);
    // A recording ends when its memory is full: all rounds together stay below that.
    const costs = await page.evaluate(measure, { name: INSPECTED, payload, rounds: ROUNDS, batch: 150_000 });
    return costs.commit;
  };
  const never = await commits();
  const open = await commits('inspect');
  const closed = await commits('inspected');
  const beside = (values) => `${(median(values) / median(never)).toFixed(2)} × never opened`;
  return [
    [`${INSPECTED}: decode and commit, inspector never opened`, `${spread(never)} µs`],
    [`${INSPECTED}: decode and commit, inspector open`, `${spread(open)} µs`, beside(open)],
    [`${INSPECTED}: decode and commit, inspector closed again`, `${spread(closed)} µs`, beside(closed)],
  ];
}

/** Runs in the page. Three ways to treat as many fresh messages, in turns, so that all meet the same machine. */
function measure({ name, payload, rounds, batch }) {
  const { inPage } = globalThis;
  const { socket } = inPage;
  const encoder = new TextEncoder();
  const decoder = new TextDecoder();
  if (socket.readyState === 0) {
    socket.readyState = 1;
    socket.onopen({});
    socket.onmessage({ data: '{"type":"hello","version":1,"codec":"json","heartbeat":25000,"ts":1}' });
  }
  const count = Math.max(20, Math.round(batch / payload.length));
  const results = { parse: [], dispatch: [], commit: [] };
  for (let round = -2; round < rounds; round++) {
    const times = {
      parse: time((message) => JSON.parse(message.data)),
      dispatch: time((message) => socket.onmessage(message)),
      commit: time((message) => {
        socket.onmessage(message);
        inPage.commit();
      }),
    };
    // The first rounds warm the compilers up.
    if (round >= 0) for (const way of Object.keys(results)) results[way].push(times[way]);
  }
  return results;

  function time(treat) {
    const messages = Array.from({ length: count }, fresh);
    inPage.commit?.();
    const begun = performance.now();
    for (const message of messages) treat(message);
    return ((performance.now() - begun) * 1000) / count;
  }

  /** A message as a socket brings it: a flat string that nobody has seen. */
  function fresh() {
    // Counts on from one measurement to the next: what is not newer than the last is thrown away unread.
    const seq = (inPage.seq += 1);
    const head = `{"socketType":"${name}Data","chartName":"${name}","epoch":"bench","seq":${seq},"ts":1700000000000,"data":`;
    return { data: decoder.decode(encoder.encode(`${head}${payload}}`)) };
  }
}
