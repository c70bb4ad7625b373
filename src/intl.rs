//! `Intl`: what the browser knows of languages, currencies and time zones, and how the page writes its numbers.

use std::cell::RefCell;

use js_sys::JsString;
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

    #[wasm_bindgen(method)]
    fn format(this: &NumberFormat, number: f64) -> String;
}

/// How the page writes, as long as nothing else is said.
struct Formats {
    locale: String,
    number: NumberFormat,
    money: NumberFormat,
}

thread_local! {
    static FORMATS: RefCell<Option<Formats>> = const { RefCell::new(None) };
}

/// As many decimals as a number has, four at most: sums of binary fractions end in noise.
const DECIMALS: u8 = 4;

/// Writes numbers as `locale` does from here on, a BCP 47 tag, and amounts in `currency`, an ISO 4217 code; an empty one
/// is none. What the browser does not know changes nothing.
pub fn write_as(locale: &str, currency: &str) {
    let plain = json!({ "maximumFractionDigits": DECIMALS });
    let number = number_format(locale, &plain);
    let money = if currency.is_empty() {
        number_format(locale, &plain)
    } else {
        number_format(locale, &money_options(currency))
    };
    if let (Some(number), Some(money)) = (number, money) {
        let locale = locale.to_owned();
        FORMATS.set(Some(Formats {
            locale,
            number,
            money,
        }));
    }
}

/// The locale that the page writes in: empty before [`write_as`], which is the browser's own.
#[must_use]
pub fn locale() -> String {
    FORMATS.with_borrow(|formats| {
        formats
            .as_ref()
            .map_or_else(String::new, |f| f.locale.clone())
    })
}

/// A number in full.
#[must_use]
pub fn number(number: f64) -> String {
    FORMATS.with_borrow(|formats| match formats {
        Some(formats) => formats.number.format(number),
        None => in_figures(number),
    })
}

/// An amount in full.
#[must_use]
pub fn money(amount: f64) -> String {
    FORMATS.with_borrow(|formats| match formats {
        Some(formats) => formats.money.format(amount),
        None => in_figures(amount),
    })
}

/// A number for programs: no groups, a point, and as many decimals as it has, four at most.
#[must_use]
#[expect(
    clippy::cast_possible_truncation,
    reason = "what has a fraction is far below 2^63"
)]
pub fn in_figures(number: f64) -> String {
    /// From here on a number has no decimals.
    const WHOLE: f64 = 9_007_199_254_740_992.0 / 10_000.0;
    if number.abs() >= WHOLE {
        return format!("{number:.0}");
    }
    const SCALE: u64 = 10_000;
    let scaled = (number * 10_000.0).round() as i64;
    let (whole, fraction) = (scaled.unsigned_abs() / SCALE, scaled.unsigned_abs() % SCALE);
    let sign = if scaled < 0 { "-" } else { "" };
    let text = format!("{sign}{whole}.{fraction:04}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A format with `options`, in the page's locale. None when a name in them is not known.
#[must_use]
pub fn date_time_format(options: &Value) -> Option<DateTimeFormat> {
    date_time_format_in(&locale(), options)
}

/// The tags of the languages that the viewer's browser is set to, the preferred one first.
#[must_use]
pub fn browser_languages() -> Vec<String> {
    let languages = leptos::prelude::window().navigator().languages();
    languages
        .iter()
        .filter_map(|tag| tag.dyn_into::<JsString>().ok().map(String::from))
        .collect()
}

/// Whether the browser knows all three. A locale may be `auto`, the browser's own; an empty currency is none.
///
/// # Errors
///
/// Which one it does not know, for whoever edited `config.json`.
pub fn check(locale: &str, currency: &str, time_zone: &str) -> Result<(), String> {
    let known = |member: &str, value: &str, is_known: bool| {
        let unknown = || format!("this browser knows no `{member}` called `{value}`");
        is_known.then_some(()).ok_or_else(unknown)
    };
    let has_locale = locale == "auto" || date_time_format_in(locale, &json!({})).is_some();
    let has_time_zone = date_time_format_in("", &json!({ "timeZone": time_zone })).is_some();
    let has_currency = currency.is_empty() || number_format("", &money_options(currency)).is_some();
    known("locale", locale, has_locale)?;
    known("currency", currency, has_currency)?;
    known("timeZone", time_zone, has_time_zone)
}

fn money_options(currency: &str) -> Value {
    json!({ "style": "currency", "currency": currency, "maximumFractionDigits": DECIMALS })
}

fn date_time_format_in(locale: &str, options: &Value) -> Option<DateTimeFormat> {
    DateTimeFormat::new(&language(locale), &written(options)).ok()
}

fn number_format(locale: &str, options: &Value) -> Option<NumberFormat> {
    NumberFormat::new(&language(locale), &written(options)).ok()
}

fn language(locale: &str) -> JsValue {
    if locale.is_empty() {
        JsValue::UNDEFINED
    } else {
        JsValue::from_str(locale)
    }
}

fn written(options: &Value) -> JsValue {
    js_sys::JSON::parse(&options.to_string()).unwrap_or(JsValue::UNDEFINED)
}

#[cfg(test)]
mod tests {
    use super::in_figures;

    #[test]
    fn a_number_is_written_in_full_and_without_noise() {
        assert_eq!(in_figures(725_457.824_5), "725457.8245");
        assert_eq!(in_figures(0.1 + 0.2), "0.3");
        assert_eq!(in_figures(12.0), "12");
        assert_eq!(in_figures(-0.000_01), "0");
        assert_eq!(in_figures(-12.05), "-12.05");
        assert_eq!(in_figures(100.0), "100");
        assert_eq!(in_figures(-12e17), "-1200000000000000000");
    }
}
