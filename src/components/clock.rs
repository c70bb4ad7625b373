//! The time of day, in the time zone that `config.json` names.

use leptos::prelude::*;
use serde_json::{Value, json};

use crate::{clock::use_clock, intl::date_time_format};

/// Hours and minutes, and the date beside them.
#[component]
pub fn Clock(
    /// An IANA name such as `Europe/Zurich`.
    #[prop(into)]
    time_zone: String,
) -> impl IntoView {
    let clock = use_clock();
    let written = |mut options: Value| {
        options["timeZone"] = json!(time_zone);
        let format = StoredValue::new_local(date_time_format(&options));
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
