//! `Intl`: what the browser knows of languages, currencies and time zones.

use serde_json::{Value, json};
use wasm_bindgen::prelude::*;

// js-sys has these types too, with constructors that end the program when a name is not known.
#[wasm_bindgen]
extern "C" {
    /// Writes points in time.
    #[wasm_bindgen(js_namespace = Intl)]
    pub type DateTimeFormat;

    #[wasm_bindgen(constructor, catch, js_namespace = Intl)]
    fn new(locale: &JsValue, options: &JsValue) -> Result<DateTimeFormat, JsValue>;

    /// The text of a time, in milliseconds since 1970.
    #[wasm_bindgen(method)]
    pub fn format(this: &DateTimeFormat, milliseconds: f64) -> String;

    #[wasm_bindgen(js_namespace = Intl)]
    type NumberFormat;

    #[wasm_bindgen(constructor, catch, js_namespace = Intl)]
    fn new(locale: &JsValue, options: &JsValue) -> Result<NumberFormat, JsValue>;
}

/// A format with `options`; `locale` is a BCP 47 tag, or `auto` for the browser's own. None when a name is not known.
#[must_use]
pub fn date_time_format(locale: &str, options: &Value) -> Option<DateTimeFormat> {
    DateTimeFormat::new(&language(locale), &written(options)).ok()
}

/// Whether the browser knows all three. An empty currency is none.
///
/// # Errors
///
/// Which one it does not know, for whoever edited `config.json`.
pub fn check(locale: &str, currency: &str, time_zone: &str) -> Result<(), String> {
    let known = |member: &str, value: &str, is_known: bool| {
        let unknown = || format!("this browser knows no `{member}` called `{value}`");
        is_known.then_some(()).ok_or_else(unknown)
    };
    let has_locale = date_time_format(locale, &json!({})).is_some();
    let has_time_zone = date_time_format("auto", &json!({ "timeZone": time_zone })).is_some();
    let money = written(&json!({ "style": "currency", "currency": currency }));
    let has_currency = currency.is_empty() || NumberFormat::new(&language("auto"), &money).is_ok();
    known("locale", locale, has_locale)?;
    known("currency", currency, has_currency)?;
    known("timeZone", time_zone, has_time_zone)
}

fn language(locale: &str) -> JsValue {
    if locale == "auto" {
        JsValue::UNDEFINED
    } else {
        JsValue::from_str(locale)
    }
}

fn written(options: &Value) -> JsValue {
    js_sys::JSON::parse(&options.to_string()).unwrap_or(JsValue::UNDEFINED)
}
