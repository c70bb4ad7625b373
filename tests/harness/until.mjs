import { setTimeout as pause } from 'node:timers/promises';

const POLL_MS = 20;

/** Asks `condition` until its answer is truthy, and hands that answer back. */
export async function until(what, withinMs, condition) {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const answer = await condition();
    if (answer) return answer;
    if (performance.now() > deadline) throw new Error(`waited ${withinMs} ms in vain for ${what}`);
    await pause(POLL_MS);
  }
}
