/** The middle of some measurements, and how far they lie apart. */
export function spread(values, digits = 1) {
  const sorted = [...values].sort((a, b) => a - b);
  const write = (value) => value.toFixed(digits);
  return `${write(median(sorted))} (${write(sorted[0])}–${write(sorted.at(-1))})`;
}

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}
