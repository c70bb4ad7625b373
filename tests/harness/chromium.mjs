// How a Chromium is started that behaves like a user's.
import { chromium } from 'playwright-core';

/** What every Chromium here is told. */
export const FLAGS = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A headless Chromium of one's own. */
export function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    // The sandbox refuses to start for root, who runs the tests in a container.
    chromiumSandbox: process.getuid() !== 0,
    args: FLAGS,
    // Playwright switches off what the product must live with: throttled timers, hidden and frozen pages.
    ignoreDefaultArgs: [
      '--disable-back-forward-cache',
      '--disable-background-timer-throttling',
      '--disable-backgrounding-occluded-windows',
      '--disable-renderer-backgrounding',
    ],
  });
}
