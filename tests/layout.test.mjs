// The screen fits where it hangs.
import assert from 'node:assert/strict';

import { CHARTS } from './harness/app.mjs';
import { scenario } from './harness/scenario.mjs';
import { Shop } from './harness/shop.mjs';

/** By how much what `selector` names is larger than the room that it has. */
const overflow = (app, selector = 'html') => app.page.locator(selector).evaluate((element) => {
  const { scrollWidth, scrollHeight, clientWidth, clientHeight } = element;
  return { x: scrollWidth - clientWidth, y: scrollHeight - clientHeight };
});

for (const [width, height] of [[1600, 900], [1920, 1080], [3840, 2160]]) {
  scenario(`a wall of ${width}×${height} shows all six charts without scrolling`, async (stage) => {
    const app = await stage.app(await stage.server(), { viewport: { width, height } });
    await app.reachLiveScreen();
    assert.deepEqual(await overflow(app), { x: 0, y: 0 });
    assert.deepEqual(await overflow(app, '.screen'), { x: 0, y: 0 });
    for (const name of CHARTS) {
      const box = await app.chart(name).tile.boundingBox();
      assert.ok(box.x >= 0 && box.y >= 0 && box.x + box.width <= width && box.y + box.height <= height, `${name} is inside`);
      assert.ok(box.width * box.height > (width * height) / 30, `${name} is large enough to read`);
    }
  });
}

for (const [what, width, height] of [['small phone', 360, 740], ['phone', 390, 844], ['tablet', 820, 1180], ['wall on its side', 1080, 1920]]) scenario(`a ${what} scrolls down but never sideways`, async (stage) => {
  const app = await stage.app(await stage.server(), { viewport: { width, height }, isMobile: width < 500, hasTouch: width < 1000 });
  await app.open('/login');
  await app.byId('login-form').waitFor();
  assert.equal((await overflow(app)).x, 0);
  await app.submitLogin();
  await app.allLive();
  assert.equal((await overflow(app)).x, 0);
  for (const name of CHARTS) {
    const box = await app.chart(name).tile.boundingBox();
    assert.ok(box.width > width * (width < 700 ? 0.85 : 0.45), `${name} has the width of the screen, or half of it`);
  }
});

scenario('charts follow the window when its size changes', async (stage) => {
  const app = await stage.app(await stage.server());
  await app.reachLiveScreen();
  await app.page.setViewportSize({ width: 1280, height: 800 });
  await app.page.waitForFunction(() =>
    [...document.querySelectorAll('[data-testid^="chart-"] canvas')].every((canvas) => {
      const inner = canvas.getBoundingClientRect();
      const outer = canvas.closest('[data-testid^="chart-"]').getBoundingClientRect();
      return inner.right <= outer.right + 1 && inner.bottom <= outer.bottom + 1;
    }));
  assert.deepEqual(await overflow(app), { x: 0, y: 0 });
});

scenario('a wall on its side shows all six charts without scrolling', async (stage) => {
  const app = await stage.app(await stage.server(), { viewport: { width: 1080, height: 1920 } });
  await app.reachLiveScreen();
  assert.deepEqual(await overflow(app), { x: 0, y: 0 });
  for (const name of CHARTS) {
    const box = await app.chart(name).tile.boundingBox();
    assert.ok(box.y + box.height <= 1920 && box.height > 200, `${name} is inside`);
  }
});

scenario('nothing moves once the first chart is drawn, however much comes in', async (stage) => {
  const app = await stage.app(await stage.server());
  await app.page.addInitScript(() => {
    globalThis.shifts = [];
    new PerformanceObserver((list) => globalThis.shifts.push(...list.getEntries())).observe({ type: 'layout-shift', buffered: true });
  });
  await app.open('/login');
  await app.submitLogin();
  await app.chart('trend').isDrawn();
  const drawnAt = await app.page.evaluate(() => performance.now());
  await app.allLive();
  await Promise.all(CHARTS.map((name) => app.chart(name).isDrawn()));
  // Pages of sellers and products have turned, and every chart has got more.
  const seqs = await Promise.all(CHARTS.map((name) => app.chart(name).seq()));
  await Promise.all(CHARTS.map((name, index) => app.chart(name).passes(seqs[index] + 5, 30_000)));
  const moved = await app.page.evaluate((drawnAt) => globalThis.shifts.filter(({ startTime }) => startTime >= drawnAt)
    .map(({ value, sources }) => ({ value, what: sources.map(({ node }) => node?.outerHTML?.slice(0, 120) ?? String(node?.textContent)) })), drawnAt);
  const sum = moved.reduce((sum, { value }) => sum + value, 0);
  assert.ok(sum < 0.02, `moved by ${sum}: ${JSON.stringify(moved)}`);
});

scenario('the screen is printed on white, chart below chart, without what can only be pressed', async (stage) => {
  const app = await stage.app(await stage.server());
  await app.reachLiveScreen();
  await Promise.all(CHARTS.map((name) => app.chart(name).isDrawn()));
  await app.page.emulateMedia({ media: 'print' });
  assert.equal(await app.page.locator('body').evaluate((body) => getComputedStyle(body).backgroundColor), 'rgb(255, 255, 255)');
  assert.equal(await app.byId('logout').isVisible(), false);
  assert.equal(await app.byId('more-map').isVisible(), false);
  for (const name of CHARTS) assert.ok(await app.chart(name).tile.isVisible(), `${name} is printed`);
  const pdf = await app.page.pdf({ format: 'A4' });
  const pages = pdf.toString('latin1').match(/\/Type \/Page\b/g).length;
  assert.ok(pages >= 1 && pages <= 4, `${pages} pages`);
});

scenario('hundreds of sellers and regions stay readable', async (stage) => {
  const shop = await Shop.open(stage);
  const order = { time: '2026-01-05', category: 'Tea', product: 'Sencha', amount: 10 };
  await shop.order(Array.from({ length: 400 }, (_, n) => ({ ...order, seller: `A seller with quite a long name ${n}`, region: `Region number ${n}`, city: `City ${n}`, amount: 10 + n })));
  const app = await stage.app(shop.server);
  await app.reachLiveScreen(...shop.login);
  assert.deepEqual(await overflow(app), { x: 0, y: 0 });
  const { yAxis: [names], series: [bars] } = await app.chart('seller').drawn();
  assert.equal(bars.data.length, 5);
  assert.equal(names.axisLabel.overflow, 'truncate');
  const { dataZoom: [window], xAxis: [regions] } = await app.chart('rank').drawn();
  assert.equal(regions.data.length, 400);
  assert.ok(window.endValue - window.startValue < 10, 'a few regions at a time');
  assert.equal((await app.chart('seller').rows()).length, 400);
});
