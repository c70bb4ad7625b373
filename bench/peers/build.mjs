// Makes the pages that the dashboard is measured beside, each in a folder of its own below target/bench-peers, minified and
// with its brotli forms, as the dashboard's build makes them.
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

import { upToDate } from '../../echarts/freshness.mjs';
import { precompress } from '../../xtask/precompress.mjs';
import { vueFiles } from './vue_files.mjs';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const OUTPUT = join(ROOT, 'target/bench-peers');

/** The pages, by the folders that their programs are in. */
const PEERS = { 'vue-usual': 'usual', 'vue-tuned': 'tuned', bare: 'bare' };

/** Builds those that are older than their sources, and answers with the folders of all by name. */
export async function buildPeers() {
  const sources = await sourceFiles();
  const folders = Object.entries(PEERS).map(async ([name, program]) => {
    const folder = join(OUTPUT, name);
    if (!(await upToDate([join(folder, 'index.html')], sources))) await buildPeer(folder, program);
    return [name, folder];
  });
  return Object.fromEntries(await Promise.all(folders));
}

async function sourceFiles() {
  const own = (await readdir(HERE, { recursive: true })).filter((name) => /\.\w+$/.test(name)).map((name) => join(HERE, name));
  const shared = [
    'echarts/formatters.js', 'echarts/freshness.mjs', 'public/maps/world.json', 'package-lock.json', 'style/screen.css',
    'tests/compat/vue_app/socket_service.js', 'xtask/precompress.mjs',
  ];
  return [...own, ...shared.map((name) => join(ROOT, name))];
}

async function buildPeer(folder, program) {
  await rm(folder, { recursive: true, force: true });
  await mkdir(join(folder, 'maps'), { recursive: true });
  const { metafile } = await build({
    entryPoints: [join(HERE, program, 'main.js'), join(HERE, 'page/page.css')],
    outdir: folder,
    entryNames: '[name]-[hash]',
    metafile: true,
    bundle: true,
    format: 'esm',
    target: 'es2022',
    minify: true,
    legalComments: 'none',
    logLevel: 'warning',
    plugins: [vueFiles],
    define: {
      'process.env.NODE_ENV': '"production"',
      __VUE_OPTIONS_API__: 'false',
      __VUE_PROD_DEVTOOLS__: 'false',
      __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false',
    },
  });
  await copyFile(join(ROOT, 'public/maps/world.json'), join(folder, 'maps/world.json'));
  await writeFile(join(folder, 'index.html'), await document(Object.keys(metafile.outputs)));
  await precompress(folder);
}

/** The page with its files under the names that the build has given them: they can be cached for ever. */
async function document(outputs) {
  const page = await readFile(join(HERE, 'page/index.html'), 'utf8');
  return page.replace(/(?<=")\/(main|page)\.(js|css)(?=")/g, (_, stem, extension) => {
    const name = outputs.map((output) => basename(output)).find((name) => name.startsWith(`${stem}-`) && name.endsWith(extension));
    return `/${name}`;
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(Object.values(await buildPeers()).join('\n'));
