//! Files that the page hands to its reader.

use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/components/take_away.js")]
extern "C" {
    /// Saves what is at an address under a name.
    #[wasm_bindgen(js_name = saveAddress)]
    pub fn save_address(file: &str, address: &str);

    /// Saves a text under a name; `kind` is its media type.
    #[wasm_bindgen(js_name = saveText)]
    pub fn save_text(file: &str, kind: &str, text: &str);
}

/// The name of a file about something at a time, milliseconds since 1970, in UTC: `trend 2026-11-25 21.14.05Z.csv`.
#[must_use]
pub fn file_name(what: &str, at: f64, extension: &str) -> String {
    let time = String::from(js_sys::Date::new(&at.into()).to_iso_string());
    let time = time.get(..19).unwrap_or_default();
    format!(
        "{what} {}Z.{extension}",
        time.replace('T', " ").replace(':', ".")
    )
}
