//! Whether the server can do its work, for `/readyz`.

use std::fmt::Display;

use parking_lot::Mutex;

/// What the parts of the server report about themselves.
#[derive(Debug, Default)]
pub struct Health {
    storage: Mutex<Option<String>>,
}

impl Health {
    /// The store was written, or could not be. The first failure and the recovery are logged; what lies between is counted.
    pub fn note_storage<T, E: Display>(&self, outcome: &Result<T, E>) {
        let failure = outcome.as_ref().err().map(ToString::to_string);
        let mut storage = self.storage.lock();
        match (&*storage, &failure) {
            (None, Some(failure)) => {
                tracing::error!(
                    "the store cannot be written, nothing is counted until it can: {failure}"
                );
            }
            (Some(_), None) => tracing::info!("the store can be written again"),
            _ => {}
        }
        if failure.is_some() {
            metrics::counter!("live_storage_failures_total").increment(1);
        }
        *storage = failure;
    }

    /// Why the store cannot be written, if it can't.
    #[must_use]
    pub fn storage_failure(&self) -> Option<String> {
        self.storage.lock().clone()
    }
}
