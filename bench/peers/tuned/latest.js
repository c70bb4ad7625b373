// The newest frame of each chart, unread until it is drawn.

const KEY = '"socketType":"';
/** Half an animation frame: a redraw that is due a moment after this one need not wait for the one after it. */
const SLACK_MS = 8;
const redraws = Number(new URLSearchParams(location.search).get('redraws') ?? Infinity);

const frames = new Map();
const drawings = new Map();
let asked = 0;

/** Calls back with a chart's newest value and its number, at most once per animation frame. */
export function onLatest(socketType, draw) {
  drawings.set(socketType, { draw, drawnAt: -Infinity });
  ask();
  return () => drawings.delete(socketType);
}

/** Takes a frame in. Only its address is read. */
export function keep(text) {
  const start = text.indexOf(KEY) + KEY.length;
  frames.set(text.slice(start, text.indexOf('"', start)), text);
  ask();
}

function ask() {
  asked ||= requestAnimationFrame(drawLatest);
}

function drawLatest(now) {
  asked = 0;
  for (const [socketType, text] of frames) {
    const drawing = drawings.get(socketType);
    if (!drawing) continue;
    if (now - drawing.drawnAt < 1000 / redraws - SLACK_MS) {
      ask();
      continue;
    }
    frames.delete(socketType);
    drawing.drawnAt = now;
    const frame = JSON.parse(text);
    drawing.draw(JSON.parse(frame.data), frame.seq);
  }
}
