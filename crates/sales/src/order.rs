//! One order line, and what makes it the same line when it comes again.

use std::collections::HashMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::amount::Amount;

/// One line of an order.
///
/// A text that wasn't given is `None`; a text is kept as it was sent, spaces included.
#[derive(Clone, Debug, PartialEq)]
pub struct OrderLine {
    /// When it was ordered.
    pub time: Timestamp,
    /// The order's own id; a line without one has no [fingerprint](Self::fingerprint).
    pub order: Option<String>,
    /// Who sold it.
    pub seller: Option<String>,
    /// The group of goods.
    pub category: Option<String>,
    /// The group within the category.
    pub subcategory: Option<String>,
    /// What was sold.
    pub product: Option<String>,
    /// Country, state, or whatever regions the map has.
    pub region: Option<String>,
    /// Where it went.
    pub city: Option<String>,
    /// Where the city is.
    pub coordinates: Option<Coordinates>,
    /// Pieces, never negative; one when the line doesn't say.
    pub quantity: Amount,
    /// Money, in the currency that all orders share; negative for a return.
    pub amount: Amount,
}

/// A point on the globe, in degrees.
///
/// Those that are read are rounded to six decimals, a tenth of a metre: what no order means, no chart has to carry.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Coordinates {
    /// East of Greenwich, -180 to 180.
    pub lng: f64,
    /// North of the equator, -90 to 90.
    pub lat: f64,
}

/// What a line is recognised by when it is sent again.
pub type Fingerprint = [u8; 16];

impl OrderLine {
    /// The same sixteen bytes for the same line on every machine and in every version; `None` without an order id.
    ///
    /// Two lines of one order that are alike in everything share it, as happens in real files: see [`identities`].
    #[must_use]
    pub fn fingerprint(&self) -> Option<Fingerprint> {
        self.order.as_ref()?;
        let texts = [
            &self.order,
            &self.seller,
            &self.category,
            &self.subcategory,
            &self.product,
            &self.region,
            &self.city,
        ];
        let mut hash = Sha256::new();
        hash.update(self.time.as_nanosecond().to_le_bytes());
        for text in texts {
            // The length keeps ("ab", "c") apart from ("a", "bc"), and a text that isn't there apart from all others.
            hash.update(
                text.as_ref()
                    .map_or(u64::MAX, |text| text.len() as u64)
                    .to_le_bytes(),
            );
            hash.update(text.as_deref().unwrap_or_default());
        }
        hash.update(self.quantity.millionths().to_le_bytes());
        hash.update(self.amount.millionths().to_le_bytes());
        if let Some(Coordinates { lng, lat }) = self.coordinates {
            hash.update(lng.to_le_bytes());
            hash.update(lat.to_le_bytes());
        }
        Some(shortened(hash))
    }
}

/// What each line of one request or file is recognised by: its [fingerprint](OrderLine::fingerprint), and for the second, third…
/// copy of a line within these `lines` one that is its own.
///
/// So two equal lines of one order both count, and both are known when the same request is sent again.
#[must_use]
pub fn identities(lines: &[OrderLine]) -> Vec<Option<Fingerprint>> {
    let mut copies: HashMap<Fingerprint, u64> = HashMap::new();
    let mut identity = |fingerprint| {
        let earlier = copies.entry(fingerprint).or_default();
        let identity = if *earlier == 0 {
            fingerprint
        } else {
            copy(fingerprint, *earlier)
        };
        *earlier += 1;
        identity
    };
    lines
        .iter()
        .map(|line| line.fingerprint().map(&mut identity))
        .collect()
}

fn copy(fingerprint: Fingerprint, earlier: u64) -> Fingerprint {
    let mut hash = Sha256::new();
    hash.update(fingerprint);
    hash.update(earlier.to_le_bytes());
    shortened(hash)
}

/// Half of the hash: 128 bits leave no chance for two of any number of orders that fit on a disk to meet.
fn shortened(hash: Sha256) -> Fingerprint {
    let mut short = Fingerprint::default();
    short.copy_from_slice(&hash.finalize()[..16]);
    short
}
