// When the program in the page has ended (a panic, or no memory left) nothing on it moves any more. This shows the banner
// that stands hidden in index.html, and loads the page anew. Once: a page that ends again soon afterwards waits for its
// reader, lest it load itself for ever.
(() => {
  const AGAIN_WITHIN_MS = 60_000;
  const RELOAD_AFTER_MS = 5_000;
  const KEPT = 'live-dashboard.crashed-at';

  function onCrash(error) {
    // A browser without WebAssembly has been told so already.
    if (!globalThis.WebAssembly || !(error instanceof WebAssembly.RuntimeError)) return;
    const banner = document.querySelector('.crash[hidden]');
    if (!banner) return;
    const reloads = mayReload();
    // A dialog would lie above the banner.
    document.querySelectorAll('dialog[open]').forEach((dialog) => dialog.close());
    banner.querySelector('.crash__soon').hidden = !reloads;
    banner.querySelector('button').addEventListener('click', () => location.reload());
    banner.hidden = false;
    if (reloads) setTimeout(() => location.reload(), RELOAD_AFTER_MS);
  }

  function mayReload() {
    try {
      const last = Number(sessionStorage.getItem(KEPT));
      sessionStorage.setItem(KEPT, String(Date.now()));
      return Date.now() - last > AGAIN_WITHIN_MS;
    } catch {
      // A browser that keeps nothing can't tell the first time from the hundredth.
      return false;
    }
  }

  addEventListener('error', ({ error }) => onCrash(error));
  addEventListener('unhandledrejection', ({ reason }) => onCrash(reason));
})();
