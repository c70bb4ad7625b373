// A big screen in Vue 3: six charts on one SocketService. The address of its server is in the page's own address, as
// `?socket=`.
import { createApp, h } from 'vue';

import Chart from './chart.js';
import SocketService from './socket_service.js';

const CHARTS = {
  trendData: 'trend',
  sellerData: 'seller',
  mapData: 'map',
  rankData: 'rank',
  hotData: 'hotproduct',
  stockData: 'stock',
};

const Screen = {
  data: () => ({ theme: 'dark', fullScreen: '', isOpen: true }),
  created() {
    this.$socket.registerCallBack('themeChange', ({ value }) => (this.theme = value));
    this.$socket.registerCallBack('fullScreen', ({ chartName, value }) => (this.fullScreen = value ? chartName : ''));
  },
  unmounted() {
    this.$socket.unRegisterCallBack('themeChange');
    this.$socket.unRegisterCallBack('fullScreen');
  },
  methods: {
    changeTheme() {
      this.$socket.send({ action: 'themeChange', socketType: 'themeChange', chartName: '', value: 'light' });
    },
    fillScreen() {
      this.$socket.send({ action: 'fullScreen', socketType: 'fullScreen', chartName: 'rank', value: true });
    },
  },
  render() {
    const charts = Object.entries(CHARTS).map(([socketType, name]) => h(Chart, { key: name, name, socketType }));
    return h('main', { id: 'vue-screen', 'data-theme': this.theme, 'data-full-screen': this.fullScreen }, [
      h('button', { id: 'theme', onClick: this.changeTheme }, 'theme'),
      h('button', { id: 'full-screen', onClick: this.fillScreen }, 'full screen'),
      h('button', { id: 'toggle', onClick: () => (this.isOpen = !this.isOpen) }, 'open or close'),
      this.isOpen ? charts : [],
    ]);
  },
};

SocketService.Instance.connect(new URLSearchParams(location.search).get('socket'));
const app = createApp(Screen);
app.config.globalProperties.$socket = SocketService.Instance;
app.mount('#app');
