// The program comes in two parts, see xtask/split. The first has what a page needs to begin; this fetches the second when
// the page has had time for that, or at once, while everything waits, when the first calls something in it before.
(() => {
  const BEGIN_AFTER_MS = 3_000;
  const AGAIN_AFTER_MS = 5_000;
  // A browser without WebAssembly has been told so already.
  if (!globalThis.WebAssembly) return;
  const { instantiateStreaming } = WebAssembly;

  for (const way of ['instantiate', 'instantiateStreaming']) {
    const instantiate = WebAssembly[way];
    WebAssembly[way] = async (source, imports) => {
      const second = new SecondPart(imports);
      const program = await instantiate.call(WebAssembly, source, second.importsOfTheFirst());
      second.begin((program.instance ?? program).exports);
      return program;
    };
  }

  class SecondPart {
    #imports;
    #url;
    #exports;

    constructor(imports) {
      this.#imports = imports;
    }

    /** What the first part imports as `second`: among its functions there is one whose name is the second part's file. */
    importsOfTheFirst() {
      const second = new Proxy({}, {
        get: (_, name) => {
          if (name.endsWith('.wasm')) this.#url = `/${name}`;
          return this.#calls(name);
        },
      });
      return { ...this.#imports, second };
    }

    begin(first) {
      this.#imports = { ...this.#imports, first };
      if (this.#url) setTimeout(() => this.#fetch(), BEGIN_AFTER_MS);
    }

    #calls(label) {
      let target;
      return (...values) => (target ??= this.#now()[label])(...values);
    }

    async #fetch() {
      if (this.#exports) return;
      try {
        const { instance } = await instantiateStreaming.call(WebAssembly, fetch(this.#url), this.#imports);
        this.#exports ??= instance.exports;
      } catch {
        // Whoever needs it before it is there gets to know why it can't be.
        setTimeout(() => this.#fetch(), AGAIN_AFTER_MS);
      }
    }

    #now() {
      try {
        this.#exports ??= new WebAssembly.Instance(new WebAssembly.Module(fetchNow(this.#url)), this.#imports).exports;
      } catch (error) {
        // The program cannot go on: src/crash.js shows that.
        throw new WebAssembly.RuntimeError(`A part of the program is lacking, ${this.#url}: ${error.message}`);
      }
      return this.#exports;
    }
  }

  /** Only texts can be fetched at once: as one each of whose characters is a byte. */
  function fetchNow(url) {
    const request = new XMLHttpRequest();
    request.open('GET', url, false);
    request.overrideMimeType('text/plain; charset=x-user-defined');
    request.send();
    if (request.status !== 200) throw new Error(`status ${request.status}`);
    return Uint8Array.from(request.responseText, (byte) => byte.charCodeAt(0) & 0xff);
  }
})();
