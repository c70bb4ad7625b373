// One headless Chromium per test file, with a context per test.
import { after } from 'node:test';
import { chromium } from 'playwright-core';

let browser;

/** A fresh context: own cookies, own storage, a desk-sized window unless told. */
export async function openContext(options = {}) {
  browser ??= await launch();
  return browser.newContext({ viewport: { width: 1600, height: 900 }, ...options });
}

/** A Chromium of one's own, for tests that stop or starve the whole browser. */
export function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    // The sandbox refuses to start for root, who runs the tests in a container.
    chromiumSandbox: process.getuid() !== 0,
    args: [
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
    // Playwright switches off what the product must live with: throttled timers, hidden and frozen pages.
    ignoreDefaultArgs: [
      '--disable-back-forward-cache',
      '--disable-background-timer-throttling',
      '--disable-backgrounding-occluded-windows',
      '--disable-renderer-backgrounding',
    ],
  });
}

after(() => browser?.close());
