/** Runs in the page. Whether six charts are drawn: those of the dashboard, or those of a page beside it. */
export function sixChartsDrawn() {
  const tiles = [...document.querySelectorAll('[data-testid^="chart-"]')];
  const isDrawn = (tile) => {
    const says = tile.matches('[data-drawn], [data-state="live"]') || tile.querySelector('[data-drawn]');
    return Boolean(says && tile.querySelector('canvas'));
  };
  return tiles.length === 6 && tiles.every(isDrawn) && performance.now();
}
