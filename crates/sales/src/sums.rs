//! What the charts show, kept as sums: adding an order changes a handful of them, and an order isn't needed again afterwards.

mod cells;
mod month;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::amount::Total;
use crate::order::{Coordinates, OrderLine};
use cells::Cells;
pub(crate) use month::{LastMonths, MONTHS, Month};

/// What a field that isn't there is grouped as.
const NONE: &str = "(none)";

/// The sums over all orders seen.
///
/// They are made of cells, one or a few for each seller, region, city and product; how many orders went into them doesn't matter
/// to their size. Every cell is also a pair of texts, key and value, so that a store can keep them: [`take_changes`](Self::take_changes)
/// hands out those to write, [`restore`](Self::restore) makes the same sums of them again.
///
/// ```
/// use live_sales::{Chart, OrderLine, Sums, payload};
/// let now = "2026-03-01T12:00:00Z".parse().unwrap();
/// let mut sums = Sums::new();
/// sums.apply(&OrderLine::from_json(r#"{"time":"2026-03-01","seller":"Ann","amount":957.5775}"#, now).unwrap());
/// let stored = sums.take_changes();
/// let again = Sums::restore(stored).unwrap();
/// assert_eq!(payload(Chart::Seller, &again, None), r#"[{"name":"Ann","value":957.5775}]"#);
/// ```
#[derive(Clone, Debug, Default)]
pub struct Sums {
    pub(crate) sellers: Cells<String, Total>,
    pub(crate) regions: Cells<String, Total>,
    pub(crate) cities: Cells<City, CitySum>,
    pub(crate) products: Cells<Product, Total>,
    pub(crate) sold: Cells<String, Total>,
    months: Cells<(Series, String), LastMonths>,
    newest: Option<Month>,
}

/// The three things whose trend is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Series {
    Region,
    Seller,
    Product,
}

/// Cities of the same name in two regions are two cities.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct City {
    pub(crate) region: String,
    pub(crate) name: String,
}

/// What a city bought, and where the last order that knew placed it.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub(crate) struct CitySum {
    pub(crate) amount: Total,
    pub(crate) coordinates: Option<Coordinates>,
}

/// A product within its groups; the same product may be in several.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Product {
    pub(crate) category: String,
    pub(crate) subcategory: String,
    pub(crate) name: String,
}

/// A cell's address as it is stored, in JSON: `{"seller":"Ann"}`.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Key {
    Seller(String),
    Region(String),
    City(City),
    Product(Product),
    Sold(String),
    Months((Series, String)),
}

/// A stored cell that these sums can't have written.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("stored sums: the cell {key:?} can't be read: {reason}")]
pub struct RestoreError {
    /// The cell's key.
    pub key: String,
    /// What is wrong with its key or value.
    pub reason: String,
}

impl Sums {
    /// Sums over no orders.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds an order line. It can't fail: sums have room for more lines of the largest amount than can ever arrive.
    pub fn apply(&mut self, line: &OrderLine) {
        let text = |field: &Option<String>| field.clone().unwrap_or_else(|| NONE.to_owned());
        let (seller, region, product) =
            (text(&line.seller), text(&line.region), text(&line.product));
        let (amount, pieces) = (Total::from(line.amount), Total::from(line.quantity));
        let month = Month::of(line.time);

        let city = self.cities.change(City {
            region: region.clone(),
            name: text(&line.city),
        });
        city.amount += amount;
        city.coordinates = line.coordinates.or(city.coordinates);

        let groups = Product {
            category: text(&line.category),
            subcategory: text(&line.subcategory),
            name: product.clone(),
        };
        *self.products.change(groups) += amount;
        // A return brings its pieces back.
        *self.sold.change(product.clone()) += if line.amount.is_negative() {
            -pieces
        } else {
            pieces
        };
        *self.sellers.change(seller.clone()) += amount;
        *self.regions.change(region.clone()) += amount;

        for key in [
            (Series::Region, region),
            (Series::Seller, seller),
            (Series::Product, product),
        ] {
            self.months.change(key).add(month, amount);
        }
        self.newest = self.newest.max(Some(month));
    }

    /// The cells that orders changed since the last call, as they stand, to be written over those of the same key.
    pub fn take_changes(&mut self) -> Vec<(String, String)> {
        let mut changes = Vec::new();
        changes.extend(self.sellers.take_changes(Key::Seller));
        changes.extend(self.regions.take_changes(Key::Region));
        changes.extend(self.cities.take_changes(Key::City));
        changes.extend(self.products.take_changes(Key::Product));
        changes.extend(self.sold.take_changes(Key::Sold));
        changes.extend(self.months.take_changes(Key::Months));
        changes
    }

    /// The sums that were stored as these cells, in any order.
    ///
    /// # Errors
    /// A key or a value that isn't of this version's form; then none of them is to be trusted.
    pub fn restore(
        cells: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, RestoreError> {
        let mut sums = Self::new();
        for (key, value) in cells {
            sums.restore_cell(&key, &value)
                .map_err(|error| RestoreError {
                    key,
                    reason: error.to_string(),
                })?;
        }
        sums.newest = sums
            .months
            .iter()
            .filter_map(|(_, months)| months.newest())
            .max();
        Ok(sums)
    }

    fn restore_cell(&mut self, key: &str, value: &str) -> Result<(), serde_json::Error> {
        match serde_json::from_str(key)? {
            Key::Seller(seller) => self.sellers.restore(seller, serde_json::from_str(value)?),
            Key::Region(region) => self.regions.restore(region, serde_json::from_str(value)?),
            Key::City(city) => self.cities.restore(city, serde_json::from_str(value)?),
            Key::Product(product) => self.products.restore(product, serde_json::from_str(value)?),
            Key::Sold(product) => self.sold.restore(product, serde_json::from_str(value)?),
            Key::Months(of) => self.months.restore(of, serde_json::from_str(value)?),
        }
        Ok(())
    }

    /// The last months of every region, seller or product, by name.
    pub(crate) fn months(&self, series: Series) -> impl Iterator<Item = (&String, &LastMonths)> {
        self.months
            .iter()
            .filter(move |((of, _), _)| *of == series)
            .map(|((_, name), months)| (name, months))
    }

    /// The month of the newest order; `None` before the first one.
    pub(crate) fn newest(&self) -> Option<Month> {
        self.newest
    }
}
