//! The payloads, in the shapes that chart components rely on.

#![allow(clippy::unwrap_used, reason = "a test ends where it cannot go on")]

use live_sales::{Chart, OrderLine, StockLevels, Sums, payload};
use serde_json::{Value, json};

/// The sums of orders that need not say their time and amount.
fn sums(orders: &[Value]) -> Sums {
    let mut sums = Sums::new();
    for order in orders {
        let mut line = json!({ "time": "2026-02-10", "amount": 1 });
        line.as_object_mut()
            .unwrap()
            .extend(order.as_object().unwrap().clone());
        sums.apply(
            &OrderLine::from_json(&line.to_string(), "2026-03-01T00:00:00Z".parse().unwrap())
                .unwrap(),
        );
    }
    sums
}

fn chart(chart: Chart, orders: &[Value]) -> Value {
    serde_json::from_str(&payload(chart, &sums(orders), None)).unwrap()
}

#[test]
fn names_are_those_of_the_topics() {
    assert_eq!(
        Chart::ALL.map(Chart::name),
        ["trend", "seller", "map", "rank", "hot", "stock"]
    );
}

#[test]
fn without_orders_every_chart_is_valid_and_empty() {
    for empty in [
        Chart::Seller,
        Chart::Map,
        Chart::Rank,
        Chart::Hot,
        Chart::Stock,
    ] {
        assert_eq!(chart(empty, &[]), json!([]));
    }
    let trend = chart(Chart::Trend, &[]);
    assert_eq!(trend["common"], json!({ "month": [] }));
    assert_eq!(
        trend["map"],
        json!({ "title": "Sales by region", "base": "0", "unit": "", "data": [] })
    );
}

#[test]
fn a_ranking_is_sorted_by_amount_and_then_by_name() {
    let orders = [
        json!({ "seller": "Bob", "amount": 2 }),
        json!({ "seller": "Cid", "amount": 3 }),
        json!({ "seller": "Ann", "amount": 2 }),
        json!({ "seller": "Dee", "amount": -1 }),
    ];
    let expected = r#"[{"name":"Cid","value":3},{"name":"Ann","value":2},{"name":"Bob","value":2},{"name":"Dee","value":-1}]"#;
    assert_eq!(payload(Chart::Seller, &sums(&orders), None), expected);
}

#[test]
fn amounts_are_exact_decimals() {
    let orders = vec![json!({ "region": "Ohio", "amount": "0.1" }); 3];
    assert_eq!(
        payload(Chart::Rank, &sums(&orders), None),
        r#"[{"name":"Ohio","value":0.3}]"#
    );
    let orders = [json!({ "region": "Ohio", "amount": "957.5775" })];
    assert_eq!(
        payload(Chart::Rank, &sums(&orders), None),
        r#"[{"name":"Ohio","value":957.5775}]"#
    );
}

#[test]
fn what_is_not_there_is_grouped_and_not_dropped() {
    let orders = [json!({}), json!({ "seller": "" })];
    let none = |value: i32| json!([{ "name": "(none)", "value": value }]);
    assert_eq!(chart(Chart::Seller, &orders), none(2));
    assert_eq!(chart(Chart::Rank, &orders), none(2));
    assert_eq!(
        chart(Chart::Hot, &orders)[0]["children"][0]["children"],
        none(2)
    );
    let city = json!([{ "name": "(none)", "value": [null, null, 2], "region": "(none)" }]);
    assert_eq!(chart(Chart::Map, &orders)[0]["children"], city);
    assert_eq!(
        chart(Chart::Trend, &orders)["commodity"]["data"][0]["name"],
        "(none)"
    );
}

#[test]
fn markup_in_a_name_stays_text() {
    let orders = [json!({ "seller": "</script><b>\u{0}\"" })];
    assert_eq!(
        chart(Chart::Seller, &orders)[0]["name"],
        "</script><b>\u{0}\""
    );
}

#[test]
fn the_trend_has_twelve_months_that_end_with_the_newest_order() {
    let orders = [
        json!({ "time": "2026-02-28T23:59:59Z", "seller": "Ann", "amount": 5 }),
        json!({ "time": "2025-03-01", "seller": "Ann", "amount": 4 }),
        json!({ "time": "2025-02-28", "seller": "Ann", "amount": 100 }),
        json!({ "time": "2025-02-28", "seller": "Old", "amount": 100 }),
    ];
    let trend = chart(Chart::Trend, &orders);
    let months = trend["common"]["month"].as_array().unwrap();
    assert_eq!(
        (months.len(), &months[0], &months[11]),
        (12, &json!("2025-03"), &json!("2026-02"))
    );
    let ann = json!([{ "name": "Ann", "data": [4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 5] }]);
    assert_eq!(
        trend["seller"],
        json!({ "title": "Sales by seller", "base": "5", "unit": "", "data": ann })
    );
    let kinds = json!([
        { "key": "map", "text": "Regions" },
        { "key": "seller", "text": "Sellers" },
        { "key": "commodity", "text": "Products" },
    ]);
    assert_eq!(trend["type"], kinds);
}

#[test]
fn the_trend_has_the_five_largest_of_each_kind() {
    let orders: Vec<_> = (1..=7)
        .map(|amount| json!({ "region": format!("r{amount}"), "amount": amount }))
        .collect();
    let trend = chart(Chart::Trend, &orders);
    let names: Vec<_> = trend["map"]["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| line["name"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["r7", "r6", "r5", "r4", "r3"]);
}

#[test]
fn cities_form_four_groups_by_amount() {
    let orders: Vec<_> = (1..=6)
        .map(|amount| json!({ "city": format!("c{amount}"), "amount": amount }))
        .collect();
    let map = chart(Chart::Map, &orders);
    let groups: Vec<(&str, Vec<&str>)> = map
        .as_array()
        .unwrap()
        .iter()
        .map(|group| {
            let cities = group["children"]
                .as_array()
                .unwrap()
                .iter()
                .map(|city| city["name"].as_str().unwrap());
            (group["name"].as_str().unwrap(), cities.collect())
        })
        .collect();
    let expected = [
        ("Top 25 %", vec!["c6", "c5"]),
        ("25–50 %", vec!["c4"]),
        ("50–75 %", vec!["c3", "c2"]),
        ("Last 25 %", vec!["c1"]),
    ];
    assert_eq!(groups, expected);
}

#[test]
fn cities_of_one_name_in_two_regions_stay_apart() {
    let orders = [
        json!({ "city": "Springfield", "region": "Ohio" }),
        json!({ "city": "Springfield", "region": "Illinois", "lng": -89.6, "lat": 39.8 }),
    ];
    let map = chart(Chart::Map, &orders);
    assert_eq!(
        map[0]["children"],
        json!([{ "name": "Springfield", "value": [-89.6, 39.8, 1], "region": "Illinois" }])
    );
    assert_eq!(
        map[2]["children"],
        json!([{ "name": "Springfield", "value": [null, null, 1], "region": "Ohio" }])
    );
}

#[test]
fn a_city_is_where_the_last_order_that_knows_puts_it() {
    let orders = [
        json!({ "city": "Ulm", "lng": 1, "lat": 2 }),
        json!({ "city": "Ulm", "lng": 9.99, "lat": 48.4 }),
        json!({ "city": "Ulm" }),
    ];
    assert_eq!(
        chart(Chart::Map, &orders)[0]["children"][0]["value"],
        json!([9.99, 48.4, 3])
    );
}

#[test]
fn hot_categories_sum_up_what_is_in_them() {
    let orders = [
        json!({ "category": "Food", "subcategory": "Tea", "product": "Oolong", "amount": 2 }),
        json!({ "category": "Food", "subcategory": "Tea", "product": "Sencha", "amount": 3 }),
        json!({ "category": "Food", "subcategory": "Jam", "product": "Plum", "amount": 4 }),
        json!({ "category": "Toys", "subcategory": "Tea", "product": "Oolong", "amount": 1 }),
    ];
    let leaf = |name: &str, value: i32| json!({ "name": name, "value": value });
    let expected = json!([
        { "name": "Food", "value": 9, "children": [
            { "name": "Tea", "value": 5, "children": [leaf("Sencha", 3), leaf("Oolong", 2)] },
            { "name": "Jam", "value": 4, "children": [leaf("Plum", 4)] },
        ]},
        { "name": "Toys", "value": 1, "children": [{ "name": "Tea", "value": 1, "children": [leaf("Oolong", 1)] }] },
    ]);
    assert_eq!(chart(Chart::Hot, &orders), expected);
}

#[test]
fn stock_is_the_level_minus_what_was_sold_and_not_returned() {
    let levels = StockLevels::read_csv(b"product,stock\nTea,10\nJam,1\nSalt,4\n").unwrap();
    let orders = [
        json!({ "product": "Tea", "quantity": 3 }),
        json!({ "product": "Tea", "quantity": 1, "amount": -1 }),
        json!({ "product": "Jam", "quantity": 2.5 }),
        json!({ "product": "unlisted" }),
    ];
    let expected = r#"[{"name":"Jam","stock":-1.5,"sales":2.5},{"name":"Tea","stock":8,"sales":2},{"name":"Salt","stock":4,"sales":0}]"#;
    assert_eq!(
        payload(Chart::Stock, &sums(&orders), Some(&levels)),
        expected
    );
    assert_eq!(payload(Chart::Stock, &sums(&orders), None), "[]");
}
