//! Whatever a stranger sends is read or refused, and the scanner agrees with a full parser.

use proptest::prelude::*;
use serde_json::Value;
use socket_wire::{
    ClientMessage, Envelope, Malformed, Mode, Request, ServerMessage, TopicName, Welcome, scan,
};

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
        let _ = ClientMessage::parse(&text, Mode::Plain);
        let _ = ClientMessage::parse(&text, Mode::Native);
        let _ = Request::salvage(&text);
        let _ = ServerMessage::read(&text);
        let golden = include_str!("../golden/server/batch.json");
        let cut = golden.floor_char_boundary(cut);
        let _ = ServerMessage::read(&golden[..cut]);
        let _ = Welcome::read(&text);
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
    let refusal = |text: &str| ClientMessage::parse(text, Mode::Plain).unwrap_err();
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

#[test]
fn what_only_servers_send_is_a_clients_own_business() {
    let text = r#"{"action":"getData","socketType":"rankData","chartName":"rank","code":200,
        "message":{"a":1},"ts":"2026-03-01T00:00:00Z","recovered":"x","expiresIn":[]}"#;
    for mode in [Mode::Plain, Mode::Native] {
        let Ok(ClientMessage::GetData(request)) = ClientMessage::parse(text, mode) else {
            panic!("refused in {mode:?}");
        };
        assert_eq!(request.chart_name.as_deref(), Some("rank"));
    }
}

#[test]
fn in_plain_mode_the_numbers_of_native_mode_may_be_anything() {
    let text = r#"{"action":"getData","chartName":"rank","id":"3f1c-uuid","epoch":1,"seq":"last"}"#;
    let Ok(ClientMessage::GetData(request)) = ClientMessage::parse(text, Mode::Plain) else {
        panic!("refused");
    };
    assert_eq!(request.id, None);
    let native = ClientMessage::parse(text, Mode::Native);
    assert_eq!(native, Err(Malformed::WrongType("id")));
}

#[test]
fn the_names_of_a_refused_request_are_read_as_far_as_they_can_be() {
    let text = r#"{"id":"3f1c","socketType":7,"chartName":"rank","type":7}"#;
    assert!(ClientMessage::parse(text, Mode::Plain).is_err());
    let names = Request {
        chart_name: Some("rank".to_owned()),
        ..Request::default()
    };
    assert_eq!(Request::salvage(text), names);
    assert_eq!(Request::salvage("[]"), Request::default());
}

#[test]
fn a_socket_type_is_a_name_like_any_other() {
    let handlers = |socket_type: Option<&str>| {
        let socket_type = socket_type.map(str::to_owned);
        let request = Request {
            socket_type,
            ..Request::default()
        };
        request.handlers()
    };
    assert_eq!(handlers(None), Ok(None));
    assert_eq!(handlers(Some("x")), Ok(TopicName::new("x").ok()));
    let long = "x".repeat(65);
    for name in ["", "a b", "../x", &long] {
        assert_eq!(
            handlers(Some(name)),
            Err(Malformed::InvalidName("socketType")),
            "{name}"
        );
    }
}
