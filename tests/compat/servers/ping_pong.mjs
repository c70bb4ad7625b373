// What a server does that keeps its connections up by texts: it greets with one, answers `ping` with `pong`, sends what it
// has to whoever has said `start` with the token, and is told `stop`.
import { charts } from './charts.mjs';
import { ForeignServer } from './foreign_server.mjs';

export class PingPong extends ForeignServer {
  round = 1;

  onOpen(socket) {
    this.send(socket, '连接成功');
  }

  onMessage(socket, text) {
    if (text === 'ping') {
      this.send(socket, 'pong');
    } else if (text === `start ${this.token}`) {
      for (const message of this.#messages()) this.send(socket, message);
    }
  }

  /** The numbers have grown: every client gets them. */
  publish() {
    this.round += 1;
    for (const message of this.#messages()) this.broadcast(message);
  }

  #messages() {
    return Object.entries(charts(this.round)).map(([name, data]) => ({ socketType: `${name}Data`, data }));
  }
}
