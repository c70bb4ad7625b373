// Colours, sizes and texts of all charts: those of the dashboard at 1600 × 900, where a rem is 16 pixels.
import { formattersFor } from '../../../echarts/formatters.js';

export const COLOURS = ['#56b8ff', '#43d2b0', '#9c8cff', '#ffbe5c', '#ff8a9a', '#6f8dff', '#b7db6a', '#e59bff'];
export const REST = '#243246';
export const BANDS = ['#56b8ff', '#3f82d8', '#33588f'];
export const LEVELS = { low: '#ff7d87', middle: '#ffbe5c', high: '#43d2b0' };
export const MAP = { empty: '#182334', low: '#1d3a5c', high: '#4aa3ea', border: '#0a0f18', city: '#ffd58a', top: '#ffb238' };
export const TEXT = '#e8eef7';
export const SOFT = '#a9b7ca';
export const LINE = '#1f2a3a';
export const SURFACE = '#111927';

const FONT = '"Inter", "Segoe UI", system-ui, "DejaVu Sans", sans-serif';

export const text = formattersFor('en', 'USD');

/** What all charts share, with what one of them adds to its tooltip. */
export function shared(tooltip) {
  return {
    textStyle: { fontFamily: FONT, color: TEXT },
    tooltip: {
      renderMode: 'richText',
      confine: true,
      backgroundColor: '#18222f',
      borderColor: LINE,
      borderWidth: 1,
      padding: 10,
      textStyle: { color: TEXT, fontFamily: FONT, fontSize: 13, lineHeight: 20 },
      ...tooltip,
    },
  };
}

export const LEGEND = {
  type: 'scroll',
  left: 0,
  right: 0,
  padding: 0,
  itemWidth: 10,
  itemHeight: 10,
  itemGap: 14,
  textStyle: { color: SOFT, fontSize: 12, padding: [0, 0, 0, 2] },
  inactiveColor: LINE,
  inactiveBorderColor: LINE,
  pageIconColor: SOFT,
  pageIconInactiveColor: LINE,
  pageIconSize: 11,
  pageTextStyle: { color: SOFT, fontSize: 12 },
};

/** The largest first. */
export const sorted = (items) => [...items].sort((a, b) => b.value - a.value);
