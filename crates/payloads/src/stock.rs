//! `stock`: what is sold and what is left.

use serde::Deserialize;
use socket_wire::Payload;

use crate::lenient;

/// Reads what the stock is sent.
///
/// # Errors
/// The payload is not a list of products; the text says why.
pub fn read(payload: Payload<'_>) -> Result<Vec<Product>, String> {
    payload.decode()
}

/// A product in stock.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Product {
    /// Its name.
    pub name: String,
    /// Pieces left. Below zero when more was sold than there was.
    #[serde(deserialize_with = "lenient::number")]
    pub stock: f64,
    /// Pieces sold.
    #[serde(deserialize_with = "lenient::number")]
    pub sales: f64,
}

impl Product {
    /// How much of all there was is sold: from 0 to 1.
    #[must_use]
    pub fn sold_share(&self) -> f64 {
        let (left, sold) = (self.stock.max(0.0), self.sales.max(0.0));
        if left + sold > 0.0 {
            sold / (left + sold)
        } else {
            0.0
        }
    }
}
