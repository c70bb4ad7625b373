//! `trend`: an amount per month, broken down three ways.

use serde::Deserialize;
use socket_wire::Payload;

use crate::lenient;

/// Reads what the trend is sent.
///
/// # Errors
/// The payload is not such an object; the text says why.
pub fn read(payload: Payload<'_>) -> Result<TrendData, String> {
    payload.decode()
}

/// What `trend` publishes: the same twelve months, broken down three ways.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(default)]
pub struct TrendData {
    /// By region.
    pub map: Breakdown,
    /// By seller.
    pub seller: Breakdown,
    /// By product.
    pub commodity: Breakdown,
    /// What the breakdowns share.
    pub common: Common,
    /// The breakdowns to offer, and what to call them.
    #[serde(rename = "type")]
    pub choices: Vec<Choice>,
}

/// The months of all breakdowns.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(default)]
pub struct Common {
    /// Twelve labels, oldest first.
    pub month: Vec<String>,
}

/// Lines of one breakdown.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(default)]
pub struct Breakdown {
    /// One line per region, seller or product.
    pub data: Vec<Line>,
}

/// One line: an amount per month.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Line {
    /// Region, seller or product.
    pub name: String,
    /// As many as there are months; null is a gap.
    #[serde(default, deserialize_with = "lenient::numbers")]
    pub data: Vec<Option<f64>>,
}

/// A breakdown that can be chosen.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Choice {
    /// Which breakdown.
    pub key: Kind,
    /// Its name for people.
    pub text: String,
}

/// The three breakdowns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// By region.
    Map,
    /// By seller.
    Seller,
    /// By product.
    Commodity,
}

impl Kind {
    /// As the wire has it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Map => "map",
            Self::Seller => "seller",
            Self::Commodity => "commodity",
        }
    }
}

impl TrendData {
    /// The lines of one breakdown.
    #[must_use]
    pub fn breakdown(&self, kind: Kind) -> &Breakdown {
        match kind {
            Kind::Map => &self.map,
            Kind::Seller => &self.seller,
            Kind::Commodity => &self.commodity,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Kind, TrendData};

    #[test]
    fn a_message_without_lists_is_an_empty_chart() {
        let data: TrendData = serde_json::from_value(json!({})).expect("everything may be absent");
        assert!(data.breakdown(Kind::Commodity).data.is_empty());
    }

    #[test]
    fn an_amount_that_is_no_number_is_an_error() {
        let broken = json!({ "map": { "data": [{ "name": "East", "data": ["a lot"] }] } });
        assert!(serde_json::from_value::<TrendData>(broken).is_err());
    }
}
