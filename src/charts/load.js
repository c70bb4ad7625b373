// ECharts is a third of the download and of no use before the login: it is fetched when the first chart asks for it.
export function loadEcharts() {
  return import('/echarts/echarts.js');
}
