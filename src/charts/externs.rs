//! The browser's half of the charts, `echarts/entry.js`, as Rust sees it.

use wasm_bindgen::prelude::*;
use web_sys::HtmlElement;

/// Is told the id of a series and the name of something in it.
pub(super) type PickListener = dyn Fn(Option<String>, Option<String>);

#[wasm_bindgen(module = "/src/charts/load.js")]
extern "C" {
    /// Fetches the bundle; later calls answer with the same one, or try again when it could not be fetched.
    #[wasm_bindgen(js_name = loadEcharts, catch)]
    pub(super) async fn load_echarts() -> Result<JsValue, JsValue>;
}

#[wasm_bindgen]
extern "C" {
    /// The bundle.
    #[derive(Clone)]
    pub(super) type Echarts;

    /// Makes a GeoJSON text known to all charts.
    #[wasm_bindgen(method, catch, js_name = registerMap)]
    pub(super) fn register_map(this: &Echarts, name: &str, geojson: &str) -> Result<(), JsValue>;

    /// A chart that fills `element` and follows its size. An empty locale is the browser's own; one that is none, or such a
    /// currency, fails.
    #[wasm_bindgen(method, catch)]
    pub(super) fn create(
        this: &Echarts,
        element: &HtmlElement,
        locale: &str,
        currency: &str,
    ) -> Result<Chart, JsValue>;

    /// A chart in the page. It holds on to its element until it is disposed of.
    pub(super) type Chart;

    /// Merges an option, written as JSON, into the chart, which moves to what it says or jumps.
    #[wasm_bindgen(method, catch, js_name = setOption)]
    pub(super) fn set_option(this: &Chart, option: &str, moves: bool) -> Result<(), JsValue>;

    /// Scrolls along a category axis: the first and the last index in view.
    #[wasm_bindgen(method, catch, js_name = scrollTo)]
    pub(super) fn scroll_to(this: &Chart, first: usize, last: usize) -> Result<(), JsValue>;

    /// Calls back with what the viewer clicks: the id of its series and its name; both are empty for a double click.
    #[wasm_bindgen(method, js_name = onPick)]
    pub(super) fn on_pick(this: &Chart, pick: &Closure<PickListener>);

    /// Shows one region of the map as large as fits.
    #[wasm_bindgen(method, catch, js_name = focusRegion)]
    pub(super) fn focus_region(this: &Chart, name: &str) -> Result<(), JsValue>;

    /// Undoes the viewer's zoom and shift of a map.
    #[wasm_bindgen(method, catch, js_name = resetView)]
    pub(super) fn reset_view(this: &Chart) -> Result<(), JsValue>;

    /// The chart as a PNG, a `data:` address.
    #[wasm_bindgen(method, catch)]
    pub(super) fn picture(this: &Chart) -> Result<String, JsValue>;

    #[wasm_bindgen(method)]
    pub(super) fn dispose(this: &Chart);
}
