//! Sums go through a key-value store at any moment without a trace.

#![allow(clippy::unwrap_used, reason = "a test ends where it cannot go on")]

use std::collections::BTreeMap;

use live_sales::{Amount, Chart, Coordinates, OrderLine, StockLevels, Sums, payload};
use proptest::prelude::*;

fn all_charts(sums: &Sums) -> Vec<String> {
    let stock = StockLevels::read_csv(b"product,stock\na,10\nb,5\n(none),1\n").unwrap();
    Chart::ALL
        .map(|chart| payload(chart, sums, Some(&stock)))
        .into()
}

fn applied(lines: &[OrderLine]) -> Sums {
    let mut sums = Sums::new();
    for line in lines {
        sums.apply(line);
    }
    sums
}

/// Lines over three years, with few enough names that they meet.
fn line() -> impl Strategy<Value = OrderLine> {
    let name = || {
        prop::option::of(
            prop::sample::select(vec!["a", "b", "ü \"c\"", "(none)"]).prop_map(str::to_owned),
        )
    };
    let degrees = |limit: i32| {
        (-limit * 1_000_000..=limit * 1_000_000).prop_map(|millionths| f64::from(millionths) / 1e6)
    };
    let place = prop::option::of(
        (degrees(180), degrees(90)).prop_map(|(lng, lat)| Coordinates { lng, lat }),
    );
    let texts = (name(), name(), name(), name(), name(), name());
    let numbers = (
        1_700_000_000..1_800_000_000i64,
        0..20i32,
        -100_000..1_000_000i32,
    );
    (texts, place, numbers).prop_map(
        |((seller, category, subcategory, product, region, city), coordinates, numbers)| {
            OrderLine {
                time: jiff::Timestamp::from_second(numbers.0).unwrap(),
                order: None,
                seller,
                category,
                subcategory,
                product,
                region,
                city,
                coordinates,
                quantity: Amount::from_units(numbers.1),
                amount: Amount::from_cents(numbers.2),
            }
        },
    )
}

proptest! {
    #[test]
    fn restarting_between_any_two_lines_changes_no_chart(parts in prop::collection::vec(prop::collection::vec(line(), 0..8), 1..6)) {
        let mut store = BTreeMap::new();
        for part in &parts {
            let mut sums = Sums::restore(store.clone()).unwrap();
            part.iter().for_each(|line| sums.apply(line));
            store.extend(sums.take_changes());
        }
        let restarted = Sums::restore(store).unwrap();
        prop_assert_eq!(all_charts(&restarted), all_charts(&applied(&parts.concat())));
    }

    #[test]
    fn orders_that_come_late_count_as_if_they_had_been_in_time(lines in prop::collection::vec(line(), 0..20)) {
        let placeless = |line: &OrderLine| OrderLine { coordinates: None, ..line.clone() };
        let mut lines: Vec<_> = lines.iter().map(placeless).collect();
        let as_they_came = all_charts(&applied(&lines));
        lines.sort_by_key(|line| line.time);
        prop_assert_eq!(all_charts(&applied(&lines)), as_they_came);
    }

    #[test]
    fn no_stored_text_makes_restoring_panic(key in ".*", value in ".*") {
        let _ = Sums::restore([(key, value.clone())]);
        let _ = Sums::restore([(r#"{"seller":"Ann"}"#.to_owned(), value)]);
    }
}

#[test]
fn only_changed_cells_are_written() {
    let line = |text| OrderLine::from_json(text, "2026-03-01T00:00:00Z".parse().unwrap()).unwrap();
    let mut sums = Sums::new();
    sums.apply(&line(r#"{"time":"2026-02-01","seller":"Ann","amount":1}"#));
    assert!(!sums.take_changes().is_empty());
    assert_eq!(sums.take_changes(), []);
    sums.apply(&line(r#"{"time":"2026-02-01","seller":"Bob","amount":2}"#));
    let changes = sums.take_changes();
    assert!(
        changes.contains(&(r#"{"seller":"Bob"}"#.into(), "2".into())),
        "{changes:?}"
    );
    assert!(
        !changes.iter().any(|(key, _)| key.contains("Ann")),
        "{changes:?}"
    );
}

#[test]
fn more_orders_of_the_same_kind_make_no_more_cells() {
    let line = OrderLine::from_json(
        r#"{"time":"2026-02-01","order":"1","amount":1}"#,
        "2026-03-01T00:00:00Z".parse().unwrap(),
    );
    let lines = vec![line.unwrap(); 1_000];
    assert_eq!(
        applied(&lines).take_changes().len(),
        applied(&lines[..1]).take_changes().len()
    );
}

#[test]
fn a_stored_cell_that_cannot_be_right_is_named() {
    for (key, value) in [
        (r#"{"seller":"Ann"}"#, "much"),
        (r#"{"seller":"Ann"}"#, "1e40"),
        (r#"{"planet":"Mars"}"#, "1"),
        ("", ""),
        (
            r#"{"months":["region","Ohio"]}"#,
            r#"{"newest":"2017-13","amounts":[0,0,0,0,0,0,0,0,0,0,0,0]}"#,
        ),
        (
            r#"{"months":["region","Ohio"]}"#,
            r#"{"newest":"2017-12","amounts":[1]}"#,
        ),
    ] {
        let error = Sums::restore([(key.to_owned(), value.to_owned())]).unwrap_err();
        assert_eq!(error.key, key);
        assert_eq!(error.to_string().lines().count(), 1);
    }
}
