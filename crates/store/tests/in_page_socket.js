// A WebSocket that a test holds in its own hands. It takes the place of the browser's; what was dialled is in `dialled`.
const dialled = [];
const BrowsersOwn = globalThis.WebSocket;

class InPageSocket {
  constructor(url) {
    this.url = url;
    this.sent = [];
    this.closedWith = undefined;
    dialled.push(this);
  }

  send(text) {
    this.sent.push(text);
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
