//! Months of the calendar in UTC, and sums over the last twelve of them.

use std::fmt;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;
use serde::{Deserialize, Serialize};

use crate::amount::Total;

/// Months that a trend shows.
pub(crate) const MONTHS: usize = 12;

/// A month in UTC, printed and stored as `2017-12`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub(crate) struct Month {
    /// Months since January of the year 0.
    number: i32,
}

impl Month {
    pub(crate) fn of(time: Timestamp) -> Self {
        Self::of_date(Offset::UTC.to_datetime(time).date())
    }

    fn of_date(date: Date) -> Self {
        Self {
            number: i32::from(date.year()) * 12 + i32::from(date.month()) - 1,
        }
    }

    /// The month that many months before this one.
    pub(crate) fn before(self, months: usize) -> Self {
        Self {
            number: self.number - months as i32,
        }
    }

    /// How many months this one is after `earlier`; `None` if it is before it.
    fn since(self, earlier: Self) -> Option<usize> {
        usize::try_from(self.number - earlier.number).ok()
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{:04}-{:02}",
            self.number.div_euclid(12),
            self.number.rem_euclid(12) + 1
        )
    }
}

impl From<Month> for String {
    fn from(month: Month) -> Self {
        month.to_string()
    }
}

impl TryFrom<String> for Month {
    type Error = jiff::Error;

    fn try_from(text: String) -> Result<Self, jiff::Error> {
        format!("{text}-01").parse().map(Self::of_date)
    }
}

/// Amounts of the twelve months that end with the newest one with an order in it.
///
/// What is older than that can't come back: the trend ends with the newest order of all, and so never earlier than this.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct LastMonths {
    newest: Option<Month>,
    /// Oldest first.
    amounts: [Total; MONTHS],
}

impl LastMonths {
    pub(super) fn add(&mut self, month: Month, amount: Total) {
        let newest = self.newest.map_or(month, |newest| newest.max(month));
        self.amounts = self.ending_with(newest);
        self.newest = Some(newest);
        if let Some(place) = month.since(newest.before(MONTHS - 1)) {
            self.amounts[place] += amount;
        }
    }

    /// The month of the newest order; `None` before the first one.
    pub(crate) fn newest(&self) -> Option<Month> {
        self.newest
    }

    /// The amounts of the twelve months that end with `end`, which is no earlier than [`newest`](Self::newest).
    pub(crate) fn ending_with(&self, end: Month) -> [Total; MONTHS] {
        let later = self
            .newest
            .map_or(0, |newest| end.since(newest).unwrap_or(0));
        std::array::from_fn(|place| self.amounts.get(place + later).copied().unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn month(text: &str) -> Month {
        text.to_owned().try_into().unwrap()
    }

    fn total(units: i32) -> Total {
        crate::Amount::from_units(units).into()
    }

    #[test]
    fn a_month_begins_at_midnight_in_utc() {
        assert_eq!(
            Month::of("2017-12-31T23:59:59.999Z".parse().unwrap()).to_string(),
            "2017-12"
        );
        assert_eq!(
            Month::of("2017-12-31T23:59:59-01:00".parse().unwrap()).to_string(),
            "2018-01"
        );
        assert_eq!(month("2018-03").before(11).to_string(), "2017-04");
    }

    #[test]
    fn a_stored_month_is_checked() {
        for text in ["2017-13", "2017", "", "2017-01-01", "-20170-1"] {
            assert!(Month::try_from(text.to_owned()).is_err(), "{text:?}");
        }
    }

    #[test]
    fn a_newer_month_pushes_the_oldest_out() {
        let mut months = LastMonths::default();
        months.add(month("2017-01"), total(1));
        months.add(month("2017-12"), total(2));
        assert_eq!(
            (months.amounts[0], months.amounts[11]),
            (total(1), total(2))
        );
        months.add(month("2018-01"), total(3));
        assert_eq!(
            (months.amounts[0], months.amounts[10], months.amounts[11]),
            (total(0), total(2), total(3))
        );
    }

    #[test]
    fn a_late_order_counts_if_its_month_is_still_shown() {
        let mut months = LastMonths::default();
        months.add(month("2017-12"), total(2));
        months.add(month("2017-01"), total(1));
        months.add(month("2016-12"), total(9));
        assert_eq!(
            months
                .ending_with(month("2017-12"))
                .into_iter()
                .sum::<Total>(),
            total(3)
        );
    }

    #[test]
    fn months_without_orders_since_are_empty() {
        let mut months = LastMonths::default();
        months.add(month("2017-12"), total(2));
        assert_eq!(months.ending_with(month("2018-11"))[0], total(2));
        assert_eq!(months.ending_with(month("2018-12")), [total(0); MONTHS]);
        assert_eq!(months.ending_with(month("9999-12")), [total(0); MONTHS]);
    }
}
