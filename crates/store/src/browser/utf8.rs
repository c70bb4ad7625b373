//! How a text of the page becomes one of the program.

use js_sys::JsString;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

/// From so many characters on the browser's encoder is faster than wasm-bindgen, which goes from character to character.
const LONG: u32 = 1024;

#[wasm_bindgen]
extern "C" {
    type TextEncoder;
    #[wasm_bindgen(constructor)]
    fn new() -> TextEncoder;
    /// <https://encoding.spec.whatwg.org/#dom-textencoder-encodeinto>. (That of `web-sys` takes a text of the program.)
    #[wasm_bindgen(method, js_name = encodeInto)]
    fn encode_into(this: &TextEncoder, text: &JsString, bytes: &mut [u8]) -> Encoded;

    type Encoded;
    /// UTF-16 units of the text that were taken.
    #[wasm_bindgen(method, getter)]
    fn read(this: &Encoded) -> u32;
    /// Bytes that were written.
    #[wasm_bindgen(method, getter)]
    fn written(this: &Encoded) -> u32;
}

thread_local! {
    static ENCODER: TextEncoder = TextEncoder::new();
}

/// The text that a value is, if it is one.
pub(super) fn text_of(value: &JsValue) -> Option<String> {
    let text = value.dyn_ref::<JsString>()?;
    if text.length() < LONG {
        return value.as_string();
    }
    let mut bytes = Vec::new();
    let mut read = 0;
    while read < text.length() {
        let begun = bytes.len();
        let left = text.length() - read;
        // Most texts have one byte for a character. What is left of one that has more fits in with three.
        let room = if read == 0 { left } else { 3 * left };
        bytes.resize(begun + room as usize, 0);
        let rest = text.slice(read, text.length());
        let encoded = ENCODER.with(|encoder| encoder.encode_into(&rest, &mut bytes[begun..]));
        bytes.truncate(begun + encoded.written() as usize);
        read += encoded.read();
    }
    String::from_utf8(bytes).ok()
}
