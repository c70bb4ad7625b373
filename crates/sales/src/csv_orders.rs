//! A CSV file of orders.

use std::borrow::Cow;

use jiff::Timestamp;

use crate::columns::Columns;
use crate::csv_text::{CsvError, CsvText, decode};
use crate::error::BadLine;
use crate::fields::{Field, Fields};
use crate::order::OrderLine;

/// What a file of orders holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CsvOrders {
    /// The orders in time order; those of the same moment in the file's order.
    pub lines: Vec<OrderLine>,
    /// The lines that are no orders, in the file's order.
    pub bad: Vec<BadLine>,
}

/// Reads a CSV file of orders, in UTF-8 or Latin-1; `now` is the time that no order can be much later than.
///
/// # Errors
/// No header, or a column that isn't there: `time` and `amount` always have to be, any other if `columns` maps it.
///
/// ```
/// use live_sales::{Columns, read_csv};
/// let now = "2026-03-01T12:00:00Z".parse().unwrap();
/// let columns: Columns = "time=Order Date,amount=Sales".parse().unwrap();
/// let orders = read_csv(b"Order Date,Sales\n2026-02-28,12.5\nyesterday,3\n", &columns, now).unwrap();
/// assert_eq!((orders.lines.len(), orders.bad[0].line), (1, 3));
/// ```
pub fn read_csv(bytes: &[u8], columns: &Columns, now: Timestamp) -> Result<CsvOrders, CsvError> {
    let text = decode(bytes);
    let mut csv = CsvText::new(&text)?;
    let places = places(&csv, columns)?;
    let mut record = csv::StringRecord::new();
    let mut orders = CsvOrders::default();
    while let Some(read) = csv.read(&mut record) {
        let line = read
            .and_then(|line| order(&record, &places, now).map_err(|error| BadLine { line, error }));
        match line {
            Ok(line) => orders.lines.push(line),
            Err(bad) => orders.bad.push(bad),
        }
    }
    orders.lines.sort_by_key(|line| line.time);
    Ok(orders)
}

/// The fields that the file has, each with its column's place.
fn places(csv: &CsvText<'_>, columns: &Columns) -> Result<Vec<(Field, usize)>, CsvError> {
    let mut places = Vec::with_capacity(Field::ALL.len());
    for field in Field::ALL {
        let place = match columns.mapped(field) {
            Some(heading) => Some(csv.needed_column(field.name(), heading)?),
            None if field.is_required() => Some(csv.needed_column(field.name(), field.name())?),
            None => csv.column(field.name(), field.name())?,
        };
        places.extend(place.map(|place| (field, place)));
    }
    Ok(places)
}

fn order(
    record: &csv::StringRecord,
    places: &[(Field, usize)],
    now: Timestamp,
) -> Result<OrderLine, crate::OrderError> {
    let mut fields = Fields::default();
    for &(field, place) in places {
        fields.set(field, Cow::Borrowed(record.get(place).unwrap_or_default()));
    }
    fields.into_line(now)
}
