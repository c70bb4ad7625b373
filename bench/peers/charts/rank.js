// Regions by amount: bars in three bands of colour, a window that scrolls along all of them.
import { BANDS, LINE, SOFT, shared, sorted, text } from './look.js';

const IN_VIEW = 8;

const band = (value, best) => BANDS[value >= best / 2 ? 0 : value >= best / 4 ? 1 : 2];

export default {
  name: 'rank',
  title: 'Regions',
  every: 3_000,
  pages: (regions) => Math.max(regions.length - IN_VIEW, 0) + 1,
  /** Scrolling is the chart's own: no data goes with it. */
  scroll: (first) => ({ type: 'dataZoom', startValue: first, endValue: first + IN_VIEW - 1 }),
  base: {
    ...shared({ trigger: 'item', formatter: text.moneyTooltip }),
    grid: { top: 24, left: 0, right: 0, bottom: 24 },
    dataZoom: [{
      type: 'inside', id: 'window', startValue: 0, endValue: IN_VIEW - 1,
      zoomLock: true, zoomOnMouseWheel: false, moveOnMouseWheel: true,
    }],
    xAxis: {
      type: 'category',
      axisLine: { lineStyle: { color: LINE } },
      axisTick: { show: false },
      axisLabel: { color: SOFT, fontSize: 12, lineHeight: 16, interval: 0, overflow: 'truncate', width: 77 },
    },
    yAxis: { type: 'value', show: false, min: 0 },
    series: [{
      id: 'regions',
      type: 'bar',
      barWidth: '56%',
      itemStyle: { borderRadius: [4, 4, 0, 0] },
      label: { show: true, position: 'top', formatter: text.compactMoneyLabel, color: SOFT, fontSize: 12 },
    }],
  },
  data(regions) {
    const all = sorted(regions);
    const best = all[0]?.value ?? 0;
    return {
      xAxis: { data: all.map(({ name }) => name) },
      series: [{
        id: 'regions',
        data: all.map(({ name, value }) => ({ name, value, itemStyle: { color: band(value, best) } })),
      }],
    };
  },
};
