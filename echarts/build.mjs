// Bundles entry.js and the parts of ECharts that it names into dist/echarts.js (ESM, minified).
import { build } from 'esbuild';
import { upToDate } from './freshness.mjs';

const inputs = ['echarts/entry.js', 'echarts/formatters.js', 'echarts/ripples.js', 'echarts/build.mjs', 'package-lock.json'];
const output = 'echarts/dist/echarts.js';

if (!(await upToDate([output], inputs))) {
  await build({
    entryPoints: ['echarts/entry.js'],
    outfile: output,
    bundle: true,
    format: 'esm',
    target: 'es2022',
    minify: true,
    legalComments: 'linked',
    logLevel: 'warning',
  });
}
