// A server that is quiet until a test sends it an order: every number on the page is one that the test has put there.
import { Api } from './api.mjs';
import { Server } from './server.mjs';

const USER = { name: 'ada', password: 'correct horse battery staple' };

export class Shop {
  /** Prepares a user and a key for orders, then starts a server without a feed. */
  static async open(stage, { flags = [], role = 'operator', dist } = {}) {
    const state = await stage.folder();
    await Server.command(state, ['user', 'add', USER.name, '--role', role], `${USER.password}\n`);
    const shown = await Server.command(state, ['key', 'add', 'tests']);
    const shop = new Shop();
    // The key is the one long word among what is printed.
    shop.key = shown.match(/[\w.~+/-]{20,}={0,2}/)[0];
    shop.server = await stage.server({ flags: ['--feed', 'none', ...flags], state, dist });
    return shop;
  }

  /** The arguments of `App.reachLiveScreen` and `Api.logIn`. */
  get login() {
    return [USER.name, USER.password];
  }

  api() {
    return Api.logIn(this.server, ...this.login);
  }

  /** Sends orders as the contract names their fields, and answers with the response. */
  order(orders, headers = {}) {
    const many = Array.isArray(orders);
    return fetch(`${this.server.url}/api/orders`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${this.key}`,
        'content-type': many ? 'application/x-ndjson' : 'application/json',
        ...headers,
      },
      body: many ? orders.map((order) => `${JSON.stringify(order)}\n`).join('') : JSON.stringify(orders),
    });
  }
}
