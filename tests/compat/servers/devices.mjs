// What a server of devices does: it learns who is there from their heartbeats, which it answers, and sends readings and
// charts to everyone.
import { charts } from './charts.mjs';
import { ForeignServer } from './foreign_server.mjs';

export class Devices extends ForeignServer {
  round = 1;
  #known = new WeakSet();

  onMessage(socket, text) {
    const { DevID, DevHeart } = JSON.parse(text);
    if (!DevHeart) return;
    this.send(socket, { DevID, DevHeart });
    if (this.#known.has(socket)) return;
    this.#known.add(socket);
    for (const message of this.#messages(DevID)) this.send(socket, message);
  }

  /** The numbers have grown: every client gets them. */
  publish() {
    this.round += 1;
    for (const message of this.#messages({ value: 'all' })) this.broadcast(message);
  }

  #messages(DevID) {
    const readings = { DevID, Temperature: { value: '21.5' } };
    return [readings, ...Object.entries(charts(this.round)).map(([name, data]) => ({ socketType: `${name}Data`, data }))];
  }
}
