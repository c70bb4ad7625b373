//! What the inspector asks of the page.

use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/inspector/page.js")]
extern "C" {
    /// Milliseconds since the page began, with fractions.
    pub fn now() -> f64;

    /// Bytes that scripts use, where the browser says it.
    #[wasm_bindgen(js_name = heapSize)]
    pub fn heap_size() -> Option<f64>;

    #[wasm_bindgen(js_name = eachPicture)]
    fn each_picture(tell: &Closure<dyn FnMut(f64)>) -> js_sys::Function;

    #[wasm_bindgen(js_name = chosenText, catch)]
    async fn chosen_text(input: &JsValue) -> Result<JsValue, JsValue>;
}

/// Calls a function with the time of each picture, for as long as this lives.
pub struct Pictures {
    stop: js_sys::Function,
    _tell: Closure<dyn FnMut(f64)>,
}

impl Pictures {
    /// From the next picture on.
    pub fn each(tell: impl FnMut(f64) + 'static) -> Self {
        let tell: Box<dyn FnMut(f64)> = Box::new(tell);
        let tell = Closure::wrap(tell);
        let stop = each_picture(&tell);
        Self { stop, _tell: tell }
    }
}

impl Drop for Pictures {
    fn drop(&mut self) {
        // It takes nothing and can't fail.
        let _ = self.stop.call0(&JsValue::NULL);
    }
}

/// The text of the file that was chosen; `None` where none was, or where it can't be read.
pub async fn text_of(input: &JsValue) -> Option<String> {
    chosen_text(input).await.ok()?.as_string()
}

/// Bytes of the program's own memory.
#[must_use]
pub fn program_size() -> Option<f64> {
    let memory = wasm_bindgen::memory();
    let memory: js_sys::WebAssembly::Memory = memory.dyn_into().ok()?;
    let buffer: js_sys::ArrayBuffer = memory.buffer().dyn_into().ok()?;
    Some(buffer.byte_length().into())
}
