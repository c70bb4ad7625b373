// Rings that spread from a few points of a chart. ECharts can draw them, and goes through all shapes of the chart in every
// picture for it; as elements they are moved by the browser's compositor, and the page has nothing to do.

/** Keeps a ring at each point of the series that have `ripples` in their option, wherever the points move to. */
export function addRipples(chart) {
  const layer = document.createElement('div');
  layer.className = 'ripples';
  layer.setAttribute('aria-hidden', 'true');
  chart.on('rendered', () => place(pointsOf(chart), layer, chart.getDom()));
}

function pointsOf(chart) {
  const rippling = (chart.getModel()?.getSeries() ?? []).filter((series) => series.get('ripples'));
  const points = rippling.flatMap((series) => {
    const data = series.getData();
    return Array.from({ length: data.count() }, (_, index) => data.getItemLayout(index));
  });
  return points.filter((point) => point?.every(Number.isFinite));
}

function place(points, layer, element) {
  if (points.length > 0 && !layer.isConnected) element.append(layer);
  while (layer.childElementCount > points.length) layer.lastElementChild.remove();
  points.forEach(([x, y], index) => {
    const ring = layer.children[index] ?? layer.appendChild(newRing());
    ring.style.translate = `${Math.round(x)}px ${Math.round(y)}px`;
  });
}

function newRing() {
  const ring = document.createElement('span');
  ring.className = 'ripples__ring';
  return ring;
}
