//! What makes a line the same line when it is sent again.

#![allow(clippy::unwrap_used, reason = "a test ends where it cannot go on")]

use std::collections::BTreeSet;

use live_sales::{OrderLine, identities};

fn line(fields: &str) -> OrderLine {
    OrderLine::from_json(
        &format!(r#"{{"time":"2026-02-28",{fields}}}"#),
        "2026-03-01T00:00:00Z".parse().unwrap(),
    )
    .unwrap()
}

#[test]
fn a_fingerprint_is_the_same_in_every_version() {
    let line = line(
        r#""order":"A-1","seller":"Ann","city":"Ulm","lng":9.99,"lat":48.4,"quantity":2,"amount":"9.90""#,
    );
    let hex: String = line
        .fingerprint()
        .unwrap()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    assert_eq!(hex, "051429dd23a93e840db272416f438a90");
}

#[test]
fn a_line_without_an_order_has_no_fingerprint() {
    assert_eq!(line(r#""seller":"Ann","amount":1"#).fingerprint(), None);
}

#[test]
fn the_way_a_number_is_written_does_not_matter() {
    let (a, b) = (
        line(r#""order":"1","amount":"1.50""#),
        line(r#""order":1,"quantity":1,"amount":1.5"#),
    );
    assert_eq!(a.fingerprint(), b.fingerprint());
}

#[test]
fn a_difference_in_any_field_makes_another_line() {
    let fields = [
        r#""order":"A","amount":1"#,
        r#""order":"B","amount":1"#,
        r#""order":"A","amount":2"#,
        r#""order":"A","amount":1,"quantity":2"#,
        r#""order":"A","amount":1,"lng":0,"lat":0"#,
        r#""order":"A","amount":1,"seller":"xy""#,
        r#""order":"A","amount":1,"seller":"x","category":"y""#,
        r#""order":"A","amount":1,"category":"xy""#,
        r#""order":"A","amount":1,"subcategory":"xy""#,
        r#""order":"A","amount":1,"product":"xy""#,
        r#""order":"A","amount":1,"region":"xy""#,
        r#""order":"A","amount":1,"city":"xy""#,
    ];
    let fingerprints: BTreeSet<_> = fields
        .iter()
        .map(|fields| line(fields).fingerprint())
        .collect();
    assert_eq!(fingerprints.len(), fields.len());
}

#[test]
fn equal_lines_of_one_request_both_count_and_are_both_known_when_it_is_repeated() {
    let twin = line(r#""order":"US-2014-150119","product":"Chair","quantity":2,"amount":281.372"#);
    let request = [
        twin.clone(),
        line(r#""amount":1"#),
        twin.clone(),
        twin.clone(),
    ];
    let first = identities(&request);
    assert_eq!(first[0], twin.fingerprint());
    assert_eq!(first[1], None);
    assert_eq!(first.iter().collect::<BTreeSet<_>>().len(), 4);
    assert_eq!(identities(&request), first);
}
