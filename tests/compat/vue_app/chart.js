// A chart of the big screen: registers its callback, asks for its data, and shows what comes.
import { h } from 'vue';

export default {
  props: { name: String, socketType: String },
  data: () => ({ value: null, received: 0 }),
  created() {
    this.$socket.registerCallBack(this.socketType, this.getData);
  },
  mounted() {
    this.$socket.send({ action: 'getData', socketType: this.socketType, chartName: this.name, value: '' });
  },
  unmounted() {
    this.$socket.unRegisterCallBack(this.socketType);
  },
  methods: {
    getData(value) {
      this.value = value;
      this.received += 1;
    },
  },
  render() {
    return h('pre', { id: this.socketType, 'data-received': this.received }, JSON.stringify(this.value));
  },
};
