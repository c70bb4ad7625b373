//! Orders as a program sends them.

#![allow(clippy::unwrap_used, reason = "a test ends where it cannot go on")]

use jiff::Timestamp;
use live_sales::{AmountError, BadLine, Coordinates, Field, OrderError, OrderLine, parse_ndjson};
use proptest::prelude::*;

fn now() -> Timestamp {
    "2026-03-01T12:00:00Z".parse().unwrap()
}

fn read(text: &str) -> Result<OrderLine, OrderError> {
    OrderLine::from_json(text, now())
}

/// The error of an order that is right but for these fields.
fn error_with(fields: &str) -> OrderError {
    read(&format!(r#"{{"time":"2026-03-01","amount":1,{fields}}}"#)).unwrap_err()
}

#[test]
fn every_field_is_read() {
    let line = read(
        r#"{"time":"2026-03-01T09:30:00+01:00","order":"A-1","seller":"Ann","category":"Food","subcategory":"Tea",
            "product":"Sencha \"first\"","region":"Japan","city":"Uji","lng":135.8,"lat":34.9,"quantity":2.5,"amount":957.5775}"#,
    );
    let text = |text: &str| Some(text.to_owned());
    let expected = OrderLine {
        time: "2026-03-01T08:30:00Z".parse().unwrap(),
        order: text("A-1"),
        seller: text("Ann"),
        category: text("Food"),
        subcategory: text("Tea"),
        product: text("Sencha \"first\""),
        region: text("Japan"),
        city: text("Uji"),
        coordinates: Some(Coordinates {
            lng: 135.8,
            lat: 34.9,
        }),
        quantity: "2.5".parse().unwrap(),
        amount: "957.5775".parse().unwrap(),
    };
    assert_eq!(line, Ok(expected));
}

#[test]
fn numbers_may_be_texts_and_texts_numbers() {
    let line = read(r#"{"time":"2026-03-01","order":1001,"lng":"-0.5","lat":"51","quantity":"3","amount":"-9.90"}"#).unwrap();
    assert_eq!(line.order.as_deref(), Some("1001"));
    assert_eq!(
        line.coordinates,
        Some(Coordinates {
            lng: -0.5,
            lat: 51.0
        })
    );
    assert_eq!(
        (line.quantity.to_string(), line.amount.to_string()),
        ("3".into(), "-9.9".into())
    );
}

#[test]
fn an_amount_never_passes_through_a_float() {
    let line = read(r#"{"time":"2026-03-01","amount":999999999999.123456}"#).unwrap();
    assert_eq!(line.amount.to_string(), "999999999999.123456");
}

#[test]
fn null_and_empty_fields_are_not_there_and_unknown_ones_do_not_matter() {
    let line = read(r#"{"time":"2026-03-01","amount":1,"seller":"","city":" ","lng":null,"note":{"deep":[1,[2]]}}"#).unwrap();
    assert_eq!(
        (line.seller, line.city, line.coordinates),
        (None, None, None)
    );
    assert_eq!(line.quantity.to_string(), "1");
}

#[test]
fn a_date_is_midnight_in_utc() {
    assert_eq!(
        read(r#"{"time":"2026-02-28","amount":1}"#).unwrap().time,
        "2026-02-28T00:00:00Z".parse().unwrap()
    );
}

#[test]
fn coordinates_are_kept_to_a_tenth_of_a_metre() {
    let line =
        read(r#"{"time":"2026-02-28","amount":1,"lng":-23.685507643240374,"lat":9e1}"#).unwrap();
    assert_eq!(
        line.coordinates,
        Some(Coordinates {
            lng: -23.685508,
            lat: 90.0
        })
    );
}

#[test]
fn time_and_amount_have_to_be_there() {
    assert_eq!(
        read(r#"{"amount":1}"#),
        Err(OrderError::Missing(Field::Time))
    );
    assert_eq!(
        read(r#"{"time":"2026-03-01"}"#),
        Err(OrderError::Missing(Field::Amount))
    );
    assert_eq!(
        read(r#"{"time":"2026-03-01","amount":null}"#),
        Err(OrderError::Missing(Field::Amount))
    );
}

#[test]
fn a_time_in_another_format_is_refused() {
    for time in [
        "01.03.2026",
        "2026-02-30",
        "2026-03-01T09:30:00",
        "2026-03-01 25:00:00Z",
        "1772355600",
        "0000-12-31",
        "today",
    ] {
        let error = read(&format!(r#"{{"time":"{time}","amount":1}}"#)).unwrap_err();
        assert_eq!(error, OrderError::BadTime(time.into()));
    }
}

#[test]
fn an_order_may_be_a_day_ahead_of_the_clock_and_no_more() {
    assert!(read(r#"{"time":"2026-03-02T12:00:00Z","amount":1}"#).is_ok());
    let late = "2026-03-02T12:00:01Z";
    let error = read(&format!(r#"{{"time":"{late}","amount":1}}"#)).unwrap_err();
    assert_eq!(error, OrderError::InFuture(late.parse().unwrap()));
}

#[test]
fn wrong_values_are_named() {
    let bad_number = |field, text: &str, error| OrderError::BadNumber {
        field,
        text: text.into(),
        error,
    };
    let off = |field, text: &str, limit| OrderError::OffTheGlobe {
        field,
        text: text.into(),
        limit,
    };
    for (fields, expected) in [
        (r#""seller":true"#, OrderError::NotText(Field::Seller)),
        (r#""seller":["Ann"]"#, OrderError::NotText(Field::Seller)),
        (
            r#""quantity":"many""#,
            bad_number(Field::Quantity, "many", AmountError::NotANumber),
        ),
        (
            r#""quantity":"NaN""#,
            bad_number(Field::Quantity, "NaN", AmountError::NotANumber),
        ),
        (
            r#""quantity":1e13"#,
            bad_number(Field::Quantity, "1e13", AmountError::TooLarge),
        ),
        (
            r#""quantity":-2"#,
            OrderError::NegativeQuantity("-2".parse().unwrap()),
        ),
        (r#""lng":180.5,"lat":0"#, off(Field::Lng, "180.5", 180)),
        (r#""lng":0,"lat":"NaN""#, off(Field::Lat, "NaN", 90)),
        (r#""lng":5"#, OrderError::HalfAPlace(Field::Lat)),
        (r#""lat":5"#, OrderError::HalfAPlace(Field::Lng)),
    ] {
        assert_eq!(error_with(fields), expected, "{fields}");
    }
}

#[test]
fn a_text_may_have_256_characters_whatever_their_bytes() {
    let with_city = |city: &str| {
        read(&format!(
            r#"{{"time":"2026-03-01","amount":1,"city":"{city}"}}"#
        ))
    };
    assert_eq!(
        with_city(&"京".repeat(256))
            .unwrap()
            .city
            .map(|city| city.len()),
        Some(768)
    );
    assert_eq!(
        with_city(&"x".repeat(257)),
        Err(OrderError::TooLong(Field::City))
    );
}

#[test]
fn an_error_quotes_no_more_than_the_beginning() {
    let message = error_with(&format!(r#""quantity":"{}""#, "é".repeat(10_000))).to_string();
    assert!(message.len() < 200, "{message}");
}

#[test]
fn what_is_no_object_is_refused() {
    for text in [
        "",
        "[]",
        "1",
        "null",
        r#"["2026-03-01"]"#,
        "{",
        r#"{"time":"2026-03-01","amount":1} {}"#,
        r#"{"city":"\ud800"}"#,
    ] {
        assert!(
            matches!(read(text), Err(OrderError::NotJson { .. })),
            "{text}"
        );
    }
}

#[test]
fn a_field_that_stands_twice_is_refused() {
    let error = error_with(r#""amount":2"#).to_string();
    assert!(error.contains("amount stands twice"), "{error}");
}

#[test]
fn a_refusal_names_the_line_once_and_the_column() {
    let good = r#"{"time":"2026-03-01","amount":1}"#;
    let error = parse_ndjson(&format!("{good}\n\n{{\"time\": x}}"), now()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "line 3: not an order in JSON: expected value, column 10"
    );
    let spread = "{\n\"time\":\"2026-03-01\",\n\"amount\":}";
    let error = read(spread).unwrap_err();
    assert_eq!(error.line(), 3);
    assert!(!error.to_string().contains("line"), "{error}");
}

#[test]
fn ndjson_keeps_the_order_and_passes_over_empty_lines() {
    let lines = parse_ndjson(
        "{\"time\":\"2026-03-01\",\"amount\":1}\r\n\n  \n{\"time\":\"2026-02-01\",\"amount\":2}",
        now(),
    )
    .unwrap();
    let amounts: Vec<_> = lines.iter().map(|line| line.amount.to_string()).collect();
    assert_eq!(amounts, ["1", "2"]);
    assert_eq!(parse_ndjson("\n \n", now()), Ok(Vec::new()));
}

#[test]
fn ndjson_names_the_first_bad_line_by_its_number() {
    let body = "{\"time\":\"2026-03-01\",\"amount\":1}\n\n{\"time\":\"2026-03-01\"}\nnonsense\n";
    let error = parse_ndjson(body, now()).unwrap_err();
    assert_eq!(
        error,
        BadLine {
            line: 3,
            error: OrderError::Missing(Field::Amount)
        }
    );
    assert_eq!(error.to_string(), "line 3: amount is missing");
}

proptest! {
    #[test]
    fn no_text_makes_the_reader_panic(text in ".*") {
        let _ = parse_ndjson(&text, now());
    }

    #[test]
    fn no_value_makes_the_reader_panic(field in 0..Field::ALL.len(), value in ".*") {
        let order = serde_json::json!({ "time": "2026-03-01", "amount": 1, Field::ALL[field].name(): value });
        let _ = read(&order.to_string());
    }
}
