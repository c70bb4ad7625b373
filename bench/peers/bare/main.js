// What receiving alone costs: nothing is drawn. `?parse` reads every value too, frame and data.
const NAMES = ['trend', 'seller', 'map', 'rank', 'hot', 'stock'];
const parses = new URLSearchParams(location.search).has('parse');

const { protocol } = await (await fetch('/config.json')).json();
const socket = new WebSocket(`ws://${location.host}/ws`);
socket.onopen = () => {
  if (protocol === 'native') say({ type: 'hello', version: 1, codecs: ['json'] });
  askFor(protocol === 'native' ? 'subscribe' : 'getData');
};
socket.onmessage = parses ? ({ data }) => read(JSON.parse(data)) : () => {};

function askFor(action) {
  NAMES.forEach((chartName, id) => say({ action, id, socketType: `${chartName}Data`, chartName, value: '' }));
}

function say(message) {
  socket.send(JSON.stringify(message));
}

function read({ data }) {
  if (typeof data === 'string') JSON.parse(data);
}
