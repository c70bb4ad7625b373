//! The time of day, in the time zone that `config.json` names.

use leptos::prelude::*;
use serde_json::{Value, json};
use wasm_bindgen::prelude::*;

use crate::clock::use_clock;

/// Hours and minutes, and the date beside them.
#[component]
pub fn Clock(
    /// A BCP 47 tag, or `auto` for the browser's own.
    #[prop(into)]
    locale: String,
    /// An IANA name such as `Europe/Zurich`.
    #[prop(into)]
    time_zone: String,
) -> impl IntoView {
    let clock = use_clock();
    let written = |options: Value| {
        let format = StoredValue::new_local(formatter(&locale, &time_zone, options));
        // A memo, so that the page is touched once a minute and not once a second.
        Memo::new(move |_| {
            format.with_value(|format| {
                format
                    .as_ref()
                    .map(|format| format.format(clock.wall.get()))
            })
        })
    };
    let time = written(json!({ "hour": "2-digit", "minute": "2-digit" }));
    let date = written(json!({ "weekday": "short", "day": "numeric", "month": "short" }));
    view! {
        <div class="clock" title=time_zone>
            <span class="clock__date">{date}</span>
            <span class="clock__time">{time}</span>
        </div>
    }
}

/// None for a locale or time zone that the browser does not know: no time is better than a wrong one.
fn formatter(locale: &str, time_zone: &str, mut options: Value) -> Option<DateTimeFormat> {
    options["timeZone"] = json!(time_zone);
    let locale = if locale == "auto" {
        JsValue::UNDEFINED
    } else {
        JsValue::from_str(locale)
    };
    let options = js_sys::JSON::parse(&options.to_string()).ok()?;
    DateTimeFormat::new(&locale, &options).ok()
}

// js-sys has this type too, with a constructor that ends the program when a name is not known.
#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = Intl)]
    type DateTimeFormat;

    #[wasm_bindgen(constructor, catch, js_namespace = Intl)]
    fn new(locale: &JsValue, options: &JsValue) -> Result<DateTimeFormat, JsValue>;

    #[wasm_bindgen(method)]
    fn format(this: &DateTimeFormat, milliseconds: f64) -> String;
}
