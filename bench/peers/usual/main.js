// A big screen as public Vue projects build them: one SocketService for all charts, a callback for each socketType, every
// message drawn as it comes.
import { createPinia } from 'pinia';
import { createApp } from 'vue';

import Screen from './Screen.vue';
import SocketService from './socket_service.js';
import { useScreen } from './store.js';

const app = createApp(Screen).use(createPinia());
SocketService.Instance.connect(useScreen());
app.mount('#app');
