//! Times on the store's clock as the time of day.

use leptos::prelude::*;
use leptos_socket_store::Millis;
use serde_json::json;

use crate::{
    clock::use_clock,
    intl::{DateTimeFormat, date_time_format},
};

/// Writes times with their milliseconds.
#[derive(Clone, Copy)]
pub struct TimeOfDay {
    format: StoredValue<Option<DateTimeFormat>, LocalStorage>,
    /// From the store's clock to the one on the wall.
    shift: f64,
}

impl TimeOfDay {
    /// As the page writes times.
    #[must_use]
    pub fn new() -> Self {
        let clock = use_clock();
        let options = json!({
            "hour": "2-digit", "minute": "2-digit", "second": "2-digit", "fractionalSecondDigits": 3,
            "hourCycle": "h23",
        });
        Self {
            format: StoredValue::new_local(date_time_format(&options)),
            shift: clock.wall.get_untracked() - clock.uptime.get_untracked() as f64,
        }
    }

    /// A time in words; none where the browser has none.
    #[must_use]
    pub fn of(self, at: Millis) -> String {
        let at = at as f64 + self.shift;
        let written =
            |format: &Option<DateTimeFormat>| format.as_ref().map(|format| format.format(at));
        self.format.with_value(written).unwrap_or_default()
    }
}
