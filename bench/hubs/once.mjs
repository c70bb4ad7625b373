// A hub in Node that takes more care: each text that comes becomes one frame, and every client's connection is given the
// same bytes.
import { Sender, WebSocket, WebSocketServer } from 'ws';

const hub = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false, backlog: 4096 });
const TEXT = { fin: true, rsv1: false, opcode: 1, mask: false, readOnly: true };
const connections = new Map();

hub.on('connection', (client, request) => {
  connections.set(client, request.socket);
  client.on('close', () => connections.delete(client));
  client.on('message', (data) => {
    const frame = Buffer.concat(Sender.frame(data, TEXT));
    connections.forEach((connection, client) => {
      if (client.readyState === WebSocket.OPEN) connection.write(frame);
    });
  });
});

hub.on('listening', () => console.log(hub.address().port));
