// What the server of a big-screen project does: `getData` is answered with the object itself and the chart's JSON as a
// string, everything else is passed on to all clients, and nobody has thought of a text that is not JSON, or of a chart
// that is not there: either ends the program.
//
// With `wantsToken` it lets a client in by `auth`, as `live-server` does in plain mode.
import { charts } from './charts.mjs';
import { ForeignServer } from './foreign_server.mjs';

/** The chart of categories has a name of its own there. */
const chart = (name, round) => charts(round)[name === 'hotproduct' ? 'hot' : name];

export class BigScreen extends ForeignServer {
  /** What it died of. */
  crash;
  #wantsToken;
  #admitted = new WeakSet();

  constructor({ wantsToken = false } = {}) {
    super();
    this.#wantsToken = wantsToken;
  }

  onMessage(socket, text) {
    try {
      this.#handle(socket, JSON.parse(text), text);
    } catch (error) {
      this.crash ??= error;
      this.stop();
    }
  }

  messages() {
    return Object.entries(charts(this.round)).map(([name, data]) => {
      const chartName = name === 'hot' ? 'hotproduct' : name;
      return { action: 'getData', socketType: `${name}Data`, chartName, value: '', data: JSON.stringify(data) };
    });
  }

  #handle(socket, message, text) {
    if (this.#wantsToken && message.type === 'auth') {
      this.#welcome(socket, message.data);
    } else if (this.#wantsToken && !this.#admitted.has(socket)) {
      this.#refuse(socket);
    } else if (message.action === 'getData') {
      const data = chart(message.chartName, this.round);
      if (!data) throw new Error(`ENOENT: no such file, data/${message.chartName}.json`);
      this.send(socket, { ...message, data: JSON.stringify(data) });
    } else {
      this.broadcast(text);
    }
  }

  #welcome(socket, token) {
    if (token !== this.token) return this.#refuse(socket);
    this.#admitted.add(socket);
    this.send(socket, { type: 'auth', data: 'auth ok' });
  }

  #refuse(socket) {
    this.send(socket, { type: 'noAuth' });
    socket.close(4401);
  }
}
