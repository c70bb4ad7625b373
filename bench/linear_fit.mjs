// How fast something grows.

/** 97.5 % of Student's t lie below this, for twenty degrees of freedom and more: a little on the safe side. */
const T = 2.09;

/** The straight line through points `[x, y]`: its slope, and how far the slope may lie off in 95 of 100 cases. */
export function linearFit(points) {
  const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [x0, y0] = [0, 1].map((axis) => mean(points.map((point) => point[axis])));
  const sxx = points.reduce((sum, [x]) => sum + (x - x0) ** 2, 0);
  const slope = points.reduce((sum, [x, y]) => sum + (x - x0) * (y - y0), 0) / sxx;
  const residuals = points.reduce((sum, [x, y]) => sum + (y - y0 - slope * (x - x0)) ** 2, 0);
  return { slope, off: T * Math.sqrt(residuals / (points.length - 2) / sxx) };
}
