// The socket of a big-screen project: one for the whole app, one callback per socketType.

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

  connect(screen) {
    this.ws = new WebSocket(`ws://${location.host}/ws`);
    this.ws.onopen = () => {
      this.connected = true;
      this.connectRetryCount = 0;
      screen.changeConnection(true);
    };
    this.ws.onclose = () => {
      this.connected = false;
      this.connectRetryCount += 1;
      screen.changeConnection(false);
      setTimeout(() => this.connect(screen), 500 * this.connectRetryCount);
    };
    this.ws.onmessage = (message) => {
      const received = JSON.parse(message.data);
      const callBack = this.callBackMapping[received.socketType];
      if (callBack && received.action === 'getData') callBack.call(this, JSON.parse(received.data), received.seq);
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
      setTimeout(() => this.send(data), this.sendRetryCount * 50);
    }
  }
}
