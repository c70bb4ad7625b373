//! The numbers behind a chart, as rows: to be read, or to be taken away as CSV.

use crate::intl;

/// Rows of as many cells as there are columns.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Table {
    /// What stands at the head.
    pub columns: Vec<String>,
    /// What stands below.
    pub rows: Vec<Vec<Cell>>,
}

/// A cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// A name.
    Text(String),
    /// A number. It is written in full, whatever the chart rounds it to.
    Number(f64),
    /// The same, in the currency that `config.json` names.
    Amount(f64),
    /// Nothing is known.
    Empty,
}

impl Cell {
    /// A cell that holds a name.
    #[must_use]
    pub fn text(text: &str) -> Self {
        Self::Text(text.to_owned())
    }

    /// The number in it, as programs write it, where there is one.
    #[must_use]
    pub fn figures(&self) -> Option<String> {
        match self {
            Self::Number(number) | Self::Amount(number) => Some(intl::in_figures(*number)),
            Self::Text(_) | Self::Empty => None,
        }
    }

    /// What people read.
    #[must_use]
    pub fn written(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Number(number) => intl::number(*number),
            Self::Amount(amount) => intl::money(*amount),
            Self::Empty => "–".to_owned(),
        }
    }
}

impl Table {
    /// The table as RFC 4180 has it, with a mark at its beginning by which spreadsheets know UTF-8. Numbers have no groups
    /// and no currency, so that they are read as numbers. A name that a spreadsheet would take for a formula is quoted
    /// with an apostrophe: names come from strangers.
    #[must_use]
    pub fn csv(&self) -> String {
        let mut csv = String::from('\u{feff}');
        let head = self.columns.iter().map(|column| field(&inert(column)));
        push_line(&mut csv, head);
        for row in &self.rows {
            let fields = row.iter().map(|cell| match cell {
                Cell::Text(text) => field(&inert(text)),
                cell => cell.figures().unwrap_or_default(),
            });
            push_line(&mut csv, fields);
        }
        csv
    }
}

fn push_line(csv: &mut String, fields: impl Iterator<Item = String>) {
    for (index, field) in fields.enumerate() {
        if index > 0 {
            csv.push(',');
        }
        csv.push_str(&field);
    }
    csv.push_str("\r\n");
}

fn inert(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

fn field(text: &str) -> String {
    if text.contains([',', '"', '\r', '\n']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::{Cell, Table};

    fn csv(rows: Vec<Vec<Cell>>) -> String {
        let columns = ["Seller", "Amount"].map(str::to_owned).to_vec();
        let csv = Table { columns, rows }.csv();
        csv.strip_prefix('\u{feff}')
            .expect("the mark of UTF-8")
            .to_owned()
    }

    #[test]
    fn a_table_is_written_line_by_line_with_plain_numbers() {
        let rows = vec![
            vec![Cell::text("Anna"), Cell::Amount(1_234.5)],
            vec![Cell::text("Bo"), Cell::Empty],
        ];
        assert_eq!(csv(rows), "Seller,Amount\r\nAnna,1234.5\r\nBo,\r\n");
    }

    #[test]
    fn what_would_end_a_field_is_quoted() {
        let rows = vec![vec![
            Cell::text("Tea, \"green\"\nloose"),
            Cell::Number(-1.0),
        ]];
        assert_eq!(
            csv(rows),
            "Seller,Amount\r\n\"Tea, \"\"green\"\"\nloose\",-1\r\n"
        );
    }

    #[test]
    fn a_name_is_never_a_formula() {
        for name in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1"] {
            let rows = vec![vec![Cell::text(name), Cell::Number(1.0)]];
            assert_eq!(csv(rows), format!("Seller,Amount\r\n'{name},1\r\n"));
        }
    }
}
