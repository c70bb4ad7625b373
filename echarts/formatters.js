// Number and tooltip texts. An option names one of these as a string ("money"), because functions cannot cross as JSON.
// All of them return plain text: tooltips are drawn on the canvas (`renderMode: 'richText'`), never parsed as markup.

/**
 * @param locale a BCP 47 tag; empty for the browser's own
 * @param currency an ISO 4217 code; empty for amounts that are no money
 */
export function formattersFor(locale, currency) {
  const language = locale || undefined;
  const unit = currency ? { style: 'currency', currency } : {};
  const full = new Intl.NumberFormat(language, { ...unit, maximumFractionDigits: 0 });
  const compact = new Intl.NumberFormat(language, { ...unit, notation: 'compact', maximumSignificantDigits: 3 });
  const plain = new Intl.NumberFormat(language);
  const shortMonth = new Intl.DateTimeFormat(language, { month: 'short', timeZone: 'UTC' });
  const write = (format, value) => (Number.isFinite(value) ? format.format(value) : '–');
  const line = (name, value) => `${name}   ${value}`;

  return {
    // Values.
    money: (value) => write(full, value),
    compactMoney: (value) => write(compact, value),
    // Axis labels: what the axis says, made readable.
    moneyText: (text) => (text === '' ? '' : write(full, Number(text))),
    month: (label) => monthOf(label, shortMonth),
    // Labels and tooltips get an object with what they stand for.
    compactMoneyLabel: ({ value }) => write(compact, value),
    soldShareLabel: ({ data }) => `${Math.round(data.share * 100)} %`,
    sliceLabel: ({ name, percent }) => `${name}\n${Math.round(percent)} %`,
    // Two styles of one label; what would end a style early is left out of the name.
    totalLabel: ({ name, value }) => `{name|${name.replace(/[{}|]/g, '')}}\n{total|${write(compact, value)}}`,
    moneyTooltip: ({ name, value }) => line(name, write(full, amountOf(value))),
    regionTooltip: ({ name, data }) => line(data?.label ?? name, write(full, data?.amount)),
    countTooltip: ({ seriesName, name, value }) => `${seriesName}\n${line(name, write(plain, value))}`,
    sliceTooltip: ({ name, value, percent, data }) =>
      [line(name, `${write(full, value)}  (${percent} %)`), ...(data.products ?? []).map((p) => line(p.name, write(full, p.value)))].join('\n'),
  };
}

/** A city's value is [lng, lat, amount]. */
function amountOf(value) {
  return Array.isArray(value) ? value[2] : value;
}

/** "2017-03" becomes "Mar", and January gets its year; other labels stay as they are. */
function monthOf(label, shortMonth) {
  const [, year, month] = /^(\d{4})-(\d{2})$/.exec(label) ?? [];
  if (!year) return label;
  const name = shortMonth.format(Date.UTC(Number(year), Number(month) - 1));
  return month === '01' ? `${name}\n${year}` : name;
}
