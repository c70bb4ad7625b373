//! What `config.json` says about charts.

use std::collections::BTreeMap;

use leptos::prelude::*;

/// In which currency amounts are, and which map is drawn. Provided once, by the app.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChartSettings {
    /// An ISO 4217 code; empty for amounts that are no money.
    pub currency: String,
    /// The name of a file under `maps/`, without its extension.
    pub map: String,
    /// What regions are called elsewhere than on the map: from there to the map's own name.
    pub region_names: BTreeMap<String, String>,
}

/// The settings that the app provides.
///
/// # Panics
/// When the app has provided none: a mistake in its wiring.
#[must_use]
pub fn use_settings() -> ChartSettings {
    expect_context()
}
