// Everybody can use every page: axe-core finds nothing against it, and the keyboard reaches everything.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

import { CHARTS } from './harness/app.mjs';
import { scenario } from './harness/scenario.mjs';

const AXE = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const THEMES = ['dark', 'light', 'contrast'];
const LANGUAGES = ['en', 'zh-CN', 'de'];

/** What axe-core has against the page as it is. */
async function violations(app) {
  // What fades in is judged when it is there.
  await app.page.evaluate(() => Promise.all(document.getAnimations().map((animation) => animation.effect.getComputedTiming().iterations === 1 && animation.finished)));
  const found = await app.page.evaluate(async (tags) => {
    const { violations } = await globalThis.axe.run(document, { runOnly: tags });
    return violations.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map(({ html, any }) => `${html.slice(0, 160)} ${any[0]?.message ?? ''}`).join('\n   ')}`);
  }, RULES);
  return found;
}

for (const language of LANGUAGES) {
  for (const theme of THEMES) {
    scenario(`axe-core finds nothing against any page in ${theme} and ${language}`, async (stage) => {
      const app = await stage.app(await stage.server(), { locale: language });
      const found = [];
      const judge = async (app, where) => found.push(...(await violations(app)).map((violation) => `${where}: ${violation}`));
      await app.page.addInitScript((theme) => localStorage.setItem('live-dashboard.theme', theme), theme);
      await app.page.addInitScript(AXE);
      await app.open('/login');
      await app.byId('login-form').waitFor();
      await judge(app, 'the login');
      await app.submitLogin('demo', 'wrong');
      await app.loginError();
      await judge(app, 'a login that was refused');

      await app.submitLogin();
      await app.allLive();
      await judge(app, 'the screen');
      await app.byId('inspector').click();
      for (const tab of ['frames', 'topics', 'mutations', 'page']) {
        await app.byId(`inspector-${tab}`).click();
        await judge(app, `the inspector, ${tab}`);
      }
      await app.byId('inspector').click();
      await app.byId('connection-details').click();
      await judge(app, 'what the connection has been through');
      await app.byId('more-map').click();
      await app.chart('map').tile.locator('.menu').waitFor();
      await judge(app, 'a menu');
      await app.byId('numbers-seller').click();
      await judge(app, 'a table');
      await app.byId('account-open').click();
      await app.byId('logins').waitFor();
      await judge(app, 'the account');
      await app.page.keyboard.press('Escape');
      await app.byId('fullscreen-hot').click({ modifiers: ['Shift'] });
      await app.chart('hot').fillsTheWindow();
      await judge(app, 'the full screen');

      await app.open('/chart/trend');
      await app.chart('trend').reaches('live');
      await judge(app, 'a chart on a page of its own');
      await app.open('/nothing');
      await app.byId('not-found').waitFor();
      await judge(app, 'the not-found page');
      assert.deepEqual(found, []);
    }, { timeout: 120_000, expects: [/status of 401/] });
  }
}

scenario('every control of the screen is reached with the Tab key, and shows that it is', async (stage) => {
  const app = await stage.app(await stage.server());
  await app.reachLiveScreen();
  const controls = await app.page.evaluate(() => {
    const all = [...document.querySelectorAll('a[href], button, select, input, [tabindex="0"]')];
    return all.filter((control) => control.checkVisibility()).length;
  });
  const reached = new Set();
  for (let n = 0; n < controls + 5; n += 1) {
    await app.page.keyboard.press('Tab');
    const focus = await app.page.evaluate(() => {
      const { activeElement: control } = document;
      if (control === document.body) return undefined;
      globalThis.marks ??= new WeakMap();
      if (!globalThis.marks.has(control)) globalThis.marks.set(control, (globalThis.count = (globalThis.count ?? 0) + 1));
      const { outlineStyle, outlineWidth } = getComputedStyle(control);
      return { mark: globalThis.marks.get(control), seen: outlineStyle !== 'none' && parseFloat(outlineWidth) >= 1.5, html: control.outerHTML.slice(0, 120) };
    });
    if (!focus) continue;
    assert.ok(focus.seen, `the focus is seen on ${focus.html}`);
    reached.add(focus.mark);
  }
  assert.ok(reached.size >= controls - 1, `${reached.size} of ${controls} controls were reached`);
});

scenario('the state of the connection is the only thing that speaks up by itself', async (stage) => {
  const app = await stage.app(await stage.server());
  await app.reachLiveScreen();
  await app.page.evaluate(() => {
    globalThis.said = [];
    const REGIONS = '[role="status"], [role="alert"], [aria-live]';
    const element = (node) => (node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement);
    const isSaid = ({ target, addedNodes }) => element(target)?.closest(REGIONS)
      || [...addedNodes].some((node) => node.matches?.(REGIONS) || node.querySelector?.(REGIONS));
    const observer = new MutationObserver((list) =>
      globalThis.said.push(...list.filter(isSaid).map(({ target }) => element(target).outerHTML.slice(0, 200))));
    observer.observe(document.body, { subtree: true, childList: true, characterData: true });
  });
  const trend = app.chart('trend');
  await trend.passes((await trend.seq()) + 8, 30_000);
  const said = await app.page.evaluate(() => globalThis.said);
  assert.deepEqual(said, [], 'nothing is said while all goes well, however much moves');
});

scenario('every chart has a name, and its numbers for those who don\'t see it', async (stage) => {
  const app = await stage.app(await stage.server());
  await app.reachLiveScreen();
  for (const name of CHARTS) {
    const chart = app.chart(name);
    await chart.tile.getByRole('img').waitFor();
    assert.ok((await chart.rows()).length > 0, `${name} has rows`);
  }
});
