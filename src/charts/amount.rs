//! A name with an amount: what sellers, regions and categories have in common.

use serde::Deserialize;

use super::lenient;
use crate::components::data_table::{Cell, Table};

/// One line of a ranking.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Amount {
    /// Seller, region, product.
    pub name: String,
    /// In the currency that `config.json` names.
    #[serde(deserialize_with = "lenient::number")]
    pub value: f64,
}

/// The amounts, largest first. Equal amounts stay in their order.
#[must_use]
pub fn largest_first(amounts: &[Amount]) -> Vec<&Amount> {
    let mut sorted: Vec<_> = amounts.iter().collect();
    sorted.sort_by(|a, b| b.value.total_cmp(&a.value));
    sorted
}

/// All of them as a table, largest first.
#[must_use]
pub fn table(of_what: &str, amounts: &[Amount]) -> Table {
    let rows = largest_first(amounts)
        .into_iter()
        .map(|amount| vec![Cell::text(&amount.name), Cell::Number(amount.value)]);
    Table {
        columns: vec![of_what.to_owned(), "Amount".to_owned()],
        rows: rows.collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::{Amount, Cell, table};

    #[test]
    fn the_table_holds_all_of_them() {
        let amounts: Vec<Amount> =
            serde_json::from_str(r#"[{"name":"a","value":1},{"name":"b","value":"2.5"}]"#)
                .expect("valid");
        assert_eq!(
            table("Region", &amounts).rows,
            [
                [Cell::text("b"), Cell::Number(2.5)],
                [Cell::text("a"), Cell::Number(1.0)],
            ]
        );
    }
}
