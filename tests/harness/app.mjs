// The dashboard as a user meets it. Everything is found by the `data-testid` hooks, which are a fixed part of the product.

import { until } from './until.mjs';

export const CHARTS = ['trend', 'seller', 'map', 'rank', 'hot', 'stock'];

/** How long a thing that is only a matter of drawing may take; the tests of faults name their own limits. */
const PATIENCE_MS = 15_000;

export class App {
  constructor(page, url) {
    this.page = page;
    this.url = url;
    page.setDefaultTimeout(PATIENCE_MS);
  }

  byId(id) {
    return this.page.locator(`[data-testid="${id}"]`);
  }

  open(path = '/') {
    return this.page.goto(this.url + path);
  }

  /** Keeps whatever is fetched from such addresses waiting, until the function is called that this answers with. */
  async hold(addresses, goOn = (route) => route.continue()) {
    let release;
    const released = new Promise((resolve) => (release = resolve));
    await this.page.route(addresses, async (route) => {
      await released;
      await goOn(route);
    });
    return release;
  }

  /** The part of the address after the host. */
  get path() {
    const { pathname, search } = new URL(this.page.url());
    return pathname + search;
  }

  /** Waits until the address is `path`, query included. */
  arriveAt(path) {
    return this.page.waitForURL((url) => url.pathname + url.search === path);
  }

  /** Fills in the login form that is on the page and sends it. */
  async submitLogin(username = 'demo', password = 'demo') {
    await this.byId('username').fill(username);
    await this.byId('password').fill(password);
    await this.byId('login-submit').click();
  }

  /** Why the login was refused, as the form says it. */
  async loginError() {
    const message = this.page.locator('[data-testid="login-error"]:not(:empty)');
    await message.waitFor();
    return message.textContent();
  }

  /** From nothing to a screen on which every chart is live. */
  async reachLiveScreen(username, password) {
    await this.open('/login');
    await this.submitLogin(username, password);
    await this.byId('screen').waitFor();
    await this.allLive();
  }

  /** Waits until the connection says one of `states`. */
  connection(states, timeout = PATIENCE_MS) {
    const wanted = [states].flat().map((state) => `[data-testid="connection"][data-state="${state}"]`);
    return this.page.locator(wanted.join(', ')).waitFor({ timeout });
  }

  chart(name) {
    return new Chart(this, name);
  }

  /** Waits until every chart is live. */
  async allLive(timeout = PATIENCE_MS) {
    await this.connection('live', timeout);
    await Promise.all(CHARTS.map((name) => this.chart(name).reaches('live', timeout)));
  }
}

/** One tile of the screen. */
class Chart {
  constructor(app, name) {
    this.app = app;
    this.name = name;
    this.tile = app.byId(`chart-${name}`);
  }

  /** Waits for a `data-state`. */
  reaches(state, timeout = PATIENCE_MS) {
    return this.app.page
      .locator(`[data-testid="chart-${this.name}"][data-state="${state}"]`)
      .waitFor({ timeout });
  }

  state() {
    return this.tile.getAttribute('data-state');
  }

  async seq() {
    return Number(await this.tile.getAttribute('data-seq'));
  }

  /** Waits until the chart shows a later state of its topic than `seq`. */
  passes(seq, timeout = PATIENCE_MS) {
    return this.app.page.waitForFunction(
      ({ name, seq }) => Number(document.querySelector(`[data-testid="chart-${name}"]`)?.dataset.seq) > seq,
      { name: this.name, seq },
      { timeout },
    );
  }

  /** The option that ECharts has drawn, functions left out; undefined before the chart is made. */
  drawn() {
    return this.tile.locator('.canvas').evaluate(async (element) => {
      const { getInstanceByDom } = await import('/echarts/echarts.js');
      const option = getInstanceByDom(element)?.getOption();
      return option && JSON.parse(JSON.stringify(option));
    });
  }

  /** Waits until there is something on the chart's canvas. */
  isDrawn(timeout = PATIENCE_MS) {
    return this.app.page.waitForFunction((id) => {
      const canvases = [...document.querySelectorAll(`[data-testid="${id}"] canvas`)];
      return canvases.some((canvas) => {
        const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
        return new Set(new Uint32Array(data.buffer)).size > 8;
      });
    }, `chart-${this.name}`, { timeout });
  }

  /** Waits until the tile is as large as the window. */
  fillsTheWindow(timeout = PATIENCE_MS) {
    return this.app.page.waitForFunction((id) => {
      const { width, height } = document.querySelector(`[data-testid="${id}"]`).getBoundingClientRect();
      return width === innerWidth && height === innerHeight;
    }, `chart-${this.name}`, { timeout });
  }

  /** What the chart's canvas shows, as a PNG in text form. */
  drawing() {
    return this.tile.locator('canvas').first().evaluate((canvas) => canvas.toDataURL());
  }

  /** The drawing once it has come to rest: the same over some dozen frames. */
  async restingDrawing() {
    const frames = 30;
    let last;
    let same = 0;
    return until(`the drawing of ${this.name} to rest`, PATIENCE_MS, async () => {
      const drawing = await this.drawing();
      same = drawing === last ? same + 1 : 0;
      last = drawing;
      return same >= frames && drawing;
    });
  }

  /** The numbers behind the drawing, row by row: names as the page writes them, numbers as programs do. */
  async rows() {
    const table = await this.#table();
    return table.locator('tbody tr').evaluateAll((rows) =>
      rows.map((row) => [...row.cells].map((cell) => cell.querySelector('data')?.value ?? cell.textContent)));
  }

  /** `Map` from the first cell of each row to the number in its last. */
  async amounts() {
    return new Map((await this.rows()).map((row) => [row[0], Number(row.at(-1))]));
  }

  /** Waits until the chart's numbers are exactly `expected`, an object from first cell to last. */
  async shows(expected, timeout = PATIENCE_MS) {
    await this.#table();
    await this.app.page.waitForFunction(
      ({ id, expected }) => {
        const rows = [...document.querySelectorAll(`[data-testid="${id}"] tbody tr`)];
        const amount = (row) => Number(row.cells[row.cells.length - 1].querySelector('data')?.value);
        const same = (row) => amount(row) === expected[row.cells[0].textContent];
        return rows.length === Object.keys(expected).length && rows.every(same);
      },
      { id: `table-${this.name}`, expected },
      { timeout },
    );
  }

  /** The table of the numbers, opened when it is not. */
  async #table() {
    const table = this.app.byId(`table-${this.name}`);
    if ((await table.count()) === 0) await this.app.byId(`numbers-${this.name}`).click();
    await table.waitFor();
    return table;
  }
}
