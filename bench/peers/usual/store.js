import { defineStore } from 'pinia';
import { markRaw } from 'vue';

/** What the whole screen shares. */
export const useScreen = defineStore('screen', {
  state: () => ({ title: 'Live sales', connected: false, ranking: markRaw([]) }),
  actions: {
    changeConnection(connected) {
      this.connected = connected;
    },
    /** The map shades its regions by it. */
    changeRanking(ranking) {
      this.ranking = markRaw(ranking);
    },
  },
});
