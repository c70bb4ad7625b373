// A WebSocket that a test holds in its own hands. It takes the place of the browser's; what was dialled is in `dialled`.
const dialled = [];
const BrowsersOwn = globalThis.WebSocket;

class InPageSocket {
  constructor(url, protocols) {
    this.url = url;
    this.protocols = [protocols ?? []].flat();
    this.bufferedAmount = 0;
    this.sent = [];
    this.closedWith = undefined;
    dialled.push(this);
  }

  send(message) {
    this.sent.push(typeof message === 'string' ? message : `bytes ${message.join(' ')}`);
  }

  close(code) {
    this.closedWith ??= code ?? 1005;
  }
}

export function take_over() {
  dialled.length = 0;
  globalThis.WebSocket = InPageSocket;
}

export function give_back() {
  globalThis.WebSocket = BrowsersOwn;
}

export function take_away() {
  delete globalThis.WebSocket;
}

export function dialled_url(index) {
  return dialled[index].url;
}

export function dialled_protocols(index) {
  return dialled[index].protocols.join();
}

export function set_buffered(index, bytes) {
  dialled[index].bufferedAmount = bytes;
}

// Says whether anybody looks at the page, as a browser would.
export function show(visible) {
  Object.defineProperty(document, 'hidden', { configurable: true, get: () => !visible });
  document.dispatchEvent(new Event('visibilitychange'));
}

// The wall clock goes on while the page's own stands still.
const wallClock = Date.now;

export function sleep(milliseconds) {
  Date.now = () => wallClock() + milliseconds;
}

export function wake_up() {
  Date.now = wallClock;
}

export function dials() {
  return dialled.length;
}

export function open(index) {
  dialled[index].onopen?.(new Event('open'));
}

export function receive(index, data) {
  dialled[index].onmessage?.(new MessageEvent('message', { data }));
}

export function receive_binary(index, text) {
  receive(index, new TextEncoder().encode(text).buffer);
}

export function drop_connection(index, code) {
  dialled[index].onclose?.(new CloseEvent('close', { code, wasClean: false }));
}

export function last_sent(index) {
  return dialled[index].sent.at(-1);
}

export function closed_with(index) {
  return dialled[index].closedWith;
}

export function listens(index) {
  const { onopen, onmessage, onclose } = dialled[index];
  return [onopen, onmessage, onclose].some((handler) => handler !== null && handler !== undefined);
}
