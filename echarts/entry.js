// The browser's half of the charts: a tree-shaken ECharts behind the few calls that `src/charts/externs.rs` declares.
// Everything that cannot cross as JSON (functions) lives here and is asked for by name, see formatters.js.
import * as echarts from 'echarts/core';
import { BarChart, LineChart, MapChart, PieChart, ScatterChart } from 'echarts/charts';
import {
  DataZoomInsideComponent,
  GeoComponent,
  GridComponent,
  LegendScrollComponent,
  TitleComponent,
  TooltipComponent,
  VisualMapContinuousComponent,
} from 'echarts/components';
import { LabelLayout } from 'echarts/features';
import { CanvasRenderer } from 'echarts/renderers';
import { formattersFor } from './formatters.js';
import { addRipples } from './ripples.js';

echarts.use([
  BarChart, LineChart, MapChart, PieChart, ScatterChart,
  DataZoomInsideComponent, GeoComponent, GridComponent, LegendScrollComponent, TitleComponent,
  TooltipComponent, VisualMapContinuousComponent, LabelLayout, CanvasRenderer,
]);

/** Makes a GeoJSON text known under `name`. Its foreign member `specialAreas` says which regions are drawn elsewhere. */
export function registerMap(name, text) {
  const geoJSON = JSON.parse(text);
  for (const { properties } of geoJSON.features) if (properties) properties.name = nameOf(properties);
  echarts.registerMap(name, { geoJSON, specialAreas: geoJSON.specialAreas });
}

/** What a region is called: as ECharts has it, or as the usual sources of maps do. In src/charts/map/shapes.rs too. */
function nameOf(properties) {
  return ['name', 'NAME', 'Name', 'NAME_1', 'ADMIN', 'admin'].map((key) => properties[key]).find((name) => name);
}

/** The chart of an element as ECharts itself knows it: for the browser's console, and for tests. */
export { getInstanceByDom } from 'echarts/core';

/** A chart in `element` that follows the element's size. Numbers are written the way `locale` writes `currency`. */
export function create(element, locale, currency) {
  return new Chart(element, formattersFor(locale, currency));
}

/** How long a chart moves from what it was to what it is. */
const MOVE_MS = 400;

class Chart {
  #chart;
  #formatters;
  #observer;
  #mayMove = true;
  #movesUntil = 0;

  constructor(element, formatters) {
    this.#chart = echarts.init(element, null, { renderer: 'canvas' });
    this.#formatters = formatters;
    addRipples(this.#chart);
    this.#observer = new ResizeObserver(() => this.#fit(element));
    this.#observer.observe(element);
  }

  /** The observer begins with a call, to a chart that has the size already: all of it would be drawn a second time. */
  #fit({ clientWidth, clientHeight }) {
    const chart = this.#chart;
    if (clientWidth !== chart.getWidth() || clientHeight !== chart.getHeight()) chart.resize();
  }

  /**
   * Merges an option into the chart and draws it. Series and titles that are missing from its lists go away; what the
   * viewer has zoomed, selected or switched off stays. Whatever comes while the chart moves is moved to as well.
   */
  setOption(text, moves) {
    const option = text.includes('ormatter"') ? JSON.parse(text, this.#withFormatters) : JSON.parse(text);
    const now = performance.now();
    this.#mayMove = option.animation ?? this.#mayMove;
    if (moves) this.#movesUntil = now + MOVE_MS;
    option.animation = this.#mayMove && now < this.#movesUntil;
    option.animationDurationUpdate = MOVE_MS;
    this.#chart.setOption(option, { replaceMerge: ['series', 'title'].filter((list) => list in option), silent: true });
  }

  #withFormatters = (key, value) =>
    typeof value === 'string' && key.toLowerCase().endsWith('formatter') ? this.#formatters[value] ?? value : value;

  /** Scrolls along a category axis: the first and the last index in view. */
  scrollTo(startValue, endValue) {
    this.#chart.dispatchAction({ type: 'dataZoom', startValue, endValue });
  }

  /**
   * Calls back with what the viewer clicks: the id of its series ("regions" for those of a map) and its name. A double
   * click, wherever it is, has neither.
   */
  onPick(pick) {
    this.#chart.on('click', ({ componentType, seriesId, name }) => pick(componentType === 'geo' ? 'regions' : seriesId, name));
    this.#chart.getZr().on('dblclick', () => pick('', ''));
  }

  /** Shows one region of the map as large as fits; nothing happens when the map has none of that name. */
  focusRegion(name) {
    const map = this.#chart.getModel().getComponent('geo')?.coordinateSystem;
    const region = map?.getRegion(name);
    if (!region) return;
    const whole = map.getBoundingRect();
    const { x, y, width, height } = region.getBoundingRect();
    const fit = Math.min(whole.width / width, whole.height / height);
    const zoom = Math.min(Math.max(fit * 0.7, 1), 20);
    this.#chart.setOption({ geo: { zoom, center: [x + width / 2, y + height / 2] } }, { lazyUpdate: true, silent: true });
  }

  /** Zoom and position as they were before the viewer touched them. */
  resetView() {
    this.#chart.setOption({ geo: { zoom: 1, center: null } }, { lazyUpdate: true, silent: true });
  }

  /** The chart as it is, on the page's own colour: a PNG, as a `data:` address. */
  picture() {
    const { backgroundColor } = getComputedStyle(this.#chart.getDom().closest('section') ?? document.body);
    return this.#chart.getDataURL({ type: 'png', pixelRatio: 2, backgroundColor });
  }

  dispose() {
    this.#observer.disconnect();
    this.#chart.dispose();
  }
}
