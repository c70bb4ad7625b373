// What the browser fetches, as the server sends it.
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { DIST } from '../tests/harness/dist.mjs';
import { wholeOf } from '../xtask/split/split.mjs';
import { codeByCrate } from './code_by_crate.mjs';

/** The share of the code from which on a crate is told. */
const TOLD = 0.02;
/** The one that config.json names. */
const MAP = 'maps/world.json';
/** The smallest app with a store, and the same app without one. */
const MINIMAL = ['with-store', 'without-store'].map((name) => fileURLToPath(new URL(`../target/${name}`, import.meta.url)));

export async function weights() {
  const names = (await readdir(DIST, { recursive: true })).filter((name) => /\.(html|js|css|wasm)$/.test(name));
  const charts = names.filter((name) => name.startsWith('echarts'));
  const app = names.filter((name) => !charts.includes(name));
  const wasm = app.filter((name) => name.endsWith('.wasm'));
  return [
    row('the program, first part', await total(wasm.filter((name) => name.endsWith('_bg.wasm')))),
    row('the program, what is fetched later', await total(wasm.filter((name) => !name.endsWith('_bg.wasm')))),
    row('scripts, styles and page beside it', await total(app.filter((name) => !wasm.includes(name)))),
    row('ECharts', await total(charts)),
    row('the map', await total([MAP])),
    row('what the store adds to a minimal app', await difference(...MINIMAL)),
    ...codeRows(codeByCrate(await readFile(wholeOf(DIST)))),
  ];
}

/** What a crate has of the program's code, where that is much. */
function codeRows(crates) {
  const all = crates.reduce((sum, [, bytes]) => sum + bytes, 0);
  return crates
    .filter(([, bytes]) => bytes / all > TOLD)
    .map(([name, bytes]) => ({
      what: `code of both parts, before compression: ${name}`,
      value: bytes / 1024,
      spread: (bytes / 1024).toFixed(0),
      unit: 'KB',
      beside: `${((bytes / all) * 100).toFixed(1)} %`,
    }));
}

async function difference(more, less) {
  const [a, b] = await Promise.all([more, less].map(programs));
  return { brotli: a.brotli - b.brotli, raw: a.raw - b.raw };
}

/** The bytes of a page's programs. */
async function programs(folder) {
  const names = (await readdir(folder)).filter((name) => /\.(js|wasm)$/.test(name));
  return total(names, folder);
}

/** The bytes of files, as they are and as the build has compressed them. */
async function total(names, folder = DIST) {
  const sum = async (suffix) => {
    const sizes = await Promise.all(names.map(async (name) => (await stat(join(folder, name + suffix))).size));
    return sizes.reduce((a, b) => a + b, 0);
  };
  return { brotli: await sum('.br'), raw: await sum('') };
}

function row(what, { brotli, raw }) {
  const inKb = (bytes) => (bytes / 1024).toFixed(1);
  return { what: `download: ${what}`, value: brotli / 1024, spread: inKb(brotli), unit: 'KB brotli', beside: `${inKb(raw)} KB raw` };
}
