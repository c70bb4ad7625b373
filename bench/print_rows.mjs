const HEAD = ['what', 'median (least–most)', 'sent', 'beside'];

/** Writes rows `{what, value, spread, unit, batching, beside}` as a table. */
export function printRows(rows) {
  const table = [HEAD, ...rows.map(cells)];
  const widths = HEAD.map((_, column) => Math.max(...table.map((row) => row[column].length)));
  for (const row of table) console.log(row.map((cell, column) => cell.padEnd(widths[column])).join('  ').trimEnd());
}

/** The same as a table in Markdown. */
export function tableOf(rows) {
  const line = (cells) => `| ${cells.join(' | ')} |\n`;
  return [HEAD, HEAD.map(() => '---'), ...rows.map(cells)].map(line).join('');
}

function cells({ what, spread, unit, batching = '', beside = '' }) {
  return [what, `${spread} ${unit}`.trim(), batching, beside];
}
