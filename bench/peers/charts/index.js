// The six charts of the screen. Each has what never changes (`base`), what follows from a value (`data`), and, where it
// shows a part at a time, how many parts there are and how long each stays.
import hot from './hot.js';
import map from './map.js';
import rank from './rank.js';
import seller from './seller.js';
import stock from './stock.js';
import trend from './trend.js';

export const CHARTS = [trend, seller, map, rank, hot, stock];
