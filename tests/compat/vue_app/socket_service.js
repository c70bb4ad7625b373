// The socket of a big-screen project: one for the whole app, one callback per socketType, the second in the place of the
// first. It is written as such projects write it, with all that it forgets: after a reconnect nothing is asked for again.

export default class SocketService {
  static instance = null;

  static get Instance() {
    this.instance ??= new SocketService();
    return this.instance;
  }

  ws = null;
  callBackMapping = {};
  connected = false;
  sendRetryCount = 0;
  connectRetryCount = 0;

  connect(url, onConnection = () => {}) {
    if (!window.WebSocket) {
      console.log('this browser has no WebSocket');
      return;
    }
    this.ws = new WebSocket(url);
    this.ws.onopen = () => {
      this.connected = true;
      this.connectRetryCount = 0;
      onConnection(true);
    };
    this.ws.onclose = () => {
      this.connected = false;
      this.connectRetryCount += 1;
      onConnection(false);
      setTimeout(() => this.connect(url, onConnection), 500 * this.connectRetryCount);
    };
    this.ws.onmessage = (message) => {
      const received = JSON.parse(message.data);
      const callBack = this.callBackMapping[received.socketType];
      if (!callBack) return;
      if (received.action === 'getData') {
        callBack.call(this, JSON.parse(received.data), received.seq);
      } else if (received.action === 'fullScreen' || received.action === 'themeChange') {
        callBack.call(this, received);
      }
    };
  }

  registerCallBack(socketType, callBack) {
    this.callBackMapping[socketType] = callBack;
  }

  unRegisterCallBack(socketType) {
    this.callBackMapping[socketType] = null;
  }

  send(data) {
    if (this.connected) {
      this.sendRetryCount = 0;
      this.ws.send(JSON.stringify(data));
    } else {
      this.sendRetryCount += 1;
      setTimeout(() => this.send(data), this.sendRetryCount * 500);
    }
  }
}
