//! Which column of a CSV file holds which field: `time=Order Date,amount=Sales,region=State`.

use std::str::FromStr;

use thiserror::Error;

use crate::fields::Field;

/// A column map: the headings under which a file has the fields of an order.
///
/// A field that isn't mapped is read from the column that bears the field's own name, if the file has one; so the default reads
/// files with the headings `time`, `order`, `seller`, … A heading with a comma in it is quoted as in CSV, the field's name included:
/// `time=Date,"amount=Sales, net"`.
///
/// ```
/// use live_sales::Columns;
/// let columns: Columns = "time=Order Date,amount=Sales".parse().unwrap();
/// assert_eq!("price=Sales".parse::<Columns>().unwrap_err().to_string().lines().count(), 1);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Columns {
    headings: [Option<String>; Field::ALL.len()],
}

/// Why a text is no column map.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ColumnsError {
    /// An entry that isn't `field=heading`.
    #[error("column map: {0:?} is not of the form field=heading")]
    Malformed(String),
    /// A name that no order field has.
    #[error("column map: an order has no field {0:?}; its fields are {fields}", fields = Field::ALL.map(Field::name).join(", "))]
    UnknownField(String),
    /// A field is mapped twice.
    #[error("column map: {0} is mapped twice")]
    Twice(Field),
}

impl Columns {
    /// The heading that the map gives to `field`.
    pub(crate) fn mapped(&self, field: Field) -> Option<&str> {
        self.headings[field as usize].as_deref()
    }
}

impl FromStr for Columns {
    type Err = ColumnsError;

    fn from_str(map: &str) -> Result<Self, ColumnsError> {
        let mut columns = Self::default();
        for entry in &entries(map)? {
            let malformed = || ColumnsError::Malformed(entry.to_owned());
            let (name, heading) = entry.split_once('=').ok_or_else(malformed)?;
            let (name, heading) = (name.trim(), heading.trim());
            if heading.is_empty() {
                return Err(malformed());
            }
            let field =
                Field::named(name).ok_or_else(|| ColumnsError::UnknownField(name.to_owned()))?;
            if columns.headings[field as usize]
                .replace(heading.to_owned())
                .is_some()
            {
                return Err(ColumnsError::Twice(field));
            }
        }
        Ok(columns)
    }
}

/// The map's entries: it is one line of CSV.
fn entries(map: &str) -> Result<csv::StringRecord, ColumnsError> {
    let malformed = || ColumnsError::Malformed(map.to_owned());
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(map.as_bytes());
    let mut lines = reader.records();
    let entries = lines
        .next()
        .ok_or_else(malformed)?
        .map_err(|_| malformed())?;
    if lines.next().is_some() {
        Err(malformed())
    } else {
        Ok(entries)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_field_gets_its_heading() {
        let columns: Columns = "time=Order Date, amount = Sales ,city=a=b".parse().unwrap();
        assert_eq!(columns.mapped(Field::Time), Some("Order Date"));
        assert_eq!(columns.mapped(Field::Amount), Some("Sales"));
        assert_eq!(columns.mapped(Field::City), Some("a=b"));
        assert_eq!(columns.mapped(Field::Region), None);
    }

    #[test]
    fn a_heading_with_a_comma_is_quoted() {
        let columns: Columns = r#"time=Date,"amount=Sales, net""#.parse().unwrap();
        assert_eq!(columns.mapped(Field::Amount), Some("Sales, net"));
    }

    #[test]
    fn a_wrong_map_says_what_is_wrong() {
        let malformed = |text: &str| Err(ColumnsError::Malformed(text.into()));
        assert_eq!(
            "time=Date,price=Sales".parse::<Columns>(),
            Err(ColumnsError::UnknownField("price".into()))
        );
        assert_eq!(
            "time=Date,time=Day".parse::<Columns>(),
            Err(ColumnsError::Twice(Field::Time))
        );
        assert_eq!("time=Date,Sales".parse::<Columns>(), malformed("Sales"));
        assert_eq!("time=".parse::<Columns>(), malformed("time="));
        assert_eq!("".parse::<Columns>(), malformed(""));
        assert_eq!("time=Date,".parse::<Columns>(), malformed(""));
        assert_eq!(
            "time=Date\namount=Sales".parse::<Columns>(),
            malformed("time=Date\namount=Sales")
        );
    }
}
