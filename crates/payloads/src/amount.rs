//! `seller` and `rank`: names with amounts.

use serde::Deserialize;
use socket_wire::Payload;

use crate::lenient;

/// Reads what the sellers and the ranking are sent.
///
/// # Errors
/// The payload is not a list of names with amounts; the text says why.
pub fn read(payload: Payload<'_>) -> Result<Vec<Amount>, String> {
    payload.decode()
}

/// One line of a ranking.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Amount {
    /// Seller, region, product.
    pub name: String,
    /// In whatever the server counts, which is a currency as a rule.
    #[serde(deserialize_with = "lenient::number")]
    pub value: f64,
}
