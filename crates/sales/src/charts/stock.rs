//! What was sold and what is left of each product whose level is known: the two parts of its ring.

use serde::Serialize;

use super::sort_largest_first;
use crate::amount::Total;
use crate::stock_levels::{Level, StockLevels};
use crate::sums::Sums;

#[derive(Serialize)]
pub(super) struct Product<'a> {
    name: &'a str,
    /// Level minus sold, and what was delivered.
    stock: Total,
    /// Pieces sold, those that came back taken off.
    sales: Total,
}

pub(super) fn products<'a>(sums: &Sums, levels: &'a StockLevels) -> Vec<Product<'a>> {
    let product = |(name, level): (&'a str, &Level)| {
        let sales = sums.sold.get(name).copied().unwrap_or_default();
        Product {
            name,
            stock: level.left(sales),
            sales,
        }
    };
    let mut products: Vec<_> = levels.iter().map(product).collect();
    sort_largest_first(
        &mut products,
        |product| product.sales,
        |product| product.name,
    );
    products
}
