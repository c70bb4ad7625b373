// The same screen as whoever knows Vue and ECharts well would write it for a flood: frames are kept unread, and the newest
// of each chart is parsed and drawn once per animation frame. `?redraws=10` draws each chart at most so often a second.
import { createPinia } from 'pinia';
import { createApp } from 'vue';

import Screen from '../page/Screen.vue';
import ChartTile from './ChartTile.vue';
import { connect } from './socket.js';
import { useScreen } from './store.js';

const app = createApp(Screen, { tile: ChartTile, useScreen }).use(createPinia());
app.mount('#app');
connect(useScreen());
