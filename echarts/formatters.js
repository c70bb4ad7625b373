// Number and tooltip texts. An option names one of these as a string ("money"), because functions cannot cross as JSON.
// All of them return plain text: tooltips are drawn on the canvas (`renderMode: 'richText'`), never parsed as markup.

export function formattersFor(locale, currency) {
  const language = locale === 'auto' ? undefined : locale;
  const full = new Intl.NumberFormat(language, { style: 'currency', currency, maximumFractionDigits: 0 });
  const short = new Intl.NumberFormat(language, {
    style: 'currency', currency, notation: 'compact', maximumSignificantDigits: 3,
  });
  const count = new Intl.NumberFormat(language);
  const money = (value) => (isNumber(value) ? full.format(value) : '–');
  const compactMoney = (value) => (isNumber(value) ? short.format(value) : '–');
  const line = (name, value) => `${name}   ${value}`;

  return {
    money,
    compactMoney,
    count: (value) => (isNumber(value) ? count.format(value) : '–'),
    // Labels get an object with what is drawn; a scatter's value is [lng, lat, amount].
    compactMoneyLabel: ({ value }) => compactMoney(amountOf(value)),
    moneyTooltip: ({ name, value }) => line(name, money(amountOf(value))),
    // A slice of the hot chart brings its best products along.
    sliceTooltip: ({ name, value, percent, data }) =>
      [line(name, `${money(value)}  (${percent} %)`), ...(data.products ?? []).map((p) => line(p.name, money(p.value)))].join('\n'),
    countTooltip: ({ name, value }) => line(name, count.format(value)),
  };
}

const isNumber = (value) => typeof value === 'number' && Number.isFinite(value);
const amountOf = (value) => (Array.isArray(value) ? value[2] : value);
