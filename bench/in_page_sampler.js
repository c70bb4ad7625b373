// Runs in a page before its own scripts: notes at each animation frame which values are on the screen, counts what the
// sockets bring, and knows the memories of WebAssembly. All pages pay the same for it.
{
  const CHARTS = ['trend', 'seller', 'map', 'rank', 'hot', 'stock'];
  const frames = [];
  const elements = new Map();
  const memories = new Set();
  let received = 0;
  let characters = 0;

  globalThis.WebSocket = class extends WebSocket {
    constructor(...args) {
      super(...args);
      this.addEventListener('message', ({ data }) => {
        received += 1;
        characters += data.length ?? data.byteLength ?? data.size;
      });
    }
  };

  for (const way of ['instantiate', 'instantiateStreaming']) {
    const instantiate = WebAssembly[way];
    WebAssembly[way] = async (...args) => {
      const made = await instantiate.apply(WebAssembly, args);
      const { memory } = (made.instance ?? made).exports;
      if (memory) memories.add(memory);
      return made;
    };
  }

  /** The number of the value that a chart shows; null when the page does not say. */
  const drawn = (name) => {
    const known = elements.get(name);
    if (known?.isConnected) return Number(known.dataset.drawn);
    const tile = document.querySelector(`[data-testid="chart-${name}"]`);
    const element = tile?.matches('[data-drawn]') ? tile : tile?.querySelector('[data-drawn]');
    if (!element) return null;
    elements.set(name, element);
    return Number(element.dataset.drawn);
  };

  const sample = (at) => {
    frames.push({ at, now: performance.timeOrigin + performance.now(), drawn: CHARTS.map(drawn) });
    requestAnimationFrame(sample);
  };
  requestAnimationFrame(sample);

  globalThis.sampler = {
    CHARTS,
    frames,
    wasmBytes: () => [...memories].reduce((sum, { buffer }) => sum + buffer.byteLength, 0),
    counts: () => ({ now: performance.timeOrigin + performance.now(), received, characters }),
  };
}
