// Products by how much of them is sold: five rings at a time, the scarcest first.
import { LEVELS, REST, SOFT, TEXT, shared, text } from './look.js';

const PLACES = [[17, 21], [50, 21], [83, 21], [34, 70], [66, 70]];
const BELOW = 17;
const count = new Intl.NumberFormat('en');

const share = ({ stock, sales }) => sales / (stock + sales);
const level = (share) => (share >= 0.9 ? LEVELS.low : share >= 0.75 ? LEVELS.middle : LEVELS.high);

export default {
  name: 'stock',
  title: 'Stock',
  every: 5_000,
  pages: (products) => Math.ceil(products.length / PLACES.length),
  base: {
    ...shared({ trigger: 'item', formatter: text.countTooltip }),
    title: PLACES.map(([x, y]) => ({
      left: `${x}%`,
      top: `${y + BELOW}%`,
      textAlign: 'center',
      itemGap: 0,
      padding: 0,
      textStyle: { color: TEXT, fontSize: 12.5, lineHeight: 16, fontWeight: 400, width: 120, overflow: 'truncate' },
      subtextStyle: { color: SOFT, fontSize: 11.5, lineHeight: 16 },
    })),
    series: PLACES.map(([x, y], index) => ({
      id: `ring-${index}`,
      type: 'pie',
      radius: ['26%', '32%'],
      center: [`${x}%`, `${y}%`],
      label: { show: true, position: 'center', formatter: text.soldShareLabel, color: TEXT, fontSize: 15, fontWeight: 600 },
      labelLine: { show: false },
      emphasis: { scale: false },
    })),
  },
  data(products, page) {
    const all = [...products].sort((a, b) => share(b) - share(a));
    const first = page * PLACES.length;
    const shown = PLACES.map((_, index) => all[first + index]);
    return {
      title: shown.map((product) => ({
        text: product?.name ?? '',
        subtext: product ? `${count.format(product.stock)} left` : '',
      })),
      series: shown.map((product, index) => ({
        id: `ring-${index}`,
        name: product?.name ?? '',
        data: product ? slices(product) : [],
      })),
    };
  },
};

function slices(product) {
  const sold = share(product);
  return [
    { name: 'sold', value: product.sales, share: sold, itemStyle: { color: level(sold) } },
    { name: 'in stock', value: product.stock, itemStyle: { color: REST }, label: { show: false } },
  ];
}
