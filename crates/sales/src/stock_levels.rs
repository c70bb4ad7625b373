//! How many pieces of each product there were before the first order, and how many are delivered when few are left.

use std::collections::BTreeMap;

use thiserror::Error;

use crate::amount::{Amount, AmountError, Total};
use crate::csv_text::{CsvError, CsvText, decode};
use crate::error::{BadLine, beginning};

/// Pieces by product, from a file or from the demo.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StockLevels {
    levels: BTreeMap<String, Level>,
}

/// What there was of a product, and what has come since.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Level {
    opening: Total,
    deliveries: Option<Deliveries>,
}

/// As soon as fewer pieces than `least` are left, `pieces` are delivered.
///
/// How many deliveries there were follows from what was sold, so that nothing has to be remembered about them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Deliveries {
    pub(crate) least: Amount,
    pub(crate) pieces: Amount,
}

impl Level {
    /// What is left when so many pieces were sold.
    pub(crate) fn left(&self, sold: Total) -> Total {
        let left = self.opening - sold;
        match self.deliveries {
            Some(Deliveries { least, pieces }) => left.raised_to(least.into(), pieces.into()),
            None => left,
        }
    }
}

/// Why a file of stock levels is refused. Each is one line of text.
///
/// The first bad line refuses the file: half a list of levels would look like a shop that is half sold out.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum StockError {
    /// No header, or a column that isn't there.
    #[error(transparent)]
    Csv(#[from] CsvError),
    /// A line that isn't whole.
    #[error(transparent)]
    BadLine(#[from] BadLine),
    /// A line without a product.
    #[error("line {line}: product is missing")]
    NoProduct {
        /// Line of the file; the header is line 1.
        line: u64,
    },
    /// A level that can't be read.
    #[error("line {line}: stock {text:?} is {error}")]
    BadLevel {
        /// Line of the file; the header is line 1.
        line: u64,
        /// How the level's text begins.
        text: String,
        /// What is wrong with it.
        error: AmountError,
    },
    /// Less than nothing in stock.
    #[error("line {line}: stock {level} is negative")]
    Negative {
        /// Line of the file; the header is line 1.
        line: u64,
        /// The level.
        level: Amount,
    },
}

impl StockLevels {
    /// Reads a CSV file with the columns `product` and `stock`, in UTF-8 or Latin-1; further columns are ignored.
    ///
    /// A product that stands on several lines has the sum of them, as with one line per warehouse.
    ///
    /// # Errors
    /// No header, a column that isn't there, or the first line that is wrong.
    ///
    /// ```
    /// use live_sales::StockLevels;
    /// assert!(StockLevels::read_csv(b"product,stock\nTea,40\n").is_ok());
    /// let error = StockLevels::read_csv(b"product,stock\nTea,many\n").unwrap_err();
    /// assert_eq!(error.to_string(), r#"line 2: stock "many" is not a number"#);
    /// ```
    pub fn read_csv(bytes: &[u8]) -> Result<Self, StockError> {
        let text = decode(bytes);
        let mut csv = CsvText::new(&text)?;
        let (product, stock) = (
            csv.needed_column("product", "product")?,
            csv.needed_column("stock", "stock")?,
        );
        let mut record = csv::StringRecord::new();
        let mut levels = Self::default();
        while let Some(line) = csv.read(&mut record).transpose()? {
            let field = |place| record.get(place).unwrap_or_default();
            if field(product).trim().is_empty() {
                return Err(StockError::NoProduct { line });
            }
            levels.add(field(product), level(line, field(stock))?);
        }
        Ok(levels)
    }

    pub(crate) fn add(&mut self, product: &str, pieces: Amount) {
        let level = self.levels.entry(product.to_owned()).or_default();
        level.opening += pieces.into();
    }

    /// Has a product delivered from here on.
    pub(crate) fn deliver(&mut self, product: &str, deliveries: Deliveries) {
        let level = self.levels.entry(product.to_owned()).or_default();
        level.deliveries = Some(deliveries);
    }

    /// Products with their levels, by name.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &Level)> {
        self.levels
            .iter()
            .map(|(product, level)| (product.as_str(), level))
    }
}

fn level(line: u64, text: &str) -> Result<Amount, StockError> {
    let level: Amount = text.parse().map_err(|error| StockError::BadLevel {
        line,
        text: beginning(text),
        error,
    })?;
    if level.is_negative() {
        Err(StockError::Negative { line, level })
    } else {
        Ok(level)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn levels(text: &str) -> Result<Vec<(String, String)>, StockError> {
        let levels = StockLevels::read_csv(text.as_bytes())?;
        Ok(levels
            .iter()
            .map(|(product, level)| (product.to_owned(), level.opening.to_string()))
            .collect())
    }

    #[test]
    fn columns_may_stand_in_any_order_among_others() {
        let read =
            levels("stock,shelf,product\r\n4,A1,Tea\r\n0.5,B2,\"Coffee, ground\"\r\n").unwrap();
        assert_eq!(
            read,
            [
                ("Coffee, ground".into(), "0.5".into()),
                ("Tea".into(), "4".into())
            ]
        );
    }

    #[test]
    fn a_product_on_several_lines_has_their_sum() {
        assert_eq!(
            levels("product,stock\nTea,4\nTea,6\n").unwrap(),
            [("Tea".into(), "10".into())]
        );
    }

    #[test]
    fn what_is_delivered_comes_when_little_is_left_and_keeps_coming() {
        let mut levels = StockLevels::default();
        levels.add("Tea", Amount::from_units(100));
        levels.deliver(
            "Tea",
            Deliveries {
                least: Amount::from_units(10),
                pieces: Amount::from_units(40),
            },
        );
        let left = |sold| levels.levels["Tea"].left(Amount::from_units(sold).into());
        let expected = [
            (0, 100),
            (90, 10),
            (91, 49),
            (130, 10),
            (131, 49),
            (1_000_000, 20),
        ];
        for (sold, expected) in expected {
            assert_eq!(left(sold), Amount::from_units(expected).into(), "{sold}");
        }
    }

    #[test]
    fn a_bad_line_refuses_the_file_and_is_named() {
        let message = |text: &str| levels(text).unwrap_err().to_string();
        assert_eq!(
            message("product,stock\nTea,4\n ,5\n"),
            "line 3: product is missing"
        );
        assert_eq!(
            message("product,stock\nTea,-4\n"),
            "line 2: stock -4 is negative"
        );
        assert_eq!(
            message("product,stock\n\nTea\n"),
            "line 3: 1 fields where the header has 2"
        );
        assert_eq!(
            message("product,level\nTea,4\n"),
            r#"column "stock" for stock is missing; the file has "product", "level""#
        );
        assert_eq!(message(""), "the file is empty");
    }
}
