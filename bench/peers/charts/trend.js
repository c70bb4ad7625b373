// Sales by month: stacked areas.
import { COLOURS, LEGEND, LINE, SOFT, shared, text } from './look.js';

export default {
  name: 'trend',
  title: 'Trend',
  base: {
    ...shared({ trigger: 'axis', axisPointer: { lineStyle: { color: SOFT } } }),
    grid: { top: 35, left: 3, right: 14, bottom: 0, containLabel: true },
    dataZoom: [{ type: 'inside', id: 'zoom' }],
    legend: { ...LEGEND, icon: 'roundRect', top: 0 },
    xAxis: {
      type: 'category',
      boundaryGap: false,
      axisLine: { lineStyle: { color: LINE } },
      axisTick: { show: false },
      axisLabel: { color: SOFT, fontSize: 12, lineHeight: 16, margin: 10, formatter: text.month, hideOverlap: true },
    },
    yAxis: {
      type: 'value',
      splitNumber: 4,
      splitLine: { lineStyle: { color: LINE } },
      axisLabel: { color: SOFT, fontSize: 12, margin: 8, formatter: text.compactMoney },
    },
  },
  data: ({ map, common }) => ({
    legend: { data: map.data.map(({ name }) => name) },
    xAxis: { data: common.month },
    series: map.data.map(({ name, data }, index) => ({
      type: 'line',
      id: `map-${index}`,
      name,
      data,
      stack: 'total',
      smooth: 0.3,
      smoothMonotone: 'x',
      showSymbol: false,
      color: COLOURS[index],
      lineStyle: { width: 2 },
      areaStyle: { opacity: 0.28 },
      emphasis: { focus: 'series' },
      tooltip: { valueFormatter: text.money },
    })),
  }),
};
