//! The six charts. Each file turns what its topic publishes (`chart_payloads` has the types) into an ECharts option, by a
//! plain function, and holds the tile that shows it. The rest is what they share, in the order in which data passes through it.

mod amount;
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
pub mod pace;
mod redraw;

mod canvas;
mod changes;
mod externs;

use leptos::prelude::*;
use leptos_socket_store::SocketStore;

/// A chart of the screen.
pub struct ChartEntry {
    /// Its name in addresses, and its topic's `chartName`.
    pub name: &'static str,
    /// Registers for its topic.
    pub hold: fn(SocketStore),
    /// Makes its tile.
    pub view: fn() -> AnyView,
}

/// All charts, in the order in which a reader meets them.
pub const CHARTS: &[ChartEntry] = &[
    entry(
        "trend",
        |store| _ = store.topic(&trend::TOPIC),
        || trend::Trend().into_any(),
    ),
    entry(
        "seller",
        |store| _ = store.topic(&seller::TOPIC),
        || seller::Seller().into_any(),
    ),
    entry(
        "map",
        |store| _ = store.topic(&map::TOPIC),
        || map::Map().into_any(),
    ),
    entry(
        "rank",
        |store| _ = store.topic(&rank::TOPIC),
        || rank::Rank().into_any(),
    ),
    entry(
        "hot",
        |store| _ = store.topic(&hot::TOPIC),
        || hot::Hot().into_any(),
    ),
    entry(
        "stock",
        |store| _ = store.topic(&stock::TOPIC),
        || stock::Stock().into_any(),
    ),
];

const fn entry(name: &'static str, hold: fn(SocketStore), view: fn() -> AnyView) -> ChartEntry {
    ChartEntry { name, hold, view }
}
