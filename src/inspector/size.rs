//! Sizes for people.

use crate::intl::number;

/// So many bytes in the unit that fits, with one decimal where it has one.
#[must_use]
pub fn size(bytes: f64) -> String {
    const UNITS: [&str; 4] = ["B", "kB", "MB", "GB"];
    let mut unit = 0;
    let mut amount = bytes;
    while amount >= 1_000.0 && unit + 1 < UNITS.len() {
        amount /= 1_000.0;
        unit += 1;
    }
    let amount = if unit == 0 {
        amount.round()
    } else {
        tenths(amount)
    };
    format!("{} {}", number(amount), UNITS[unit])
}

/// With one decimal.
#[must_use]
pub fn tenths(number: f64) -> f64 {
    (number * 10.0).round() / 10.0
}

#[cfg(test)]
mod tests {
    use super::size;

    #[test]
    fn a_size_is_written_in_the_unit_that_fits() {
        assert_eq!(size(0.0), "0 B");
        assert_eq!(size(999.4), "999 B");
        assert_eq!(size(1_549.0), "1.5 kB");
        assert_eq!(size(12_000_000.0), "12 MB");
        assert_eq!(size(5e12), "5000 GB");
    }
}
