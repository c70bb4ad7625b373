//! The fields of an order line as texts, whatever they were read from, and the checks that make a line of them.

use std::borrow::Cow;
use std::fmt;

use jiff::civil::Date;
use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp};

use crate::amount::Amount;
use crate::error::{OrderError, beginning};
use crate::order::{Coordinates, OrderLine};

/// Characters that a text field may have.
pub const MAX_TEXT: usize = 256;

/// How far ahead of the clock an order may be: room for time zones and wrong clocks.
const MAX_AHEAD: SignedDuration = SignedDuration::from_hours(24);

/// A field of an order line, by the name that JSON, CSV and a column map share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(
    missing_docs,
    reason = "each is documented where OrderLine and Coordinates have it"
)]
pub enum Field {
    Time,
    Order,
    Seller,
    Category,
    Subcategory,
    Product,
    Region,
    City,
    Lng,
    Lat,
    Quantity,
    Amount,
}

impl Field {
    /// Every field, in the order in which the contract lists them.
    pub const ALL: [Self; 12] = [
        Self::Time,
        Self::Order,
        Self::Seller,
        Self::Category,
        Self::Subcategory,
        Self::Product,
        Self::Region,
        Self::City,
        Self::Lng,
        Self::Lat,
        Self::Quantity,
        Self::Amount,
    ];

    /// The name in JSON, as a CSV heading, and in a column map.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Time => "time",
            Self::Order => "order",
            Self::Seller => "seller",
            Self::Category => "category",
            Self::Subcategory => "subcategory",
            Self::Product => "product",
            Self::Region => "region",
            Self::City => "city",
            Self::Lng => "lng",
            Self::Lat => "lat",
            Self::Quantity => "quantity",
            Self::Amount => "amount",
        }
    }

    /// The field of that name, if there is one.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.name() == name)
    }

    /// Whether an order line is nothing without it.
    #[must_use]
    pub const fn is_required(self) -> bool {
        matches!(self, Self::Time | Self::Amount)
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The texts of one line's fields. A field that is empty, or nothing but spaces, isn't there.
#[derive(Debug, Default)]
pub(crate) struct Fields<'a> {
    texts: [Option<Cow<'a, str>>; Field::ALL.len()],
}

impl<'a> Fields<'a> {
    pub(crate) fn set(&mut self, field: Field, text: Cow<'a, str>) {
        self.texts[field as usize] = (!text.trim().is_empty()).then_some(text);
    }

    /// The line that these fields make at the time `now`.
    pub(crate) fn into_line(mut self, now: Timestamp) -> Result<OrderLine, OrderError> {
        Ok(OrderLine {
            time: self.time(now)?,
            coordinates: self.coordinates()?,
            quantity: self.quantity()?,
            amount: self
                .number(Field::Amount)?
                .ok_or(OrderError::Missing(Field::Amount))?,
            order: self.take_text(Field::Order)?,
            seller: self.take_text(Field::Seller)?,
            category: self.take_text(Field::Category)?,
            subcategory: self.take_text(Field::Subcategory)?,
            product: self.take_text(Field::Product)?,
            region: self.take_text(Field::Region)?,
            city: self.take_text(Field::City)?,
        })
    }

    fn get(&self, field: Field) -> Option<&str> {
        self.texts[field as usize].as_deref()
    }

    fn take_text(&mut self, field: Field) -> Result<Option<String>, OrderError> {
        let text = self.texts[field as usize].take().map(Cow::into_owned);
        // A byte count within the limit spares most texts the counting of characters.
        let too_long = text
            .as_ref()
            .is_some_and(|text| text.len() > MAX_TEXT && text.chars().count() > MAX_TEXT);
        if too_long {
            Err(OrderError::TooLong(field))
        } else {
            Ok(text)
        }
    }

    fn time(&self, now: Timestamp) -> Result<Timestamp, OrderError> {
        let text = self
            .get(Field::Time)
            .ok_or(OrderError::Missing(Field::Time))?
            .trim();
        let time = parse_time(text).ok_or_else(|| OrderError::BadTime(beginning(text)))?;
        if time.duration_since(now) > MAX_AHEAD {
            return Err(OrderError::InFuture(time));
        }
        Ok(time)
    }

    fn number(&self, field: Field) -> Result<Option<Amount>, OrderError> {
        let parse = |text: &str| {
            text.parse().map_err(|error| OrderError::BadNumber {
                field,
                text: beginning(text),
                error,
            })
        };
        self.get(field).map(parse).transpose()
    }

    fn quantity(&self) -> Result<Amount, OrderError> {
        match self.number(Field::Quantity)? {
            Some(quantity) if quantity.is_negative() => Err(OrderError::NegativeQuantity(quantity)),
            Some(quantity) => Ok(quantity),
            None => Ok(Amount::ONE),
        }
    }

    fn coordinates(&self) -> Result<Option<Coordinates>, OrderError> {
        match (
            self.degrees(Field::Lng, 180)?,
            self.degrees(Field::Lat, 90)?,
        ) {
            (Some(lng), Some(lat)) => Ok(Some(Coordinates { lng, lat })),
            (None, None) => Ok(None),
            (None, Some(_)) => Err(OrderError::HalfAPlace(Field::Lng)),
            (Some(_), None) => Err(OrderError::HalfAPlace(Field::Lat)),
        }
    }

    fn degrees(&self, field: Field, limit: u8) -> Result<Option<f64>, OrderError> {
        let Some(text) = self.get(field) else {
            return Ok(None);
        };
        let degrees = text.parse().ok().map(Amount::to_f64);
        let on_the_globe = degrees.filter(|degrees| degrees.abs() <= f64::from(limit));
        let off_the_globe = || OrderError::OffTheGlobe {
            field,
            text: beginning(text),
            limit,
        };
        on_the_globe.ok_or_else(off_the_globe).map(Some)
    }
}

/// RFC 3339, or `YYYY-MM-DD` for midnight in UTC; nothing before the year 1.
fn parse_time(text: &str) -> Option<Timestamp> {
    let time = if text.len() == "2026-03-01".len() {
        let midnight = text
            .parse::<Date>()
            .ok()?
            .to_datetime(jiff::civil::Time::midnight());
        Offset::UTC.to_timestamp(midnight).ok()?
    } else {
        text.parse::<Timestamp>().ok()?
    };
    (Offset::UTC.to_datetime(time).year() >= 1).then_some(time)
}
