// Where a page's main thread is during a flood.
import { fileURLToPath } from 'node:url';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';

import { QuietChromium } from './quiet_chromium.mjs';
import { subjects, withPage } from './screen.mjs';

const WARM_UP_MS = 3_000;
const SAMPLED_MS = 6_000;
const TOLD = 25;
const TITLES = {
  entries: 'what the browser calls, with all that it calls',
  files: 'by file, time in its own functions',
  functions: 'by function, time in itself',
};

/** One page at one rate: `entries`, `files` and `functions`, each `[[time in ms, share, name], …]`, the largest first. */
export function profile(browser, subject, rate) {
  return withPage(browser, subject, async (page, publisher) => {
    await page.send('Profiler.enable');
    await page.send('Profiler.setSamplingInterval', { interval: 200 });
    await publisher.start(rate);
    await pause(WARM_UP_MS);
    await page.send('Profiler.start');
    await pause(SAMPLED_MS);
    const { profile } = await page.send('Profiler.stop');
    return summed(profile);
  });
}

function summed({ nodes, samples, timeDeltas }) {
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
  const callers = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id])));
  // The root has no caller, and what it calls is what the browser calls.
  const entryOf = (id) => (callers.has(callers.get(id)) ? entryOf(callers.get(id)) : id);
  const sums = (nameOf) => {
    const times = new Map();
    samples.forEach((id, index) => {
      const name = nameOf(id);
      times.set(name, (times.get(name) ?? 0) + timeDeltas[index] / 1_000);
    });
    const total = [...times.values()].reduce((sum, time) => sum + time, 0);
    return [...times].sort((a, b) => b[1] - a[1]).map(([name, ms]) => [ms, ms / total, name]);
  };
  return {
    entries: sums((id) => functionOf(frames.get(entryOf(id)))),
    files: sums((id) => fileOf(frames.get(id))),
    functions: sums((id) => functionOf(frames.get(id))),
  };
}

function functionOf(frame) {
  const place = frame.url ? `  ${fileOf(frame)}:${frame.lineNumber + 1}:${frame.columnNumber + 1}` : '';
  return `${frame.functionName || '(anonymous)'}${place}`;
}

/** Where a function stands; what the browser does itself, collecting garbage and idling apart, has no file. */
function fileOf({ functionName, url }) {
  if (url) return url.split('/').at(-1).split('?')[0];
  return functionName.startsWith('(') ? functionName : '(built in)';
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({ options: { app: { type: 'string' }, only: { type: 'string' }, rate: { type: 'string', default: '6000' } } });
  const browser = await QuietChromium.launch();
  try {
    const subject = (await subjects(values)).find(({ name }) => name === values.only);
    const tables = Object.entries(await profile(browser, subject, Number(values.rate)));
    for (const [what, rows] of tables) {
      console.log(TITLES[what]);
      for (const [ms, share, name] of rows.slice(0, TOLD)) {
        console.log(`${ms.toFixed(0).padStart(6)} ms ${(share * 100).toFixed(1).padStart(5)} %  ${name}`);
      }
    }
  } finally {
    await browser.close();
  }
}
