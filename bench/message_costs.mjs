// What a message costs: from the socket's event to the handlers, and on to the signals, in the app's own release build.
import { fileURLToPath } from 'node:url';
import { encode } from '@msgpack/msgpack';

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
  const payloads = await Promise.all(CHARTS.map(async (name) => ({ name, payload: await chart(server, name) })));
  return [
    ...(await inPage(browser, async (page) => [
      ...(await compared(page, payloads, 'jsonBytes')),
      ...(await inspectorCosts(page, payloads.find(({ name }) => name === INSPECTED))),
    ])),
    ...(await inPage(browser, (page) => compared(page, payloads, 'json'))),
    ...(await inPage(browser, (page) => compared(page, payloads, 'msgpack'))),
  ];
}

/** A page of its own, for a connection has one codec for life. */
async function inPage(browser, use) {
  const host = await new FolderHost(PAGE).start();
  const page = await browser.newPage();
  try {
    await page.goto(host.url);
    await page.waitForFunction(() => globalThis.inPage.socket !== undefined);
    return await use(page);
  } finally {
    await page.close();
    await host.stop();
  }
}

async function compared(page, payloads, codec) {
  const rows = [];
  for (const { name, payload } of payloads) rows.push(...compare(name, payload, codec, await costs(page, { name, payload, codec })));
  return rows;
}

function costs(page, { name, payload, codec, batch = BATCH }) {
  const packed = codec === 'msgpack' ? Buffer.from(encode(JSON.parse(payload))).toString('base64') : '';
  return page.evaluate(measure, { name, payload, packed, codec, rounds: ROUNDS, batch });
}

function compare(name, payload, codec, { parse, dispatch, commit }) {
  const message = `${name}, ${(payload.length / 1024).toFixed(1)} KB of JSON`;
  const came = { json: 'JSON in texts', jsonBytes: 'JSON in binary frames', msgpack: 'MessagePack' }[codec];
  const beside = (values) => `${median(values.map((value, round) => value / parse[round])).toFixed(2)} × JSON.parse`;
  return [
    ...(codec === 'jsonBytes' ? [row(`${message}: JSON.parse`, parse)] : []),
    row(`${message}: envelope and dispatch, ${came}`, dispatch, beside(dispatch)),
    row(`${message}: decode and commit, ${came}`, commit, beside(commit)),
  ];
}

/** What the inspector costs while it is open, and when it is closed again, beside one that was never opened. */
async function inspectorCosts(page, { name, payload }) {
  const commits = async (event) => {
    if (event) await page.evaluate((event) => dispatchEvent(new Event(event)), event);
    // A recording ends when its memory is full: all rounds together stay below that.
    return (await costs(page, { name, payload, codec: 'jsonBytes', batch: 150_000 })).commit;
  };
  const never = await commits();
  const open = await commits('inspect');
  const closed = await commits('inspected');
  const beside = (values) => `${(median(values) / median(never)).toFixed(2)} × never opened`;
  return [
    row(`${name}: decode and commit, inspector never opened`, never),
    row(`${name}: decode and commit, inspector open`, open, beside(open)),
    row(`${name}: decode and commit, inspector closed again`, closed, beside(closed)),
  ];
}

function row(what, values, beside) {
  return { what, value: median(values), spread: spread(values), unit: 'µs', batching: 'one by one', beside };
}

/** Runs in the page. Three ways to treat as many fresh messages, in turns, so that all meet the same machine. */
async function measure({ name, payload, packed, codec, rounds, batch }) {
  const { inPage } = globalThis;
  const { socket } = inPage;
  const encoder = new TextEncoder();
  const decoder = new TextDecoder();
  const packedPayload = Uint8Array.from(atob(packed), (byte) => byte.charCodeAt(0));
  if (socket.readyState === 0) {
    socket.readyState = 1;
    socket.onopen({});
    socket.onmessage({ data: `{"type":"hello","version":1,"codec":"${codec}","heartbeat":25000,"ts":1}` });
  }
  const fresh = { json: freshText, jsonBytes: freshBytes, msgpack: freshPacked }[codec];
  const count = Math.max(20, Math.round(batch / payload.length));
  // A first value does not wait for a picture.
  socket.onmessage(fresh());
  await new Promise((resolve) => setTimeout(resolve));
  const results = { parse: [], dispatch: [], commit: [] };
  for (let round = -2; round < rounds; round++) {
    const times = {
      parse: time(freshText, (message) => JSON.parse(message.data)),
      dispatch: time(fresh, (message) => socket.onmessage(message)),
      commit: time(fresh, (message) => {
        socket.onmessage(message);
        inPage.commit();
      }),
    };
    // The first rounds warm the compilers up.
    if (round >= 0) for (const way of Object.keys(results)) results[way].push(times[way]);
  }
  return results;

  function time(make, treat) {
    const messages = Array.from({ length: count }, make);
    inPage.commit?.();
    const begun = performance.now();
    for (const message of messages) treat(message);
    return ((performance.now() - begun) * 1000) / count;
  }

  /** A message as a socket brings it: a flat string that nobody has seen. */
  function freshText() {
    return { data: decoder.decode(encoder.encode(`${head()}${payload}}`)) };
  }

  /** The same text as a binary frame. */
  function freshBytes() {
    return { data: encoder.encode(`${head()}${payload}}`).slice().buffer };
  }

  function head() {
    return `{"socketType":"${name}Data","chartName":"${name}","epoch":"bench","seq":${next()},"ts":1700000000000,"data":`;
  }

  /** The same as the server packs it: see the crate `socket-wire`, `pack`. */
  function freshPacked() {
    const number = (tag, bytes, write) => {
      const view = new DataView(new ArrayBuffer(1 + bytes));
      view.setUint8(0, tag);
      write(view);
      return new Uint8Array(view.buffer);
    };
    const text = (text) => [0xa0 | text.length, ...encoder.encode(text)];
    const parts = [
      [0x86], text('socketType'), text(`${name}Data`), text('chartName'), text(name), text('epoch'), text('bench'),
      text('seq'), number(0xce, 4, (view) => view.setUint32(1, next())),
      text('ts'), number(0xcf, 8, (view) => view.setBigUint64(1, 1700000000000n)),
      text('data'), packedPayload,
    ];
    const message = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) {
      message.set(part, at);
      at += part.length;
    }
    return { data: message.buffer };
  }

  /** Counts on from one measurement to the next: what is not newer than the last is thrown away unread. */
  function next() {
    return (inPage.seq += 1);
  }
}
