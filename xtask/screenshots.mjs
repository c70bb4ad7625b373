// Pictures of every page and state at the sizes of a phone, a tablet, a desk, a wall and a wall on its side, in
// target/screenshots: to be looked at. The best ones are those of the README and are written to docs/.
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { App } from '../tests/harness/app.mjs';
import { TARGET, ROOT } from '../tests/harness/checkout.mjs';
import { launch } from '../tests/harness/chromium.mjs';
import { Server } from '../tests/harness/server.mjs';

const SIZES = {
  phone: { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 },
  tablet: { viewport: { width: 820, height: 1180 }, hasTouch: true },
  desk: { viewport: { width: 1600, height: 900 } },
  wall: { viewport: { width: 3840, height: 2160 } },
  portrait: { viewport: { width: 1080, height: 1920 } },
};

/** What is done on a live screen before its picture is taken. */
const STATES = {
  screen: async () => {},
  light: (app) => app.byId('theme-toggle').click(),
  contrast: async (app) => {
    await app.byId('theme-toggle').click();
    await app.page.locator('html[data-theme="light"]').waitFor();
    await app.byId('theme-toggle').click();
  },
  chinese: (app) => app.byId('language').selectOption('zh-CN'),
  numbers: async (app) => {
    for (const name of ['trend', 'seller', 'stock']) await app.byId(`numbers-${name}`).click();
  },
  map: (app) => app.byId('fullscreen-map').click({ modifiers: ['Shift'] }),
  region: async (app) => {
    await app.byId('fullscreen-map').click({ modifiers: ['Shift'] });
    await app.byId('region-map').selectOption('Germany');
  },
  products: async (app) => {
    await app.byId('fullscreen-hot').click({ modifiers: ['Shift'] });
    await app.byId('drill-hot').selectOption({ index: 1 });
  },
  trend: (app) => app.open('/chart/trend'),
  menu: (app) => app.byId('more-map').click(),
  connection: (app) => app.byId('connection-details').click(),
  account: async (app) => {
    await app.byId('account-open').click();
    await app.byId('logins').waitFor();
  },
  paused: (app) => app.byId('pause').click(),
  inspector: async (app) => {
    await app.byId('inspector').click();
    await app.page.getByRole('tab', { name: 'Topics' }).click();
  },
};

const OF_THE_README = {
  'screen-desk': 'screenshot',
  'light-desk': 'screenshot-light',
  'screen-phone': 'screenshot-phone',
  'inspector-desk': 'screenshot-inspector',
};

const folder = join(TARGET, 'screenshots');
const state = await mkdtemp(join(tmpdir(), 'live-screenshots-'));
const wanted = process.argv.slice(2);
const server = await Server.start({ state });
const browser = await launch();
try {
  await mkdir(folder, { recursive: true });
  for (const size of Object.keys(SIZES)) await picturesAt(size);
  if (wanted.length === 0) await ofALostServer();
  console.log(`The pictures are in ${folder}.`);
} finally {
  await browser.close();
  await server.stop();
  await rm(state, { recursive: true });
}

async function picturesAt(size) {
  const { app, context } = await open(size);
  await app.open('/login');
  await app.byId('login-form').waitFor();
  await picture(app, 'login', size);
  for (const [name, prepare] of Object.entries(STATES)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    const { app, context } = await open(size);
    await app.reachLiveScreen();
    await prepare(app);
    await picture(app, name, size);
    // The theme is that of all screens.
    if (['light', 'contrast'].includes(name)) await backToDark(app);
    await context.close();
  }
  await app.open('/nothing');
  await app.byId('not-found').waitFor();
  await picture(app, 'not-found', size);
  await context.close();
}

/** What is on a screen whose server is gone. */
async function ofALostServer() {
  const { app, context } = await open('desk');
  await app.reachLiveScreen();
  await server.stop('SIGKILL');
  await app.connection('reconnecting');
  await app.byId('connection-details').click();
  await picture(app, 'lost', 'desk');
  await context.close();
}

async function open(size) {
  // With less motion nothing turns, and no bar is half grown.
  const context = await browser.newContext({ ...SIZES[size], locale: 'en-US', reducedMotion: 'reduce' });
  return { app: new App(await context.newPage(), server.url), context };
}

async function backToDark(app) {
  while ((await app.page.locator('html').getAttribute('data-theme')) !== 'dark') {
    const before = await app.page.locator('html').getAttribute('data-theme');
    await app.byId('theme-toggle').click();
    await app.page.locator(`html:not([data-theme="${before}"])`).waitFor();
  }
}

async function picture(app, name, size) {
  await settled(app);
  const file = `${name}-${size}.png`;
  await app.page.screenshot({ path: join(folder, file), fullPage: size === 'phone' || size === 'tablet' });
  const inReadme = OF_THE_README[`${name}-${size}`];
  if (inReadme) await app.page.screenshot({ path: join(ROOT, `docs/${inReadme}.png`) });
}

/** Until everything that is seen is drawn, and what fades in is there. */
async function settled(app) {
  await app.page.evaluate(async () => {
    await Promise.all(document.getAnimations().filter(({ effect }) => effect.getComputedTiming().iterations === 1).map(({ finished }) => finished));
    for (let frames = 0; frames < 6; frames += 1) await new Promise((done) => requestAnimationFrame(done));
  });
  await app.page.locator('.tile__skeleton').first().waitFor({ state: 'detached' });
}
