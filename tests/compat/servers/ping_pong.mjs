// What a server does that keeps its connections up by texts: it greets with one, answers `ping` with `pong`, sends what it
// has to whoever has said `start` with the token, and is told `stop`.
import { ForeignServer } from './foreign_server.mjs';

export class PingPong extends ForeignServer {
  onOpen(socket) {
    this.send(socket, '连接成功');
  }

  onMessage(socket, text) {
    if (text === 'ping') {
      this.send(socket, 'pong');
    } else if (text === `start ${this.token}`) {
      this.push(socket);
    }
  }
}
