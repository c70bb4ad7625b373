//! Amount by month, over the twelve months that end with the newest order's, for the top regions, sellers and products.

use serde::Serialize;

use super::sort_largest_first;
use crate::amount::Total;
use crate::sums::{MONTHS, Month, Series, Sums};

/// Lines in one trend.
const LINES: usize = 5;

#[derive(Serialize)]
pub(super) struct Trends<'a> {
    map: Trend<'a>,
    seller: Trend<'a>,
    commodity: Trend<'a>,
    common: Common,
    #[serde(rename = "type")]
    kinds: [Kind; 3],
}

#[derive(Serialize)]
struct Trend<'a> {
    title: &'static str,
    /// The largest amount among the lines, as text: about where the axis ends. `"0"` without lines.
    base: String,
    /// Empty: orders don't say their currency, the page's configuration does.
    unit: &'static str,
    data: Vec<Line<'a>>,
}

#[derive(Serialize)]
struct Line<'a> {
    name: &'a str,
    data: [Total; MONTHS],
    #[serde(skip)]
    total: Total,
}

/// What the three trends share.
#[derive(Serialize)]
struct Common {
    /// `2017-01`, oldest first.
    month: Vec<String>,
}

/// A trend to choose, by its key in [`Trends`].
#[derive(Serialize)]
struct Kind {
    key: &'static str,
    text: &'static str,
}

pub(super) fn trend(sums: &Sums) -> Trends<'_> {
    let month = |end: Month| {
        (0..MONTHS)
            .rev()
            .map(|back| end.before(back).to_string())
            .collect()
    };
    Trends {
        map: Trend::new("Sales by region", lines(sums, Series::Region)),
        seller: Trend::new("Sales by seller", lines(sums, Series::Seller)),
        commodity: Trend::new("Sales by product", lines(sums, Series::Product)),
        common: Common {
            month: sums.newest().map(month).unwrap_or_default(),
        },
        kinds: [
            Kind {
                key: "map",
                text: "Regions",
            },
            Kind {
                key: "seller",
                text: "Sellers",
            },
            Kind {
                key: "commodity",
                text: "Products",
            },
        ],
    }
}

impl<'a> Trend<'a> {
    fn new(title: &'static str, data: Vec<Line<'a>>) -> Self {
        let largest = data
            .iter()
            .flat_map(|line| line.data)
            .max()
            .unwrap_or_default();
        Self {
            title,
            base: largest.to_string(),
            unit: "",
            data,
        }
    }
}

impl<'a> Line<'a> {
    fn new(name: &'a str, data: [Total; MONTHS]) -> Self {
        Self {
            name,
            data,
            total: data.into_iter().sum(),
        }
    }
}

/// The names with the largest amounts within the months shown. One without an order in them is no line.
fn lines(sums: &Sums, series: Series) -> Vec<Line<'_>> {
    let Some(end) = sums.newest() else {
        return Vec::new();
    };
    let start = end.before(MONTHS - 1);
    let shown = sums
        .months(series)
        .filter(|(_, months)| months.newest() >= Some(start));
    let mut lines: Vec<_> = shown
        .map(|(name, months)| Line::new(name, months.ending_with(end)))
        .collect();
    sort_largest_first(&mut lines, |line| line.total, |line| line.name);
    lines.truncate(LINES);
    lines
}
