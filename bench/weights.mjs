// What the browser fetches, as the server sends it.
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The one that config.json names. */
const MAP = 'maps/world.json';
const DIST = fileURLToPath(new URL('../dist', import.meta.url));

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
  ];
}

async function total(names) {
  const sum = async (suffix) => {
    const sizes = await Promise.all(names.map(async (name) => (await stat(join(DIST, name + suffix))).size));
    return (sizes.reduce((a, b) => a + b, 0) / 1024).toFixed(1);
  };
  return [`${await sum('.br')} KB brotli`, `${await sum('')} KB raw`];
}
