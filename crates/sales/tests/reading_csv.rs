//! Files of orders as people have them.

#![allow(clippy::unwrap_used, reason = "a test ends where it cannot go on")]

use jiff::Timestamp;
use live_sales::{BadLine, Columns, CsvError, CsvOrders, Field, OrderError, read_csv};
use proptest::prelude::*;

fn read_mapped(bytes: &[u8], columns: &str) -> Result<CsvOrders, CsvError> {
    let now: Timestamp = "2026-03-01T12:00:00Z".parse().unwrap();
    read_csv(bytes, &columns.parse().unwrap(), now)
}

fn read(bytes: &[u8]) -> Result<CsvOrders, CsvError> {
    let now: Timestamp = "2026-03-01T12:00:00Z".parse().unwrap();
    read_csv(bytes, &Columns::default(), now)
}

fn cities(orders: &CsvOrders) -> Vec<&str> {
    orders
        .lines
        .iter()
        .filter_map(|line| line.city.as_deref())
        .collect()
}

fn bad_lines(orders: &CsvOrders) -> Vec<u64> {
    orders.bad.iter().map(|bad| bad.line).collect()
}

#[test]
fn a_file_with_the_fields_own_names_needs_no_map() {
    let orders = read(b"amount,extra,time,city\n12.5,x,2026-02-28,Ulm\n").unwrap();
    assert_eq!(cities(&orders), ["Ulm"]);
    assert_eq!(orders.lines[0].amount.to_string(), "12.5");
}

#[test]
fn a_map_names_some_columns_and_the_rest_keep_their_own() {
    let orders = read_mapped(b"Day,amount,city\n2026-02-28,1,Ulm\n", "time=Day").unwrap();
    assert_eq!(cities(&orders), ["Ulm"]);
}

#[test]
fn orders_come_in_time_order_and_those_of_one_moment_in_the_files() {
    let orders =
        read(b"time,amount,city\n2026-02-03,1,c\n2026-02-01,1,a\n2026-02-03,1,d\n2026-02-02,1,b\n")
            .unwrap();
    assert_eq!(cities(&orders), ["a", "b", "c", "d"]);
}

#[test]
fn utf_8_latin_1_and_a_byte_order_mark_are_understood() {
    assert_eq!(
        cities(&read("time,amount,city\n2026-02-28,1,Zürich\n".as_bytes()).unwrap()),
        ["Zürich"]
    );
    assert_eq!(
        cities(&read("\u{feff}time,amount,city\n2026-02-28,1,Zürich\n".as_bytes()).unwrap()),
        ["Zürich"]
    );
    assert_eq!(
        cities(&read(b"time,amount,city\n2026-02-28,1,Z\xfcrich\n").unwrap()),
        ["Zürich"]
    );
}

#[test]
fn quoted_fields_may_hold_commas_quotes_and_line_breaks() {
    let orders =
        read(b"time,city,amount\r\n2026-02-28,\"Paris, \"\"Texas\"\"\r\nUSA\",1\r\n").unwrap();
    assert_eq!(cities(&orders), ["Paris, \"Texas\"\r\nUSA"]);
}

#[test]
fn a_bad_line_is_told_apart_and_the_others_are_read() {
    let orders =
        read(b"time,amount\n2026-02-28,1\nyesterday,1\n2026-02-27,1,1\n2026-02-28\n2026-02-26,2\n")
            .unwrap();
    assert_eq!(orders.lines.len(), 2);
    let field_count = |found| OrderError::FieldCount { expected: 2, found };
    let bad = |line, error| BadLine { line, error };
    assert_eq!(
        orders.bad,
        [
            bad(3, OrderError::BadTime("yesterday".into())),
            bad(4, field_count(3)),
            bad(5, field_count(1))
        ]
    );
}

#[test]
fn line_numbers_count_empty_lines_and_breaks_within_quotes() {
    let orders = read(
        b"time,city,amount\n\n2026-02-28,\"a\nb\r\nc\",1\n\r\nbad,x,1\n2026-02-28,y,1\nbad,z,1",
    )
    .unwrap();
    assert_eq!((cities(&orders).len(), bad_lines(&orders)), (2, vec![7, 9]));
}

#[test]
fn a_quotation_mark_that_is_never_closed_is_called_by_its_name() {
    let orders =
        read(b"time,city,amount\n2026-02-28,Ulm,1\n2026-02-28,\"Bonn,1\n2026-02-28,Jena,1\n")
            .unwrap();
    assert_eq!(cities(&orders), ["Ulm"]);
    assert_eq!(
        orders.bad,
        [BadLine {
            line: 3,
            error: OrderError::UnclosedQuote
        }]
    );
}

#[test]
fn a_quotation_mark_within_a_field_is_an_inch() {
    let orders = read(b"time,city,amount\n2026-02-28,5\" pipe,1\n2026-02-28,3\" pipe,1").unwrap();
    assert_eq!(cities(&orders), ["5\" pipe", "3\" pipe"]);
}

#[test]
fn a_missing_column_is_named_beside_those_that_are_there() {
    let error = read_mapped(b"Order Date,Price\n", "time=Order Date,amount=Sales").unwrap_err();
    assert_eq!(
        error.to_string(),
        r#"column "Sales" for amount is missing; the file has "Order Date", "Price""#
    );
    let error = read_mapped(b"time,amount\n", "city=Town").unwrap_err();
    assert!(matches!(
        error,
        CsvError::MissingColumn { field: "city", .. }
    ));
    let error = read(b"time,city\n").unwrap_err();
    assert!(matches!(
        error,
        CsvError::MissingColumn {
            field: "amount",
            ..
        }
    ));
}

#[test]
fn what_is_no_table_still_gets_a_short_error() {
    for file in [b"PK\x03\x04\n\"".repeat(9_000), b",".repeat(100_000)] {
        let message = read(&file).unwrap_err().to_string();
        assert!(
            message.len() < 1_000 && message.lines().count() == 1,
            "{message}"
        );
    }
}

#[test]
fn a_column_that_stands_twice_is_refused_if_it_is_read() {
    let error = read(b"time,amount,amount\n").unwrap_err();
    assert_eq!(
        error,
        CsvError::AmbiguousColumn {
            field: "amount",
            heading: "amount".into()
        }
    );
    assert!(read(b"time,amount,note,note\n").is_ok());
}

#[test]
fn an_empty_file_is_refused_and_one_without_orders_is_not() {
    assert_eq!(read(b""), Err(CsvError::Empty));
    assert_eq!(read(b"\n\r\n"), Err(CsvError::Empty));
    assert_eq!(read(b"time,amount\n"), Ok(CsvOrders::default()));
}

#[test]
fn fields_are_checked_as_in_json() {
    let orders = read(
        b"time,amount,lng,lat,quantity\n2026-02-28,1,5,,1\n2026-02-28,1,,,-1\n2026-02-28,,,,1\n",
    )
    .unwrap();
    let errors: Vec<_> = orders.bad.into_iter().map(|bad| bad.error).collect();
    let negative = OrderError::NegativeQuantity("-1".parse().unwrap());
    assert_eq!(
        errors,
        [
            OrderError::HalfAPlace(Field::Lat),
            negative,
            OrderError::Missing(Field::Amount)
        ]
    );
}

/// A line of a file: empty lines before it, line breaks within its quoted field, and whether it is an order.
type Line = (usize, usize, bool);

proptest! {
    #[test]
    fn a_bad_line_has_the_number_that_an_editor_shows(
        lines in prop::collection::vec((0..3usize, 0..3usize, any::<bool>()), 0..20),
        line_end in prop::sample::select(vec!["\n", "\r\n", "\r"]),
    ) {
        let mut file = format!("time,city,amount{line_end}");
        let mut expected = Vec::new();
        for (empty, within, good) in lines as Vec<Line> {
            file.push_str(&line_end.repeat(empty));
            if !good {
                expected.push(1 + file.replace("\r\n", "\n").matches(['\n', '\r']).count() as u64);
            }
            let time = if good { "2026-02-28" } else { "never" };
            file.push_str(&format!("{time},\"x{}\",1{line_end}", line_end.repeat(within)));
        }
        prop_assert_eq!(bad_lines(&read(file.as_bytes()).unwrap()), expected);
    }

    #[test]
    fn no_bytes_make_the_reader_panic(rest in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = read(&rest);
        let _ = read(&[b"time,amount\n2026-02-28,1\n", rest.as_slice()].concat());
    }
}
