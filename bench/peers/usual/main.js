// A big screen as public Vue projects build them: one SocketService for all charts, a callback for each socketType, every
// message drawn as it comes.
import { createPinia } from 'pinia';
import { createApp } from 'vue';

import SocketService from '../../../tests/compat/vue_app/socket_service.js';
import Screen from '../page/Screen.vue';
import ChartTile from './ChartTile.vue';
import { useScreen } from './store.js';

const app = createApp(Screen, { tile: ChartTile, useScreen }).use(createPinia());
SocketService.Instance.connect(`ws://${location.host}/ws`, useScreen().changeConnection);
app.mount('#app');
