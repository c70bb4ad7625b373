// A hub in Node as big-screen services are written: each text that comes is sent to every client, one by one.
import { WebSocketServer } from 'ws';

const hub = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false, backlog: 4096 });

hub.on('connection', (client) => {
  client.on('message', (data) => {
    const text = data.toString();
    hub.clients.forEach((client) => client.send(text));
  });
});

hub.on('listening', () => console.log(hub.address().port));
