//! What the browser keeps for the next visit.

use leptos::prelude::window;

/// A place in the browser's storage. A browser that keeps nothing forgets: nothing depends on it.
pub struct Kept(pub &'static str);

impl Kept {
    /// What was kept last.
    #[must_use]
    pub fn read(&self) -> Option<String> {
        window().local_storage().ok()??.get_item(self.0).ok()?
    }

    /// Keeps a text.
    pub fn write(&self, text: &str) {
        if let Ok(Some(storage)) = window().local_storage() {
            // Full, or forbidden.
            let _ = storage.set_item(self.0, text);
        }
    }
}
