//! `hot`: what sells, by category and sub-category.

use serde::Deserialize;
use socket_wire::Payload;

use crate::{amount::Amount, lenient};

/// Reads what the hot categories are sent.
///
/// # Errors
/// The payload is not a list of categories; the text says why.
pub fn read(payload: Payload<'_>) -> Result<Vec<Category>, String> {
    payload.decode()
}

/// A category.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Category {
    /// Its name.
    pub name: String,
    /// Its sub-categories.
    #[serde(default)]
    pub children: Vec<SubCategory>,
}

/// A sub-category.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct SubCategory {
    /// Its name.
    pub name: String,
    /// Its amount: that of all its products.
    #[serde(deserialize_with = "lenient::number")]
    pub value: f64,
    /// Its products.
    #[serde(default)]
    pub children: Vec<Amount>,
}
