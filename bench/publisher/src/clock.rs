//! The one place that reads a clock.

use std::time::{SystemTime, UNIX_EPOCH};

use tokio::time::Instant;

/// A clock that does not jump, and yet tells the time of day as a browser does: the wall clock is read once.
#[derive(Debug)]
pub(crate) struct Clock {
    began: Instant,
    began_unix_us: u64,
}

impl Clock {
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the one clock of the program"
    )]
    pub(crate) fn start() -> Self {
        let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH);
        let micros = since_epoch.unwrap_or_default().as_micros();
        Self {
            began: Instant::now(),
            began_unix_us: u64::try_from(micros).unwrap_or_default(),
        }
    }

    /// Microseconds since the Unix epoch at which the clock was started.
    pub(crate) fn began_unix_us(&self) -> u64 {
        self.began_unix_us
    }

    /// Microseconds since then.
    pub(crate) fn elapsed_us(&self) -> u64 {
        u64::try_from(self.began.elapsed().as_micros()).unwrap_or(u64::MAX)
    }
}
