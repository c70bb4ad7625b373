// A socket and a picture clock that the benchmark holds in its own hands: a message is delivered by a call, a commit by
// another, so that nothing but the app's own work lies between two readings of the clock.
globalThis.inPage = { socket: undefined, sent: [], commit: undefined, seq: 0 };

globalThis.WebSocket = class {
  constructor() {
    this.readyState = 0;
    inPage.socket = this;
  }

  send(text) {
    inPage.sent.push(text);
  }

  close() {}
};

globalThis.requestAnimationFrame = (callback) => {
  inPage.commit = callback;
  return 1;
};
globalThis.cancelAnimationFrame = () => {
  inPage.commit = undefined;
};
