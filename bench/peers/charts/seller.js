// Sellers by amount: horizontal bars, five at a time.
import { COLOURS, REST, TEXT, shared, sorted, text } from './look.js';

const BARS = 5;

const axis = (position, axisLabel) => ({
  type: 'category',
  inverse: true,
  position,
  axisLine: { show: false },
  axisTick: { show: false },
  axisLabel: {
    color: TEXT, fontSize: 14, inside: true, margin: 0, align: position, verticalAlign: 'bottom', padding: [0, 0, 8, 0],
    ...axisLabel,
  },
});

const filled = (labels) => Array.from({ length: BARS }, (_, index) => labels[index] ?? '');

export default {
  name: 'seller',
  title: 'Sellers',
  every: 4_000,
  pages: (sellers) => Math.ceil(sellers.length / BARS),
  base: {
    ...shared({ trigger: 'item', formatter: text.moneyTooltip }),
    grid: { top: 19, left: 0, right: 0, bottom: 0 },
    xAxis: { type: 'value', show: false, min: 0 },
    yAxis: [
      axis('left', { width: 240, overflow: 'truncate' }),
      axis('right', { formatter: text.moneyText, fontWeight: 600 }),
    ],
    series: [{
      id: 'sellers',
      type: 'bar',
      barWidth: 8,
      showBackground: true,
      backgroundStyle: { color: REST, borderRadius: 4 },
      itemStyle: { color: COLOURS[0], borderRadius: 4 },
    }],
  },
  data(sellers, page) {
    const all = sorted(sellers);
    const first = page * BARS;
    const shown = all.slice(first, first + BARS);
    return {
      xAxis: { max: Math.max(all[0]?.value ?? 0, 1) },
      yAxis: [
        { data: filled(shown.map(({ name }, index) => `${first + index + 1}   ${name}`)) },
        { data: filled(shown.map(({ value }) => value)) },
      ],
      series: [{ id: 'sellers', data: shown.map(({ name, value }, place) => ({ id: String(place), name, value })) }],
    };
  },
};
