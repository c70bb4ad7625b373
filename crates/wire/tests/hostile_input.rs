//! Whatever a stranger sends is read or refused, and the scanner agrees with a full parser.

use proptest::prelude::*;
use serde_json::Value;
use socket_wire::{ClientMessage, Envelope, Malformed, ServerMessage, TopicName, scan};

fn json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        "\\PC{0,12}".prop_map(Value::from),
        "[\"\\\\{}\\[\\],: ]{0,6}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 32, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::btree_map("[a-z]{1,4}", inner, 0..5)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn the_scanner_finds_what_a_full_parser_finds(
        object in prop::collection::btree_map("[a-z]{1,4}", json(), 0..6),
        pretty: bool,
    ) {
        let object = Value::Object(object.into_iter().collect());
        let text = if pretty { serde_json::to_string_pretty(&object).unwrap() } else { object.to_string() };
        let mut found = serde_json::Map::new();
        let mut members = scan::members(&text).unwrap();
        while let Some(member) = members.next_member().unwrap() {
            found.insert(member.key.to_owned(), serde_json::from_str(member.value).unwrap());
        }
        prop_assert_eq!(Value::Object(found), object);
    }

    #[test]
    fn data_as_the_last_member_is_found_without_a_look_at_it(data in json(), seq: u64) {
        let text = format!(r#"{{"socketType":"x","seq":{seq},"data":{data}}}"#);
        let head = Envelope::read_head(&text).unwrap();
        prop_assert_eq!(&head, &Envelope::read(&text).unwrap());
        prop_assert_eq!(serde_json::from_str::<Value>(head.data.unwrap()).unwrap(), data);
    }

    #[test]
    fn no_text_makes_a_reader_panic(text in "\\PC{0,200}", cut in 0usize..200) {
        let _ = ClientMessage::parse(&text);
        let _ = ServerMessage::read(&text);
        let golden = include_str!("../golden/server/batch.json");
        let cut = golden.floor_char_boundary(cut);
        let _ = ServerMessage::read(&golden[..cut]);
        let _ = Envelope::read(&golden[..cut]);
    }

    #[test]
    fn a_name_is_what_the_contract_says(text in "\\PC{0,70}|[a-zA-Z0-9_-]{0,66}") {
        let allowed = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
        let expected = (1..=64).contains(&text.chars().count()) && text.chars().all(allowed);
        prop_assert_eq!(TopicName::new(text).is_ok(), expected);
    }
}

#[test]
fn nesting_past_the_limit_is_refused_and_brackets_in_strings_do_not_count() {
    let nested = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
    assert_eq!(scan::validate(&nested(scan::MAX_DEPTH)), Ok(()));
    assert_eq!(
        scan::validate(&nested(scan::MAX_DEPTH + 1)),
        Err(Malformed::TooDeep)
    );
    let brackets = serde_json::to_string(&"[".repeat(99)).unwrap();
    assert_eq!(scan::validate(&brackets), Ok(()));
}

#[test]
fn numbers_may_arrive_as_strings_and_null_counts_as_absent() {
    let text = r#"{"seq":"41","id":7,"epoch":null,"ts":null}"#;
    let envelope = Envelope::read(text).unwrap();
    assert_eq!((envelope.seq, envelope.id), (Some(41), Some(7)));
    assert_eq!((envelope.epoch, envelope.ts), (None, None));
}

#[test]
fn each_malformed_message_is_told_apart() {
    let refusal = |text: &str| ClientMessage::parse(text).unwrap_err();
    assert_eq!(refusal("nonsense"), Malformed::NotAnObject);
    assert_eq!(refusal("[1]"), Malformed::NotAnObject);
    assert_eq!(refusal("{}"), Malformed::UnknownKind);
    assert_eq!(refusal(r#"{"type":"auth"}"#), Malformed::Missing("data"));
    assert_eq!(
        refusal(r#"{"type":"auth","data":1}"#),
        Malformed::WrongType("data")
    );
    assert_eq!(
        refusal(r#"{"type":"hello","version":2}"#),
        Malformed::Version
    );
    assert_eq!(
        refusal(r#"{"action":"getData","chartName":5}"#),
        Malformed::WrongType("chartName")
    );
}
