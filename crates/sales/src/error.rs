//! Why an order line is refused, in words for whoever sent it.

use jiff::Timestamp;
use thiserror::Error;

use crate::amount::{Amount, AmountError};
use crate::fields::{Field, MAX_TEXT};

/// Why an order line is refused.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum OrderError {
    /// Not JSON, not an object, or a field twice.
    #[error("not an order in JSON: {reason}")]
    NotJson {
        /// What is wrong, without the line.
        reason: String,
        /// On which line of the text, from 1.
        line: u64,
    },
    /// A time or an amount isn't there.
    #[error("{0} is missing")]
    Missing(Field),
    /// A field holds a list, an object or a boolean.
    #[error("{0} is neither text nor a number")]
    NotText(Field),
    /// A text field is longer than [`MAX_TEXT`].
    #[error("{0} is longer than {MAX_TEXT} characters")]
    TooLong(Field),
    /// A time in another format, or before the year 1; holds how it begins.
    #[error("time {0:?} is neither RFC 3339 (2026-03-01T09:30:00Z) nor a date (2026-03-01)")]
    BadTime(String),
    /// More than a day ahead of the clock.
    #[error("time {0} is more than a day in the future")]
    InFuture(Timestamp),
    /// A number that can't be read, or is too large.
    #[error("{field} {text:?} is {error}")]
    BadNumber {
        /// Which field.
        field: Field,
        /// How its text begins.
        text: String,
        /// What is wrong with it.
        error: AmountError,
    },
    /// Less than nothing was ordered.
    #[error("quantity {0} is negative")]
    NegativeQuantity(Amount),
    /// A longitude that isn't within ±180°, or a latitude that isn't within ±90°.
    #[error("{field} {text:?} is not a number from -{limit} to {limit}")]
    OffTheGlobe {
        /// Which of the two.
        field: Field,
        /// How its text begins.
        text: String,
        /// The largest value in degrees.
        limit: u8,
    },
    /// A longitude without a latitude, or the reverse.
    #[error("{0} is missing, and lng and lat only make sense together")]
    HalfAPlace(Field),
    /// A CSV line with more or fewer fields than the header.
    #[error("{found} fields where the header has {expected}")]
    FieldCount {
        /// Fields in the header.
        expected: usize,
        /// Fields in the line.
        found: usize,
    },
    /// A CSV file ends within quotation marks.
    #[error(
        "a quotation mark is opened and never closed, so that the rest of the file is part of this line"
    )]
    UnclosedQuote,
}

impl OrderError {
    /// On which line of the order's text it was found, from 1: JSON may be spread over several.
    #[must_use]
    pub const fn line(&self) -> u64 {
        match self {
            Self::NotJson { line, .. } => *line,
            _ => 1,
        }
    }
}

/// An order line that was refused, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("line {line}: {error}")]
pub struct BadLine {
    /// Line of the text or file, from 1; a CSV file's header is line 1.
    pub line: u64,
    /// What is wrong with it.
    pub error: OrderError,
}

/// How a text begins: enough to find it, too little to flood a log.
pub(crate) fn beginning(text: &str) -> String {
    const SHOWN: usize = 40;

    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
