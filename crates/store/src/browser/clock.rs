//! The page's time, sleep included.

use std::cell::Cell;

use socket_conn::Millis;
use web_sys::Performance;

/// The wall clock may gain so much on the page's own before it means a sleep, milliseconds: it is set now and then.
const DRIFT: f64 = 5_000.0;

/// Milliseconds since the page began: never back, whatever is done to the wall clock.
///
/// The page's own clock may stand still while the machine sleeps ([a known difference between systems][issue]), so
/// the wall clock is asked how long that was.
///
/// [issue]: https://github.com/w3c/hr-time/issues/115
pub(super) struct Clock {
    /// The page's own clock.
    own: Option<Performance>,
    /// How long the page's own clock has stood still so far.
    slept: Cell<f64>,
    /// The wall clock minus the page's own, when they were last compared.
    difference: Cell<f64>,
}

impl Clock {
    pub(super) fn new() -> Self {
        let clock = Self {
            own: web_sys::window().and_then(|window| window.performance()),
            slept: Cell::new(0.0),
            difference: Cell::new(0.0),
        };
        clock.difference.set(wall() - clock.own());
        clock
    }

    pub(super) fn now(&self) -> Millis {
        (self.own() + self.slept.get()) as Millis
    }

    /// Compares the clocks; says whether the machine has slept since the last time.
    pub(super) fn has_slept(&self) -> bool {
        let difference = wall() - self.own();
        let gained = difference - self.difference.replace(difference);
        let has_slept = gained > DRIFT;
        if has_slept {
            self.slept.set(self.slept.get() + gained);
        }
        has_slept
    }

    fn own(&self) -> f64 {
        self.own.as_ref().map_or(0.0, Performance::now)
    }
}

/// The one place that asks the wall clock: no other time depends on it.
#[expect(clippy::disallowed_methods, reason = "only compared with itself")]
fn wall() -> f64 {
    js_sys::Date::now()
}
