// Bundles the Vue app and serves it, from an origin that is not the server's.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const PAGE = '<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><div id="app"></div><script src="/main.js"></script>';

export class VueHost {
  #http;

  get url() {
    return `http://127.0.0.1:${this.#http.address().port}`;
  }

  async start() {
    const script = await bundle();
    this.#http = createServer((request, response) => {
      const isScript = request.url === '/main.js';
      response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html');
      response.end(isScript ? script : PAGE);
    });
    this.#http.listen(0, '127.0.0.1');
    await once(this.#http, 'listening');
    return this;
  }

  async stop() {
    this.#http.close();
    this.#http.closeAllConnections();
    await once(this.#http, 'close');
  }
}

async function bundle() {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('main.js', import.meta.url))],
    bundle: true,
    write: false,
    define: {
      'process.env.NODE_ENV': '"production"',
      __VUE_OPTIONS_API__: 'true',
      __VUE_PROD_DEVTOOLS__: 'false',
      __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false',
    },
  });
  return outputFiles[0].contents;
}
