//! The six charts as JSON texts, in the shapes that the Vue stack's chart components take.
//!
//! Amounts are exact decimals (`957.5775`). Lists are sorted by amount, largest first, equal ones by name. Nothing is left out or
//! folded together, except that a trend has five lines at most.

mod hot;
mod map;
mod ranking;
mod stock;
mod trend;

use serde::Serialize;

use crate::amount::Total;
use crate::stock_levels::StockLevels;
use crate::sums::Sums;

/// One of the six charts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Chart {
    /// Amount by month for the top regions, sellers and products.
    Trend,
    /// Amount by seller.
    Seller,
    /// Amount by city, in four groups.
    Map,
    /// Amount by region.
    Rank,
    /// Amount by category, subcategory and product.
    Hot,
    /// Pieces sold and left, by product.
    Stock,
}

impl Chart {
    /// Every chart.
    pub const ALL: [Self; 6] = [
        Self::Trend,
        Self::Seller,
        Self::Map,
        Self::Rank,
        Self::Hot,
        Self::Stock,
    ];

    /// Its `chartName` on the socket and under `/api`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Trend => "trend",
            Self::Seller => "seller",
            Self::Map => "map",
            Self::Rank => "rank",
            Self::Hot => "hot",
            Self::Stock => "stock",
        }
    }
}

/// The chart's JSON text.
///
/// Over no orders it is valid too, with empty lists. `stock` are the levels that the stock chart counts down from; without them
/// that chart is `[]`.
///
/// | chart | JSON |
/// | --- | --- |
/// | trend | `{"map":T,"seller":T,"commodity":T,"common":{"month":["2017-01",…]},"type":[{"key":"map","text":"Regions"},…]}` where T is `{"title","base","unit","data":[{"name","data":[12 amounts]}]}` |
/// | seller, rank | `[{"name","value":amount}]` |
/// | map | `[{"name":"Top 25 %","children":[{"name":city,"value":[lng,lat,amount],"region"}]}]`, `lng` and `lat` `null` where unknown |
/// | hot | `[{"name","value":amount,"children":[{"name","value","children":[{"name","value"}]}]}]` |
/// | stock | `[{"name":product,"stock":pieces left,"sales":pieces sold}]`, most sold first; `stock` is below zero for a product of which more was sold than was there and nothing is delivered |
#[must_use]
pub fn payload(chart: Chart, sums: &Sums, stock: Option<&StockLevels>) -> String {
    match chart {
        Chart::Trend => json(&trend::trend(sums)),
        Chart::Seller => json(&ranking::ranking(sums.sellers.iter())),
        Chart::Map => json(&map::groups(sums)),
        Chart::Rank => json(&ranking::ranking(sums.regions.iter())),
        Chart::Hot => json(&hot::categories(sums)),
        Chart::Stock => json(
            &stock
                .map(|levels| stock::products(sums, levels))
                .unwrap_or_default(),
        ),
    }
}

/// Sorts by the number that `total` gives, largest first, and equal ones by `name`.
fn sort_largest_first<'a, T>(
    items: &mut [T],
    total: impl Fn(&T) -> Total,
    name: impl Fn(&T) -> &'a str,
) {
    items.sort_by(|a, b| total(b).cmp(&total(a)).then_with(|| name(a).cmp(name(b))));
}

fn json(payload: &impl Serialize) -> String {
    serde_json::to_string(payload)
        .expect("texts, numbers and lists of them can always be written as JSON")
}
