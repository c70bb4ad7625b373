// What the browser fetches, as the server sends it.
import { readFile, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync } from 'node:zlib';

/** The one that config.json names. */
const MAP = 'maps/world.json';
const DIST = fileURLToPath(new URL('../dist', import.meta.url));
/** The smallest app with a store, and the same app without one. */
const MINIMAL = ['with-store', 'without-store'].map((name) => fileURLToPath(new URL(`../target/${name}`, import.meta.url)));

export async function weights() {
  const names = (await readdir(DIST, { recursive: true })).filter((name) => /\.(html|js|css|wasm)$/.test(name));
  const charts = names.filter((name) => name.startsWith('echarts'));
  const app = names.filter((name) => !charts.includes(name));
  const wasm = app.filter((name) => name.endsWith('.wasm'));
  return [
    ['download: the app’s wasm', ...(await total(wasm))],
    ['download: the app without ECharts', ...(await total(app))],
    ['download: ECharts', ...(await total(charts))],
    ['download: the map', ...(await total([MAP]))],
    ['download: all of it', ...(await total([...names, MAP]))],
    ['download: what the store adds to a minimal app', ...(await difference(...MINIMAL))],
  ];
}

async function difference(more, less) {
  const [a, b] = await Promise.all([more, less].map(compressed));
  const write = (bytes) => (bytes / 1024).toFixed(1);
  return [`${write(a.brotli - b.brotli)} KB brotli`, `${write(a.raw - b.raw)} KB raw`];
}

/** The size of a folder's programs, compressed as the server's build does it. */
async function compressed(folder) {
  const names = (await readdir(folder)).filter((name) => /\.(js|wasm)$/.test(name));
  const contents = await Promise.all(names.map((name) => readFile(join(folder, name))));
  const sum = (sizes) => sizes.reduce((a, b) => a + b, 0);
  return {
    raw: sum(contents.map((content) => content.length)),
    brotli: sum(contents.map((content) => brotliCompressSync(content).length)),
  };
}

async function total(names) {
  const sum = async (suffix) => {
    const sizes = await Promise.all(names.map(async (name) => (await stat(join(DIST, name + suffix))).size));
    return (sizes.reduce((a, b) => a + b, 0) / 1024).toFixed(1);
  };
  return [`${await sum('.br')} KB brotli`, `${await sum('')} KB raw`];
}
