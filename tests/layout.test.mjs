// The screen fits where it hangs.
import assert from 'node:assert/strict';

import { CHARTS } from './harness/app.mjs';
import { scenario } from './harness/scenario.mjs';

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

scenario('a phone scrolls down but never sideways', async (stage) => {
  const app = await stage.app(await stage.server(), { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true });
  await app.open('/login');
  await app.byId('login-form').waitFor();
  assert.equal((await overflow(app)).x, 0);
  await app.submitLogin();
  await app.allLive();
  assert.equal((await overflow(app)).x, 0);
  for (const name of CHARTS) {
    const box = await app.chart(name).tile.boundingBox();
    assert.ok(box.width > 300, `${name} has the phone's width`);
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
