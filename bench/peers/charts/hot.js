// One category at a time: a ring of its sub-categories, its name and amount in the middle.
import { COLOURS, SOFT, TEXT, shared, sorted, text } from './look.js';

const CENTER = ['50%', '54%'];
const PRODUCTS_IN_TOOLTIP = 5;

export default {
  name: 'hot',
  title: 'Hot categories',
  every: 8_000,
  pages: (categories) => categories.length,
  base: {
    ...shared({ trigger: 'item' }),
    series: [
      {
        id: 'sub-categories',
        type: 'pie',
        radius: ['46%', '64%'],
        center: CENTER,
        padAngle: 1.5,
        minAngle: 3,
        itemStyle: { borderRadius: 4 },
        label: { color: SOFT, fontSize: 12, lineHeight: 17, formatter: text.sliceLabel, alignTo: 'edge', edgeDistance: 0 },
        labelLine: { length: 8, length2: 6, lineStyle: { color: SOFT } },
        tooltip: { formatter: text.sliceTooltip },
      },
      {
        id: 'total',
        type: 'pie',
        radius: 0,
        center: CENTER,
        label: {
          position: 'center',
          formatter: text.totalLabel,
          rich: {
            name: { color: SOFT, fontSize: 14, lineHeight: 19 },
            total: { color: TEXT, fontSize: 21, lineHeight: 29, fontWeight: 600 },
          },
        },
      },
    ],
  },
  data(categories, page) {
    const { name, children } = categories[page];
    return {
      series: [
        {
          id: 'sub-categories',
          data: children.map((child, index) => ({
            name: child.name,
            value: child.value,
            itemStyle: { color: COLOURS[index] },
            products: sorted(child.children).slice(0, PRODUCTS_IN_TOOLTIP),
          })),
        },
        { id: 'total', data: [{ name, value: children.reduce((sum, { value }) => sum + value, 0) }] },
      ],
    };
  },
};
