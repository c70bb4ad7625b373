// ECharts is a third of the download and of no use before the login: it is fetched when the first chart asks for it.
// All charts share one copy, in which the maps are registered. An address that could not be imported is remembered by the
// browser and not asked again: each attempt has one of its own.
let bundle;
let failures = 0;

export function loadEcharts() {
  bundle ??= import(`/echarts/echarts.js${failures > 0 ? `?attempt=${failures}` : ''}`).catch((error) => {
    bundle = undefined;
    failures += 1;
    throw error;
  });
  return bundle;
}
