import { stat } from 'node:fs/promises';

/** Whether every output exists and none is older than an input: trunk asks for the outputs before each of its builds. */
export async function upToDate(outputs, inputs) {
  const changed = await Promise.all(inputs.map(async (path) => (await stat(path)).mtimeMs));
  const made = await Promise.all(outputs.map(lastMade));
  return Math.min(...made) >= Math.max(...changed);
}

async function lastMade(path) {
  try {
    return (await stat(path)).mtimeMs;
  } catch {
    return Number.NEGATIVE_INFINITY;
  }
}
