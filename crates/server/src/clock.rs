//! The one place that reads the wall clock.
//!
//! Durations and deadlines are measured with tokio's clock, which the wall clock's jumps do not move and which tests
//! can pause; the wall clock only dates things that leave the process.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Time since the Unix epoch; zero for a clock that stands before it.
#[must_use]
#[expect(
    clippy::disallowed_methods,
    reason = "this is the one clock of the server"
)]
fn since_epoch() -> Duration {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default()
}

/// Milliseconds since the Unix epoch.
#[must_use]
pub fn unix_ms() -> u64 {
    u64::try_from(since_epoch().as_millis()).unwrap_or(u64::MAX)
}

/// Seconds since the Unix epoch.
#[must_use]
pub fn unix_seconds() -> i64 {
    i64::try_from(since_epoch().as_secs()).unwrap_or(i64::MAX)
}

/// The time as orders have it.
#[must_use]
pub fn now() -> jiff::Timestamp {
    jiff::Timestamp::from_second(unix_seconds()).unwrap_or(jiff::Timestamp::MAX)
}
