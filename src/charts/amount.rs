//! Names with amounts: what sellers, regions and categories have in common.

use chart_payloads::amount::Amount;
use serde_json::{Value, json};

use crate::{
    components::table::{Cell, Table},
    words::t,
};

/// A point of an ECharts series.
#[must_use]
pub fn point(amount: &Amount) -> Value {
    json!({ "name": amount.name, "value": amount.value })
}

/// The items, those with the largest key first. Equal ones stay in their order.
#[must_use]
pub fn largest_first<T>(items: &[T], key: impl Fn(&T) -> f64) -> Vec<&T> {
    let keys = items.iter().map(key).collect();
    places(keys)
        .into_iter()
        .map(|place| &items[place])
        .collect()
}

/// The places of the keys, from the largest to the smallest. (Not generic: one sort for all charts is downloaded once.)
fn places(keys: Vec<f64>) -> Vec<usize> {
    let mut places: Vec<_> = (0..keys.len()).collect();
    places.sort_unstable_by(|&a, &b| keys[b].total_cmp(&keys[a]).then(a.cmp(&b)));
    places
}

/// All of them as a table, largest first.
#[must_use]
pub fn table(of_what: &str, amounts: &[Amount]) -> Table {
    let rows = largest_first(amounts, |amount| amount.value)
        .into_iter()
        .map(|amount| vec![Cell::text(&amount.name), Cell::Amount(amount.value)]);
    Table {
        columns: vec![of_what.to_owned(), t("Amount").to_owned()],
        rows: rows.collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::{Amount, Cell, largest_first, table};

    #[test]
    fn the_table_holds_all_of_them() {
        let amounts: Vec<Amount> =
            serde_json::from_str(r#"[{"name":"a","value":1},{"name":"b","value":"2.5"}]"#)
                .expect("valid");
        assert_eq!(
            table("Region", &amounts).rows,
            [
                [Cell::text("b"), Cell::Amount(2.5)],
                [Cell::text("a"), Cell::Amount(1.0)],
            ]
        );
    }
    #[test]
    fn equal_amounts_stay_in_their_order() {
        let items = [("a", 1.0), ("b", 2.0), ("c", 1.0), ("d", 2.0)];
        let names: Vec<_> = largest_first(&items, |item| item.1)
            .iter()
            .map(|item| item.0)
            .collect();
        assert_eq!(names, ["b", "d", "a", "c"]);
    }
}
