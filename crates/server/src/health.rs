//! Whether the server can do its work, for `/readyz`.

use std::fmt::Display;
use std::time::Duration;

use parking_lot::Mutex;

/// How long after a failure the next try is made.
pub const RETRY_AFTER: Duration = Duration::from_secs(1);

/// What the parts of the server report about themselves.
#[derive(Debug, Default)]
pub struct Health {
    storage: Mutex<Option<String>>,
}

impl Health {
    /// Something was written.
    pub fn storage_works(&self) {
        if self.storage.lock().take().is_some() {
            tracing::info!("the store can be written again");
        }
    }

    /// Something could not be written. The first failure is logged; those that follow are counted.
    pub fn storage_fails(&self, error: &dyn Display) {
        metrics::counter!("live_storage_failures_total").increment(1);
        let former = self.storage.lock().replace(error.to_string());
        if former.is_none() {
            tracing::error!("the store cannot be written, nothing counts until it can: {error}");
        }
    }

    /// Why the store cannot be written, if it can't.
    #[must_use]
    pub fn storage_failure(&self) -> Option<String> {
        self.storage.lock().clone()
    }
}
