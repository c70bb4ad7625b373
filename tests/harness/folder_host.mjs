// Serves the files of a folder: a page from an origin of its own.
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';

const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.wasm': 'application/wasm' };

export class FolderHost {
  #folder;
  #http;

  constructor(folder) {
    this.#folder = folder;
  }

  get url() {
    return `http://127.0.0.1:${this.#http.address().port}`;
  }

  async start() {
    this.#http = createServer((request, response) => this.#answer(new URL(request.url, this.url).pathname, response));
    this.#http.listen(0, '127.0.0.1');
    await once(this.#http, 'listening');
    return this;
  }

  async stop() {
    this.#http.close();
    this.#http.closeAllConnections();
    await once(this.#http, 'close');
  }

  async #answer(path, response) {
    const file = path === '/' ? '/index.html' : path;
    try {
      const content = await readFile(join(this.#folder, file));
      response.setHeader('content-type', TYPES[extname(file)] ?? 'text/plain');
      response.end(content);
    } catch {
      response.statusCode = 404;
      response.end();
    }
  }
}
