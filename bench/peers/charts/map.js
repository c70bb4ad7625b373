// Cities by group on the regions' map, the best of them rippling.
import { LEGEND, MAP, SURFACE, TEXT, shared, text } from './look.js';

const RIPPLES = 5;

/** From `most` for the first group down to `least` for the last. */
const between = (index, groups, least, most) => most - ((most - least) * index) / Math.max(groups - 1, 1);

export default {
  name: 'map',
  title: 'Where it sells',
  map: 'world',
  base: {
    ...shared({ trigger: 'item' }),
    visualMap: { type: 'continuous', show: false, seriesIndex: 0, min: 0, max: 1, inRange: { color: [MAP.low, MAP.high] } },
    geo: {
      id: 'map',
      map: 'world',
      zlevel: -1,
      roam: true,
      scaleLimit: { min: 1, max: 20 },
      left: 0,
      right: 0,
      top: 8,
      bottom: 32,
      itemStyle: { areaColor: MAP.empty, borderColor: MAP.border, borderWidth: 0.8 },
      emphasis: { label: { show: false }, itemStyle: { areaColor: MAP.high, borderColor: TEXT, borderWidth: 1 } },
      select: { label: { show: false }, itemStyle: { areaColor: MAP.high } },
    },
    legend: { ...LEGEND, bottom: 0, backgroundColor: SURFACE },
  },
  /** The regions are shaded by the ranking, as far as it has come. */
  data(groups, _page, ranking) {
    const best = groups.flatMap(({ children }) => children).sort((a, b) => b.value[2] - a.value[2]).slice(0, RIPPLES);
    const most = Math.max(...ranking.map(({ value }) => value), 1);
    return {
      legend: { data: groups.map(({ name }) => name) },
      series: [
        {
          id: 'regions',
          type: 'map',
          geoIndex: 0,
          tooltip: { formatter: text.regionTooltip },
          data: ranking.map(({ name, value }) => ({ name, label: name, value: Math.sqrt(value / most), amount: value })),
        },
        ...groups.map(({ name, children }, index) => ({
          id: `cities-${index}`,
          name,
          type: 'scatter',
          coordinateSystem: 'geo',
          color: MAP.city,
          symbolSize: between(index, groups.length, 5, 10),
          itemStyle: { borderColor: MAP.border, borderWidth: 1, opacity: between(index, groups.length, 0.45, 0.95) },
          tooltip: { formatter: text.moneyTooltip },
          data: children.map(({ name, value }) => ({ name, value })),
        })),
        {
          id: 'best',
          type: 'effectScatter',
          coordinateSystem: 'geo',
          symbolSize: 10,
          color: MAP.top,
          silent: true,
          rippleEffect: { scale: 3, brushType: 'stroke', number: 2 },
          label: { show: true, formatter: '{b}', position: 'top', color: TEXT, fontSize: 12, textBorderColor: SURFACE, textBorderWidth: 2 },
          labelLayout: { hideOverlap: true },
          data: best.map(({ name, value }) => ({ name, value })),
        },
      ],
    };
  },
};
