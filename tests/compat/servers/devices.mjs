// What a server of devices does: it learns who is there from their heartbeats, which it answers, and sends readings and
// charts to everyone.
import { ForeignServer } from './foreign_server.mjs';

export class Devices extends ForeignServer {
  #known = new WeakSet();

  onMessage(socket, text) {
    const { DevID, DevHeart } = JSON.parse(text);
    if (!DevHeart) return;
    this.send(socket, { DevID, DevHeart });
    if (this.#known.has(socket)) return;
    this.#known.add(socket);
    for (const message of this.messages(DevID)) this.send(socket, message);
  }

  messages(DevID = { value: 'all' }) {
    return [{ DevID, Temperature: { value: '21.5' } }, ...super.messages()];
  }
}
