// Runs in a page before its own scripts: how long it takes from a value's making, which it tells in nanoseconds since the Unix
// epoch, until the page shows its number, in milliseconds. For a page with one chart.
{
  const now = () => performance.timeOrigin + performance.now();
  const made = new Map();
  const delays = [];

  globalThis.WebSocket = class extends WebSocket {
    constructor(...args) {
      super(...args);
      this.addEventListener('message', ({ data }) => {
        const at = /"at":"(\d+)\d{3}"/.exec(data);
        const seq = /"seq":(\d+)/.exec(data);
        if (at && seq) made.set(seq[1], Number(at[1]) / 1_000);
      });
    }
  };

  new MutationObserver((changes) => {
    for (const { target } of changes) {
      const { seq } = target.dataset;
      if (!made.has(seq)) continue;
      delays.push(now() - made.get(seq));
      made.delete(seq);
    }
  }).observe(document, { subtree: true, attributeFilter: ['data-seq'] });

  globalThis.commits = delays;
}
