// Makes a page of the Vue app.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const PAGE = '<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><div id="app"></div><script src="/main.js"></script>';

/** Bundles the app into a folder, with its page. */
export async function buildVueApp(folder) {
  await build({
    entryPoints: [fileURLToPath(new URL('main.js', import.meta.url))],
    bundle: true,
    outfile: join(folder, 'main.js'),
    define: {
      'process.env.NODE_ENV': '"production"',
      __VUE_OPTIONS_API__: 'true',
      __VUE_PROD_DEVTOOLS__: 'false',
      __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false',
    },
  });
  await writeFile(join(folder, 'index.html'), PAGE);
}
