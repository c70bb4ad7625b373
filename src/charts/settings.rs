//! What `config.json` says about charts.

use leptos::prelude::*;

/// How amounts are written, and which map is drawn. Provided once, by the app.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChartSettings {
    /// A BCP 47 tag, or `auto` for the browser's own.
    pub locale: String,
    /// An ISO 4217 code; empty for amounts that are no money.
    pub currency: String,
    /// The name of a file under `maps/`, without its extension.
    pub map: String,
}

/// The settings that the app provides.
///
/// # Panics
/// When the app has provided none: a mistake in its wiring.
#[must_use]
pub fn use_settings() -> ChartSettings {
    expect_context()
}
