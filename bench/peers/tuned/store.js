import { defineStore } from 'pinia';
import { ref } from 'vue';

/** What the whole screen shares. */
export const useScreen = defineStore('screen', () => {
  const title = ref('Live sales');
  const connected = ref(false);
  return { title, connected };
});
