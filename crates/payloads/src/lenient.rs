//! Numbers as the servers of this world send them: as numbers, or as strings that hold one.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, SeqAccess, Unexpected, Visitor};

/// A finite number, read from `12.5` or `"12.5"`.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Default)]
pub struct Number(pub f64);

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NumberVisitor)
    }
}

struct NumberVisitor;

impl Visitor<'_> for NumberVisitor {
    type Value = Number;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a finite number, or a string that holds one")
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Number, E> {
        if value.is_finite() {
            Ok(Number(value))
        } else {
            Err(E::invalid_value(Unexpected::Float(value), &self))
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "amounts stay far below 2^53")]
    fn visit_i64<E: Error>(self, value: i64) -> Result<Number, E> {
        Ok(Number(value as f64))
    }

    #[expect(clippy::cast_precision_loss, reason = "amounts stay far below 2^53")]
    fn visit_u64<E: Error>(self, value: u64) -> Result<Number, E> {
        Ok(Number(value as f64))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Number, E> {
        parse(text)
            .map(Number)
            .ok_or_else(|| E::invalid_value(Unexpected::Str(text), &self))
    }
}

/// The number that a text holds, written as in JSON. (The standard library's reader would add its own tables to the
/// download, twelve kilobytes that do not compress, beside those of the JSON reader.)
#[must_use]
pub fn parse(text: &str) -> Option<f64> {
    serde_json::from_str(text.trim()).ok()
}

/// Reads a list of numbers as plain `f64`; null is none.
///
/// # Errors
/// Whatever is no list, or holds something that is no number.
pub fn numbers<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Option<f64>>, D::Error> {
    deserializer.deserialize_seq(NumbersVisitor)
}

struct NumbersVisitor;

impl<'de> Visitor<'de> for NumbersVisitor {
    type Value = Vec<Option<f64>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of numbers")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        // Room for the months of a year, which most lists are.
        let mut numbers = Vec::with_capacity(12);
        while let Some(number) = list.next_element::<Option<Number>>()? {
            numbers.push(number.map(|Number(value)| value));
        }
        Ok(numbers)
    }
}

/// Reads one number as a plain `f64`.
///
/// # Errors
/// Whatever is no number.
pub fn number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
    Number::deserialize(deserializer).map(|Number(value)| value)
}

#[cfg(test)]
mod tests {
    use super::Number;

    fn read(json: &str) -> Result<f64, serde_json::Error> {
        serde_json::from_str(json).map(|Number(value)| value)
    }

    #[test]
    fn a_number_may_arrive_as_a_string() {
        for json in ["12.5", "\"12.5\"", "\" 12.5 \""] {
            assert_eq!(read(json).ok(), Some(12.5), "{json}");
        }
        assert_eq!(read("-3").ok(), Some(-3.0));
        assert_eq!(read("\"7\"").ok(), Some(7.0));
    }

    #[test]
    fn what_is_no_finite_number_is_an_error_that_says_so() {
        for json in [
            "\"many\"", "\"NaN\"", "\"inf\"", "\"\"", "null", "true", "[]", "{}",
        ] {
            let error = read(json).expect_err(json).to_string();
            assert!(error.contains("a finite number"), "{json}: {error}");
        }
    }
}
