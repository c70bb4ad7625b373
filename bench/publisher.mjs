// The publisher as a child process: one for each measurement, with the page it serves.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

import { TARGET } from '../tests/harness/checkout.mjs';
import { until } from '../tests/harness/until.mjs';

const PROGRAM = process.env.LIVE_PUBLISHER ?? join(TARGET, 'release/live-publisher');
const READY_WITHIN_MS = 10_000;

/** Children that must not outlive the benchmarks, however these end. */
const running = new Set();
process.on('exit', () => running.forEach((child) => child.kill('SIGKILL')));

export class Publisher {
  url;
  #child;

  /**
   * @param page     the folder of the page
   * @param form     `text`, `native` or `batch`: how messages go
   * @param batchMs  how long a batch is gathered
   */
  static async open({ page, form, batchMs = 16 }) {
    const publisher = new Publisher();
    const args = ['--page', page, '--form', form, '--batch-ms', String(batchMs)];
    const child = spawn(PROGRAM, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    publisher.#child = child;
    running.add(child);
    child.once('exit', () => running.delete(child));
    let heard = '';
    child.stdout.setEncoding('utf8').on('data', (text) => (heard += text));
    publisher.url = await until('the publisher to name its address', READY_WITHIN_MS, () => heard.match(/http:\S+/)?.[0]);
    return publisher;
  }

  /** Publishes so many messages a second, all charts together, until `stop`. */
  start(rate) {
    return this.#ask(`start?rate=${rate}`);
  }

  /** Ends the flow; a page that is behind gets no more than what is on its way. */
  stop() {
    return this.#ask('stop');
  }

  /** What was published, and when. */
  async log() {
    return new PublisherLog(await (await fetch(`${this.url}/bench/log`)).json());
  }

  async close() {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exited = once(this.#child, 'exit');
    this.#child.kill('SIGTERM');
    await exited;
  }

  async #ask(what) {
    const answer = await fetch(`${this.url}/bench/${what}`, { method: 'POST' });
    if (!answer.ok) throw new Error(`the publisher answered ${what} with ${answer.status}`);
  }
}

/** Times are milliseconds since the Unix epoch. */
class PublisherLog {
  #log;

  constructor(log) {
    this.#log = log;
  }

  get charts() {
    return this.#log.charts;
  }

  /** Bytes of a message as it was sent, with its share of what is around it. */
  get bytesPerMessage() {
    return this.#log.sentBytes / this.#log.sent;
  }

  /** How long a newer value than the one with number `seq` had existed at a time. */
  age(chart, seq, time) {
    const newer = this.#log.times[seq * this.charts.length + this.charts.indexOf(chart)];
    return newer === undefined ? 0 : Math.max(0, time - this.#unixMs(newer));
  }

  /** How many messages there were at a time. */
  publishedBy(time) {
    const { times } = this.#log;
    let [low, high] = [0, times.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#unixMs(times[middle]) <= time) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #unixMs(time) {
    return (this.#log.beganUnixUs + time) / 1_000;
  }
}
