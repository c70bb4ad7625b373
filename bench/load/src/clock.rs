use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Time since the Unix epoch: a clock that the hub's process can read too.
#[expect(
    clippy::disallowed_methods,
    reason = "this is the one clock of the program"
)]
pub(crate) fn now() -> Duration {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default()
}
