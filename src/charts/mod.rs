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
    ChartEntry {
        name: "trend",
        view: || trend::Trend().into_any(),
    },
    ChartEntry {
        name: "seller",
        view: || seller::Seller().into_any(),
    },
    ChartEntry {
        name: "map",
        view: || map::Map().into_any(),
    },
    ChartEntry {
        name: "rank",
        view: || rank::Rank().into_any(),
    },
    ChartEntry {
        name: "hot",
        view: || hot::Hot().into_any(),
    },
    ChartEntry {
        name: "stock",
        view: || stock::Stock().into_any(),
    },
];
