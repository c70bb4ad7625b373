// Listens to what a page says about itself, from its first script on.

/** What must never be seen in the console: a Rust panic, or a breach of the content policy. */
const UNSOUND = /panicked at|content security policy|content policy breached/i;

/**
 * Collects the page's console in `log`, its errors in `errors`, and in `complaints` what no test may accept: uncaught
 * errors, panics, breaches of the content policy, crashes.
 */
export async function watchPage(page) {
  const watch = { log: [], errors: [], complaints: [] };
  page.on('console', (message) => {
    const line = `${message.type()}: ${message.text()}`;
    watch.log.push(line);
    if (UNSOUND.test(line)) watch.complaints.push(line);
    else if (message.type() === 'error') watch.errors.push(`${line} (${message.location().url})`);
  });
  page.on('pageerror', (error) => watch.complaints.push(`uncaught: ${error.stack ?? error}`));
  page.on('crash', () => watch.complaints.push('the page crashed'));
  await page.addInitScript(() => {
    addEventListener('securitypolicyviolation', (event) => {
      console.error(`content policy breached: ${event.violatedDirective} by ${event.blockedURI} (${event.sample})`);
    });
  });
  return watch;
}
