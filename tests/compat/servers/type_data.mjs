// What the server of a Vuex project does: it asks for a token, beats, and pushes what it has, half of the charts under
// their `socketType`, half under their `type`.
import { charts } from './charts.mjs';
import { ForeignServer } from './foreign_server.mjs';

const BY_TYPE = ['rank', 'hot', 'stock'];

export class TypeData extends ForeignServer {
  #beatMs;
  #admitted = new Set();
  #beating = new Set();

  constructor({ beatMs }) {
    super();
    this.#beatMs = beatMs;
  }

  onOpen(socket) {
    this.#beating.add(socket);
    const beat = setInterval(() => this.#beating.has(socket) && this.send(socket, { type: 'heartCheck' }), this.#beatMs);
    socket.on('close', () => {
      clearInterval(beat);
      this.#beating.delete(socket);
      this.#admitted.delete(socket);
    });
  }

  onMessage(socket, text) {
    const { type, data } = JSON.parse(text);
    if (type !== 'auth') return;
    if (data !== this.token) {
      this.send(socket, { type: 'noAuth' });
      return;
    }
    this.#admitted.add(socket);
    this.send(socket, { type: 'auth', data: 'auth ok' });
    this.push(socket);
  }

  /** Whoever was not let in hears nothing. */
  broadcast(message) {
    for (const socket of this.#admitted) this.send(socket, message);
  }

  /** No more heartbeats on the sockets that are open; all else goes on. */
  stopBeating() {
    this.#beating.clear();
  }

  /** The token is worth nothing any more. */
  revoke() {
    this.token = 'token-2';
    this.broadcast({ type: 'noAuth' });
  }

  messages() {
    return Object.entries(charts(this.round)).map(([name, data]) => {
      const type = `${name}Data`;
      return BY_TYPE.includes(name) ? { type, data } : { type: 'chart', socketType: type, data: JSON.stringify(data) };
    });
  }
}
