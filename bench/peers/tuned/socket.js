// The socket: asks for every chart on each connection, and hands frames on.
import { CHARTS } from '../charts/index.js';
import { keep } from './latest.js';

export function connect(screen, failures = 0) {
  const socket = new WebSocket(`ws://${location.host}/ws`);
  socket.onopen = () => {
    screen.connected = true;
    failures = 0;
    for (const { name } of CHARTS) {
      socket.send(JSON.stringify({ action: 'getData', socketType: `${name}Data`, chartName: name, value: '' }));
    }
  };
  socket.onmessage = ({ data }) => keep(data);
  socket.onclose = () => {
    screen.connected = false;
    setTimeout(() => connect(screen, failures + 1), Math.min(500 * 2 ** failures, 10_000));
  };
}
