// One headless Chromium per test file, with a context per test.
import { after } from 'node:test';

import { launch } from './chromium.mjs';

let browser;

/** A fresh context: own cookies, own storage, a desk-sized window unless told. */
export async function openContext(options = {}) {
  browser ??= await launch();
  return browser.newContext({ viewport: { width: 1600, height: 900 }, ...options });
}

after(() => browser?.close());
