use std::collections::BTreeMap;

use leptos_socket_store::{DeviceDialect, PingPongDialect, PlainDialect, TypeDataDialect};

use super::{Device, PingPong, Plain, Protocol, Vuex};

fn error(text: &str) -> String {
    Protocol::parse(text).expect_err("something is wrong with it")
}

#[test]
fn each_word_is_a_protocol_whose_options_can_be_left_out() {
    for (word, protocol) in [
        ("native", Protocol::Native),
        ("plain", Protocol::Plain(Plain::default())),
        ("vuex", Protocol::Vuex(Vuex::default())),
        ("pingpong", Protocol::PingPong(PingPong::default())),
        ("device", Protocol::Device(Device::default())),
    ] {
        let text = format!(r#"{{"protocol":"{word}"}}"#);
        assert_eq!(Protocol::parse(&text).as_ref(), Ok(&protocol), "{word}");
        let text = format!(r#"{{"protocol":"{word}","options":{{}}}}"#);
        assert_eq!(Protocol::parse(&text), Ok(protocol), "{word}");
    }
}

#[test]
fn the_defaults_are_those_of_the_dialects() {
    let names = BTreeMap::new();
    assert_eq!(
        Plain::default().dialect(false, &names),
        PlainDialect::default()
    );
    assert_eq!(Vuex::default().dialect(false), TypeDataDialect::default());
    assert_eq!(PingPong::default().dialect(), PingPongDialect::default());
    assert_eq!(Device::default().every, DeviceDialect::new("").every);
}

#[test]
fn a_wrong_word_is_named_with_the_right_ones() {
    let wrong = error(r#"{"protocol":"carrier-pigeon"}"#);
    assert!(
        wrong.contains("carrier-pigeon") && wrong.contains("pingpong"),
        "{wrong}"
    );
    let wrong = error(r#"{"protocol":"vuex","options":{"intervall":5000}}"#);
    assert!(
        wrong.contains("`vuex`") && wrong.contains("`intervall`") && wrong.contains("`interval`"),
        "{wrong}"
    );
    let wrong = error(r#"{"protocol":"device","options":{"every":"often"}}"#);
    assert!(
        wrong.contains("`device`") && wrong.contains("often"),
        "{wrong}"
    );
}

#[test]
fn the_options_of_another_protocol_are_wrong_words() {
    assert!(error(r#"{"options":{"interval":5000}}"#).contains("`native`"));
    assert!(error(r#"{"protocol":"plain","options":{"interval":5000}}"#).contains("`plain`"));
}

#[test]
fn the_chart_to_probe_with_is_called_as_the_server_calls_it() {
    let protocol = Protocol::parse(r#"{"protocol":"plain","options":{"probe":"hot"}}"#);
    let Ok(Protocol::Plain(plain)) = protocol else {
        panic!("{protocol:?}");
    };
    let names = BTreeMap::from([("hot".to_owned(), "hotproduct".to_owned())]);
    let probe = plain.dialect(false, &names).probe.expect("it is set");
    assert_eq!(
        (&*probe.socket_type, &*probe.chart_name),
        ("hotData", "hotproduct")
    );
}

#[test]
fn the_first_message_is_a_text_or_an_object() {
    let first = |json: &str| {
        let text = format!(r#"{{"protocol":"pingpong","options":{{"first":{json}}}}}"#);
        let Ok(Protocol::PingPong(ping_pong)) = Protocol::parse(&text) else {
            panic!("{text}");
        };
        ping_pong.dialect().first
    };
    assert_eq!(first(r#""start""#).as_deref(), Some("start"));
    assert_eq!(
        first(r#"{"cmd":"start"}"#).as_deref(),
        Some(r#"{"cmd":"start"}"#)
    );
    assert_eq!(first("null"), None);
}

#[test]
fn the_farewell_can_be_left_unsaid() {
    let protocol = Protocol::parse(r#"{"protocol":"pingpong","options":{"farewell":null}}"#);
    let expected = PingPong {
        farewell: None,
        ..PingPong::default()
    };
    assert_eq!(protocol, Ok(Protocol::PingPong(expected)));
}

#[test]
fn every_option_is_read() {
    let read = |protocol: &str, options: &str| {
        Protocol::parse(&format!(
            r#"{{"protocol":"{protocol}","options":{options}}}"#
        ))
    };
    let plain = Plain {
        silence: 1,
        deadline: 2,
        probe: Some("hot".into()),
    };
    assert_eq!(
        read("plain", r#"{"silence":1,"deadline":2,"probe":"hot"}"#),
        Ok(Protocol::Plain(plain))
    );
    let vuex = Vuex {
        interval: 1,
        grace: 2,
    };
    assert_eq!(
        read("vuex", r#"{"interval":1,"grace":2}"#),
        Ok(Protocol::Vuex(vuex))
    );
    let ping_pong = PingPong {
        silence: 1,
        deadline: 2,
        ping: "are you there".into(),
        control: vec!["yes".into(), "hello".into()],
        first: Some("start".into()),
        farewell: Some("bye".into()),
    };
    let options = r#"{"silence":1,"deadline":2,"ping":"are you there","control":["yes","hello"],
        "first":"start","farewell":"bye"}"#;
    assert_eq!(read("pingpong", options), Ok(Protocol::PingPong(ping_pong)));
    let device = Device {
        id: "hall-7".into(),
        every: 1,
    };
    assert_eq!(
        read("device", r#"{"id":"hall-7","every":1}"#),
        Ok(Protocol::Device(device))
    );
}

#[test]
fn an_option_that_is_something_else_is_named_with_what_it_should_be() {
    for (protocol, options, words) in [
        ("vuex", r#"{"grace":-1}"#, ["`grace`", "milliseconds"]),
        ("vuex", r#"{"grace":1.5}"#, ["`grace`", "1.5"]),
        ("vuex", r#"{"grace":null}"#, ["`grace`", "null"]),
        ("device", r#"{"id":7}"#, ["`id`", "a text"]),
        ("plain", r#"{"probe":7}"#, ["`probe`", "a text or null"]),
        (
            "pingpong",
            r#"{"control":"pong"}"#,
            ["`control`", "a list of texts"],
        ),
        (
            "pingpong",
            r#"{"control":["pong",7]}"#,
            ["`control`", "a list of texts"],
        ),
        ("native", "7", ["`native`", "an object"]),
    ] {
        let wrong = error(&format!(
            r#"{{"protocol":"{protocol}","options":{options}}}"#
        ));
        assert!(words.iter().all(|word| wrong.contains(word)), "{wrong}");
    }
    error(r#"{"protocol":null}"#);
}
