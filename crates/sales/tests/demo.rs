//! The made-up shop is plausible, and the same for everyone.

#![allow(clippy::unwrap_used, reason = "a test ends where it cannot go on")]

mod installed;

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use jiff::Timestamp;
use live_sales::{Amount, Chart, Demo, OrderLine, Sums, payload};
use serde_json::Value;

fn time(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn history() -> Vec<OrderLine> {
    Demo::new(7).history(time("2026-03-15T10:00:00Z")).collect()
}

fn distinct<T: Ord>(lines: &[OrderLine], of: impl Fn(&OrderLine) -> T) -> BTreeSet<T> {
    lines.iter().map(of).collect()
}

#[test]
fn the_shop_has_the_size_that_it_promises() {
    let lines = history();
    assert!((20_000..40_000).contains(&lines.len()), "{}", lines.len());
    assert!((200..400).contains(&distinct(&lines, |line| line.product.clone()).len()));
    assert!((24..60).contains(&distinct(&lines, |line| line.seller.clone()).len()));
    assert!((60..70).contains(&distinct(&lines, |line| line.city.clone()).len()));
    assert_eq!(distinct(&lines, |line| line.category.clone()).len(), 6);
    assert_eq!(distinct(&lines, |line| line.subcategory.clone()).len(), 26);
}

#[test]
fn the_backlog_is_in_time_order_and_ends_before_the_day() {
    let lines = history();
    assert!(lines.is_sorted_by_key(|line| line.time));
    assert!(lines[0].time < time("2025-02-14T00:00:00Z"));
    let last = lines.last().unwrap().time;
    assert!((time("2026-03-14T00:00:00Z")..time("2026-03-15T00:00:00Z")).contains(&last));
}

#[test]
fn the_backlog_is_the_same_all_day_and_its_days_the_same_tomorrow() {
    let of = |until: &str| Demo::new(7).history(time(until)).collect::<Vec<_>>();
    let today = of("2026-03-15T00:00:00Z");
    assert_eq!(of("2026-03-15T23:59:59Z"), today);
    let tomorrow = of("2026-03-16T00:00:00Z");
    let since = tomorrow[0].time;
    let shared: Vec<_> = today.iter().filter(|line| line.time >= since).collect();
    assert!(tomorrow.iter().take(shared.len()).eq(shared));
}

#[test]
fn another_seed_is_another_shop() {
    let at = time("2026-03-15T10:00:00Z");
    assert_ne!(Demo::new(1).order(0, at), Demo::new(2).order(0, at));
    assert_ne!(Demo::new(1).stock_levels(), Demo::new(2).stock_levels());
}

#[test]
fn every_order_has_an_id_of_its_own() {
    let demo = Demo::new(7);
    let at = time("2026-03-15T10:00:00Z");
    let lines: Vec<_> = history()
        .into_iter()
        .chain((0..5_000).map(|index| demo.order(index, at)))
        .collect();
    assert_eq!(
        distinct(&lines, |line| line.order.clone()).len(),
        lines.len()
    );
}

#[test]
fn live_orders_come_two_to_four_times_a_second_over_a_day() {
    let demo = Demo::new(7);
    let (start, mut at) = (time("2026-03-15T00:00:00Z"), time("2026-03-15T00:00:00Z"));
    let mut index = 0;
    while at.duration_since(start) < jiff::SignedDuration::from_hours(24) {
        at += demo.gap(index, at);
        index += 1;
    }
    assert!((2 * 86_400..4 * 86_400).contains(&index), "{index}");
    assert!((0..1_000).all(|index| demo.gap(index, start) < Duration::from_secs(5)));
}

#[test]
fn a_few_products_sell_far_better_than_most() {
    let mut pieces: BTreeMap<_, f64> = BTreeMap::new();
    for line in history() {
        *pieces.entry(line.product).or_default() += line.quantity.to_f64();
    }
    let mut pieces: Vec<_> = pieces.into_values().collect();
    pieces.sort_by(f64::total_cmp);
    assert!(pieces[pieces.len() - 1] > 5.0 * pieces[pieces.len() / 2]);
}

#[test]
fn december_sells_more_toys_and_july_more_tents() {
    let lines = history();
    let count = |category: &str, month: &str| {
        let counts = |line: &&OrderLine| {
            line.category.as_deref() == Some(category) && line.time.to_string().contains(month)
        };
        lines.iter().filter(counts).count()
    };
    assert!(count("Toys & Games", "2025-12") > 2 * count("Toys & Games", "2025-07"));
    assert!(count("Outdoor & Garden", "2025-07") > 2 * count("Outdoor & Garden", "2025-12"));
}

#[test]
fn the_backlog_leaves_something_of_every_product_in_stock() {
    let mut sums = Sums::new();
    history().iter().for_each(|line| sums.apply(line));
    let stock: Value = serde_json::from_str(&payload(
        Chart::Stock,
        &sums,
        Some(&Demo::new(7).stock_levels()),
    ))
    .unwrap();
    let stock = stock.as_array().unwrap();
    assert!(stock.len() > 300);
    assert!(
        stock
            .iter()
            .all(|product| product["stock"].as_f64().unwrap() > 0.0)
    );
}

#[test]
fn however_much_is_sold_there_is_something_of_every_product_in_stock() {
    let demo = Demo::new(7);
    let levels = demo.stock_levels();
    let stock = |sums: &Sums| -> Vec<(String, f64)> {
        let chart: Value =
            serde_json::from_str(&payload(Chart::Stock, sums, Some(&levels))).unwrap();
        let product = |product: &Value| {
            let name = product["name"].as_str().unwrap().to_owned();
            (name, product["stock"].as_f64().unwrap())
        };
        chart.as_array().unwrap().iter().map(product).collect()
    };
    let mut sums = Sums::new();
    let opening: BTreeMap<_, _> = stock(&sums).into_iter().collect();
    for quantity in [1, 9, 99, 999, 9_999, 99_999, 1_000_000] {
        for product in opening.keys() {
            let mut line = demo.order(0, time("2026-03-15T10:00:00Z"));
            line.product = Some(product.clone());
            line.quantity = Amount::from_units(quantity);
            sums.apply(&line);
        }
        for (product, left) in stock(&sums) {
            assert!(
                (1.0..=opening[&product]).contains(&left),
                "{product}: {left}"
            );
        }
    }
}

#[test]
fn every_region_is_a_country_that_the_world_map_knows() {
    let atlas: Value =
        serde_json::from_slice(&installed::file("world-atlas/countries-110m.json")).unwrap();
    let countries = atlas["objects"]["countries"]["geometries"]
        .as_array()
        .unwrap();
    let known: BTreeSet<_> = countries
        .iter()
        .filter_map(|country| country["properties"]["name"].as_str())
        .collect();
    for region in distinct(&history(), |line| line.region.clone().unwrap()) {
        assert!(known.contains(region.as_str()), "{region}");
    }
}
