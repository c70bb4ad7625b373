//! The one place where the app asks for the time of day.

use std::time::Duration;

use leptos::prelude::*;

/// The time, told once a second. All in milliseconds.
#[derive(Clone, Copy)]
pub struct Clock {
    /// Since some start; never jumps. For ages and countdowns.
    pub uptime: Signal<u64>,
    /// Since 1970; may jump when somebody sets the clock. For showing the time of day.
    pub wall: Signal<f64>,
}

/// Puts the clock into the context. `uptime` is asked for a time that never jumps.
pub fn provide_clock(uptime: impl Fn() -> u64 + 'static) -> Clock {
    let now = RwSignal::new(uptime());
    let time_of_day = RwSignal::new(wall());
    let tick = move || {
        now.set(uptime());
        time_of_day.set(wall());
    };
    if let Ok(interval) = set_interval_with_handle(tick, Duration::from_secs(1)) {
        on_cleanup(move || interval.clear());
    }
    let clock = Clock {
        uptime: now.into(),
        wall: time_of_day.into(),
    };
    provide_context(clock);
    clock
}

/// The clock in the context.
///
/// # Panics
/// Without [`provide_clock`] above: a mistake in the app's wiring.
#[must_use]
pub fn use_clock() -> Clock {
    expect_context()
}

#[expect(
    clippy::disallowed_methods,
    reason = "the time of day, to be shown and never to be reckoned with"
)]
fn wall() -> f64 {
    js_sys::Date::now()
}
