//! Exact decimals: no sum on a chart drifts away from the orders behind it.

use std::fmt;
use std::iter::Sum;
use std::ops::{AddAssign, Neg, Sub};
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de, ser};
use serde_json::value::RawValue;
use thiserror::Error;

/// Decimals that are kept.
const DECIMALS: usize = 6;
/// Millionths in one unit.
const UNIT: i128 = 1_000_000;
/// The largest [`Amount`], in millionths: a million million units.
const MAX_AMOUNT: i128 = 1_000_000_000_000 * UNIT;
/// The largest total that is read back. It leaves room for more amounts than can ever arrive, so that adding cannot overflow.
const MAX_TOTAL: i128 = 1_000_000_000_000_000_000 * MAX_AMOUNT;

/// A number of an order line, exact to the millionth: money, or a number of pieces.
///
/// Its absolute value is at most 10¹² units. Text with more than six decimals is rounded to the nearest millionth, halves away
/// from zero, because programs that count in binary floats send `0.30000000000000004`.
///
/// ```
/// use live_sales::Amount;
/// let amount: Amount = "957.5775".parse().unwrap();
/// assert_eq!(amount.to_string(), "957.5775");
/// assert_eq!("1e3".parse::<Amount>().unwrap().to_string(), "1000");
/// assert!("12,50".parse::<Amount>().is_err());
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Amount(i64);

/// Why a text is no [`Amount`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum AmountError {
    /// Something else than digits with an optional sign, point and exponent.
    #[error("not a number")]
    NotANumber,
    /// Further from zero than 10¹² units.
    #[error("a number beyond 1,000,000,000,000")]
    TooLarge,
}

impl Amount {
    /// Nothing.
    pub const ZERO: Self = Self(0);
    /// One unit, or one piece.
    pub const ONE: Self = Self(UNIT as i64);

    /// The amount of that many hundredths, as prices have them.
    #[must_use]
    pub const fn from_cents(cents: i32) -> Self {
        Self(cents as i64 * 10_000)
    }

    /// The amount of that many whole units.
    #[must_use]
    pub const fn from_units(units: i32) -> Self {
        Self(units as i64 * UNIT as i64)
    }

    /// The amount in millionths of a unit.
    #[must_use]
    pub const fn millionths(self) -> i64 {
        self.0
    }

    /// The nearest float, for drawing and for estimates; sums belong in decimals.
    #[must_use]
    pub fn to_f64(self) -> f64 {
        self.0 as f64 / UNIT as f64
    }

    /// Whether it is below zero, as the amount of a returned line is.
    #[must_use]
    pub const fn is_negative(self) -> bool {
        self.0 < 0
    }
}

impl FromStr for Amount {
    type Err = AmountError;

    fn from_str(text: &str) -> Result<Self, AmountError> {
        let millionths = parse_millionths(text, MAX_AMOUNT)?;
        i64::try_from(millionths)
            .map(Self)
            .map_err(|_| AmountError::TooLarge)
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_millionths(i128::from(self.0), f)
    }
}

/// A sum of amounts, in millionths.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Total(i128);

impl Total {
    /// This total and as many steps as it takes to reach `least`; itself where there is no step to take.
    pub(crate) fn raised_to(self, least: Self, step: Self) -> Self {
        let missing = least.0 - self.0;
        if missing <= 0 || step.0 <= 0 {
            return self;
        }
        Self(self.0 + (missing + step.0 - 1) / step.0 * step.0)
    }
}

impl From<Amount> for Total {
    fn from(amount: Amount) -> Self {
        Self(i128::from(amount.0))
    }
}

impl Neg for Total {
    type Output = Self;

    fn neg(self) -> Self {
        Self(-self.0)
    }
}

impl Sub for Total {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl AddAssign for Total {
    fn add_assign(&mut self, other: Self) {
        self.0 += other.0;
    }
}

impl Sum for Total {
    fn sum<I: Iterator<Item = Self>>(totals: I) -> Self {
        totals.fold(Self::default(), |mut sum, total| {
            sum += total;
            sum
        })
    }
}

impl fmt::Display for Total {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_millionths(self.0, f)
    }
}

/// A JSON number with exactly the decimals that the total has: a float would lose some above 2⁵³ millionths.
impl Serialize for Total {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        RawValue::from_string(self.to_string())
            .map_err(ser::Error::custom)?
            .serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Total {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let number = Box::<RawValue>::deserialize(deserializer)?;
        parse_millionths(number.get(), MAX_TOTAL)
            .map(Self)
            .map_err(de::Error::custom)
    }
}

fn write_millionths(millionths: i128, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let sign = if millionths < 0 { "-" } else { "" };
    let (units, fraction) = (
        millionths.unsigned_abs() / UNIT.unsigned_abs(),
        millionths.unsigned_abs() % UNIT.unsigned_abs(),
    );
    if fraction == 0 {
        return write!(f, "{sign}{units}");
    }
    let decimals = format!("{fraction:0DECIMALS$}");
    write!(f, "{sign}{units}.{}", decimals.trim_end_matches('0'))
}

/// Reads `[+-]digits[.digits][e[+-]digits]` as millionths no further from zero than `max`.
///
/// It works on the digits themselves, so that no length of text can overflow.
fn parse_millionths(text: &str, max: i128) -> Result<i128, AmountError> {
    let text = text.trim();
    let (negative, unsigned) = match text.strip_prefix(['-', '+']) {
        Some(rest) => (text.starts_with('-'), rest),
        None => (false, text),
    };
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (
            mantissa,
            exponent
                .parse::<i32>()
                .map_err(|_| AmountError::NotANumber)?,
        ),
        None => (unsigned, 0),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = [whole, fraction].concat();
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(AmountError::NotANumber);
    }
    let point = whole.len() as i64 + i64::from(exponent) + DECIMALS as i64;
    let millionths = digits_before(&digits, point)?;
    if millionths > max {
        return Err(AmountError::TooLarge);
    }
    Ok(if negative { -millionths } else { millionths })
}

/// The number that the first `point` of `digits` form, filled up with zeros, rounded by the digit behind them.
fn digits_before(digits: &str, point: i64) -> Result<i128, AmountError> {
    /// More digits than any limit has, and still within an i128.
    const MOST_DIGITS: i64 = 38;

    let significant = digits.trim_start_matches('0');
    let point = point - (digits.len() - significant.len()) as i64;
    if significant.is_empty() || point < 0 {
        return Ok(0);
    }
    if point > MOST_DIGITS {
        return Err(AmountError::TooLarge);
    }
    let mut digits = significant.bytes().map(|byte| i128::from(byte - b'0'));
    let mut value = 0;
    for _ in 0..point {
        value = value * 10 + digits.next().unwrap_or(0);
    }
    Ok(if digits.next().unwrap_or(0) >= 5 {
        value + 1
    } else {
        value
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn printed(text: &str) -> String {
        text.parse::<Amount>().unwrap().to_string()
    }

    #[test]
    fn ordinary_amounts_keep_their_decimals() {
        for text in [
            "0",
            "261.96",
            "957.5775",
            "-383.031",
            "0.000001",
            "1000000000000",
            "-1000000000000",
        ] {
            assert_eq!(printed(text), text);
        }
    }

    #[test]
    fn the_many_ways_to_write_a_number_are_read() {
        for (text, expected) in [
            (" 5 ", "5"),
            ("+1.50", "1.5"),
            (".5", "0.5"),
            ("5.", "5"),
            ("-0", "0"),
            ("1e3", "1000"),
            ("12.5E-1", "1.25"),
            ("0e999999999", "0"),
            ("1e-999999999", "0"),
            ("0.0000000000000000000000000000000000000000000001e46", "1"),
        ] {
            assert_eq!(printed(text), expected, "{text:?}");
        }
    }

    #[test]
    fn finer_than_a_millionth_is_rounded_to_the_nearest() {
        assert_eq!(printed("0.30000000000000004"), "0.3");
        assert_eq!(printed("0.0000005"), "0.000001");
        assert_eq!(printed("-0.0000005"), "-0.000001");
        assert_eq!(printed("0.00000049"), "0");
        assert_eq!(printed("9.9999999"), "10");
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for text in [
            "", " ", "-", ".", "e5", "1e", "1e1.5", "1,5", "$5", "0x10", "1 000", "--1", "NaN",
            "inf", "١",
        ] {
            assert_eq!(
                text.parse::<Amount>(),
                Err(AmountError::NotANumber),
                "{text:?}"
            );
        }
    }

    #[test]
    fn beyond_a_million_million_is_refused() {
        for text in [
            "1000000000000.000001",
            "-1e13",
            "1e38",
            "1e39",
            "1e2147483647",
            &"9".repeat(10_000),
        ] {
            assert_eq!(
                text.parse::<Amount>(),
                Err(AmountError::TooLarge),
                "{text:?}"
            );
        }
    }

    #[test]
    fn a_total_is_a_plain_json_number() {
        let total: Total = serde_json::from_str("123456789012345678.123456").unwrap();
        assert_eq!(
            serde_json::to_string(&total).unwrap(),
            "123456789012345678.123456"
        );
    }

    #[test]
    fn a_total_too_large_to_add_to_is_not_read_back() {
        assert!(serde_json::from_str::<Total>("1e31").is_err());
    }

    proptest! {
        #[test]
        fn an_amount_survives_being_printed_and_read(millionths in -(MAX_AMOUNT as i64)..=MAX_AMOUNT as i64) {
            let amount = Amount(millionths);
            prop_assert_eq!(amount.to_string().parse(), Ok(amount));
        }

        #[test]
        fn the_nearest_float_prints_and_reads_as_the_same_amount(millionths in -1_000_000_000_000_000i64..=1_000_000_000_000_000) {
            let amount = Amount(millionths);
            prop_assert_eq!(amount.to_f64().to_string().parse(), Ok(amount));
        }

        #[test]
        fn no_text_makes_the_parser_panic(text in "[-+.eE0-9 ]{0,60}") {
            let _ = text.parse::<Amount>();
        }
    }
}
