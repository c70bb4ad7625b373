//! Which chart fills the screen.

use leptos::prelude::*;

/// Which screens are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// This one and all others.
    Everywhere,
    /// This one alone.
    Here,
}

/// Provided by the page that holds the tiles. Without it tiles have no full-screen button.
#[derive(Clone, Copy)]
pub struct FullScreen {
    /// The name of the chart that fills the screen.
    pub shown: Signal<Option<String>>,
    /// Asks for a chart to fill the screen (true), or to go back to its place.
    pub ask: Callback<(&'static str, bool, Reach)>,
}

impl FullScreen {
    /// Whether the chart `name` fills the screen.
    #[must_use]
    pub fn shows(self, name: &str) -> bool {
        self.shown.with(|shown| shown.as_deref() == Some(name))
    }

    /// Puts a chart on the full screen, or back.
    pub fn toggle(self, name: &'static str, reach: Reach) {
        self.ask.run((name, !untrack(|| self.shows(name)), reach));
    }
}
