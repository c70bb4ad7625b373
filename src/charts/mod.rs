//! The six charts. Each file holds what its topic publishes, how that becomes an ECharts option (a plain function), and
//! the tile that shows it. The rest is what they share, in the order in which data passes through it.

mod amount;
mod lenient;

mod carousel;
pub mod look;
pub mod settings;

pub mod hot;
pub mod map;
pub mod rank;
pub mod seller;
pub mod stock;
pub mod trend;

mod attempts;
mod redraw;

mod canvas;
mod externs;

use leptos::prelude::*;

/// A chart of the screen.
pub struct ChartEntry {
    /// Its name in addresses, and its topic's `chartName`.
    pub name: &'static str,
    /// Makes its tile.
    pub view: fn() -> AnyView,
}

/// All charts, in the order in which a reader meets them.
pub const CHARTS: &[ChartEntry] = &[
    entry("trend", || trend::Trend().into_any()),
    entry("seller", || seller::Seller().into_any()),
    entry("map", || map::Map().into_any()),
    entry("rank", || rank::Rank().into_any()),
    entry("hot", || hot::Hot().into_any()),
    entry("stock", || stock::Stock().into_any()),
];

const fn entry(name: &'static str, view: fn() -> AnyView) -> ChartEntry {
    ChartEntry { name, view }
}
