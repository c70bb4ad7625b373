// The server's HTTP interface, spoken without a browser.

export class Api {
  #url;
  #cookie;

  /** Logs in and keeps the session's cookie. */
  static async logIn(server, username = 'demo', password = 'demo') {
    const answer = await postJson(`${server.url}/api/login`, { username, password });
    if (!answer.ok) throw new Error(`the login was answered with ${answer.status}`);
    const api = new Api();
    api.#url = server.url;
    api.#cookie = answer.headers.getSetCookie().map((cookie) => cookie.split(';')[0]).join('; ');
    return api;
  }

  /** The session, as a request's `Cookie` header. */
  get cookie() {
    return this.#cookie;
  }

  get(path) {
    return fetch(this.#url + path, { headers: { cookie: this.#cookie } });
  }

  /** The current JSON of one chart. */
  async chart(name) {
    const answer = await this.get(`/api/${name}`);
    if (!answer.ok) throw new Error(`/api/${name} was answered with ${answer.status}`);
    return answer.json();
  }

  /** A single-use ticket for the first message on a socket. */
  async ticket() {
    const answer = await postJson(`${this.#url}/api/ticket`, {}, { cookie: this.#cookie });
    return (await answer.json()).ticket;
  }

  logOut() {
    return fetch(`${this.#url}/api/logout`, { method: 'POST', headers: { cookie: this.#cookie } });
  }
}

export function postJson(url, body, headers = {}) {
  return fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
}
