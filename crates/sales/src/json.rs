//! Orders as JSON: one object, or one object per line (NDJSON).

use std::borrow::Cow;
use std::fmt;

use jiff::Timestamp;
use serde::de::{self, Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::error::{BadLine, OrderError};
use crate::fields::{Field, Fields};
use crate::order::OrderLine;

impl OrderLine {
    /// One order from a JSON object; `now` is the time that it can't be much later than.
    ///
    /// Numbers may be sent as strings and texts as numbers; `null` and empty strings count as not given; unknown fields are ignored.
    ///
    /// # Errors
    /// The first field that is wrong, or that the text is no JSON object.
    ///
    /// ```
    /// use live_sales::OrderLine;
    /// let now = "2026-03-01T12:00:00Z".parse().unwrap();
    /// let line = OrderLine::from_json(r#"{"time":"2026-03-01","product":"Tea","amount":"9.90"}"#, now).unwrap();
    /// assert_eq!(line.amount.to_string(), "9.9");
    /// assert_eq!(line.seller, None);
    /// ```
    pub fn from_json(text: &str, now: Timestamp) -> Result<Self, OrderError> {
        let RawFields(raw) = serde_json::from_str(text).map_err(|error| not_json(&error))?;
        let mut fields = Fields::default();
        for (field, value) in Field::ALL.into_iter().zip(raw) {
            if let Some(text) = value
                .map(|value| text_of(field, value))
                .transpose()?
                .flatten()
            {
                fields.set(field, text);
            }
        }
        fields.into_line(now)
    }
}

/// The error with its line apart from its text: whoever names the line knows of others before it.
fn not_json(error: &serde_json::Error) -> OrderError {
    let (line, column) = (error.line(), error.column());
    let text = error.to_string();
    let reason = match text.strip_suffix(&format!(" at line {line} column {column}")) {
        Some(reason) => format!("{reason}, column {column}"),
        None => text,
    };
    let line = line.max(1) as u64;
    OrderError::NotJson { reason, line }
}

/// Every order of an NDJSON text, in its order; lines with nothing on them are passed over.
///
/// # Errors
/// The first line that is no order. The text is then to be refused as a whole.
pub fn parse_ndjson(body: &str, now: Timestamp) -> Result<Vec<OrderLine>, BadLine> {
    let numbered = (1..)
        .zip(body.lines())
        .filter(|(_, text)| !text.trim().is_empty());
    numbered
        .map(|(line, text)| {
            OrderLine::from_json(text, now).map_err(|error| BadLine { line, error })
        })
        .collect()
}

/// The values of an order's fields as they stand in the JSON, so that no number passes through a float.
struct RawFields<'a>([Option<&'a RawValue>; Field::ALL.len()]);

impl<'de> Deserialize<'de> for RawFields<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(RawFieldsVisitor)
    }
}

struct RawFieldsVisitor;

impl<'de> Visitor<'de> for RawFieldsVisitor {
    type Value = RawFields<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object with the fields of an order")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<RawFields<'de>, M::Error> {
        let mut values = [None; Field::ALL.len()];
        while let Some(name) = map.next_key::<Cow<'de, str>>()? {
            match Field::named(&name) {
                Some(field) if values[field as usize].is_some() => {
                    return Err(de::Error::custom(format_args!("{field} stands twice")));
                }
                Some(field) => values[field as usize] = Some(map.next_value()?),
                None => _ = map.next_value::<IgnoredAny>()?,
            }
        }
        Ok(RawFields(values))
    }
}

/// The text of a string, the digits of a number, nothing for `null`.
fn text_of(field: Field, value: &RawValue) -> Result<Option<Cow<'_, str>>, OrderError> {
    let json = value.get();
    match json.as_bytes().first() {
        Some(b'"') => match serde_json::from_str::<String>(json) {
            Ok(text) => Ok(Some(Cow::Owned(text))),
            Err(error) => Err(not_json(&error)),
        },
        Some(b'-' | b'0'..=b'9') => Ok(Some(Cow::Borrowed(json))),
        Some(b'n') => Ok(None),
        _ => Err(OrderError::NotText(field)),
    }
}
