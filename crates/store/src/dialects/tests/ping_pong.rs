use serde_json::json;
use socket_conn::Options;

use super::Talk;
use crate::PingPongDialect;

fn live() -> Talk {
    Talk::with(PingPongDialect::default(), Options::default())
}

#[test]
fn nothing_is_said_on_open_unless_one_wants_it() {
    assert_eq!(live().said(), [""; 0]);
    let dialect = PingPongDialect {
        first: Some("start".into()),
        ..PingPongDialect::default()
    };
    assert_eq!(Talk::with(dialect, Options::default()).said(), ["start"]);
}

#[test]
fn the_first_message_can_hold_the_token() {
    let dialect = PingPongDialect {
        first: Some(r#"{"token":"{token}"}"#.into()),
        ..PingPongDialect::default()
    };
    let mut talk = Talk::with_token(dialect, Options::default());
    assert_eq!(talk.said(), [r#"{"token":"token"}"#]);
}

#[test]
fn after_a_silence_of_thirty_seconds_the_client_says_ping() {
    let mut talk = live();
    talk.pass(29_999);
    assert_eq!(talk.said(), [""; 0]);
    talk.pass(1);
    assert_eq!(talk.said(), ["ping"]);
}

#[test]
fn thirty_more_seconds_without_a_message_mean_that_the_server_is_dead() {
    let mut talk = live();
    talk.pass(59_999);
    assert!(talk.is_live());
    talk.pass(1);
    assert_eq!(talk.status().name(), "reconnecting");
}

#[test]
fn any_message_restarts_both_clocks() {
    let mut talk = live();
    for message in [
        "pong",
        "ping",
        "连接成功",
        "news",
        r#"{"socketType":"rankData"}"#,
    ] {
        talk.pass(59_999);
        talk.hear(message);
        assert_eq!(talk.said(), ["ping"]);
    }
    talk.pass(29_999);
    assert_eq!(talk.said(), [""; 0]);
    talk.pass(30_001);
    assert!(!talk.is_live());
}

#[test]
fn both_clocks_can_be_set() {
    let dialect = PingPongDialect {
        silence: 300,
        deadline: 200,
        ..PingPongDialect::default()
    };
    let mut talk = Talk::with(dialect, Options::default());
    talk.pass(499);
    assert_eq!(talk.said_when(), [(300, "ping".to_owned())]);
    assert!(talk.is_live());
    talk.pass(1);
    assert!(!talk.is_live());
}

#[test]
fn control_texts_never_reach_handlers() {
    let dialect = PingPongDialect {
        control: ["ping", "pong", "welcome"].map(Into::into).into(),
        ..PingPongDialect::default()
    };
    for (mut talk, greeting) in [
        (live(), "连接成功"),
        (Talk::with(dialect, Options::default()), "welcome"),
    ] {
        for text in ["ping", "pong", "pong\n", greeting] {
            talk.hear(text);
        }
        assert_eq!(talk.got(), []);
        assert_eq!(talk.said(), [""; 0]);
    }
}

#[test]
fn messages_are_dispatched_by_their_socket_type_or_passed_on_as_they_are() {
    let mut talk = live();
    talk.hear(r#"{"socketType":"rankData","data":[1]}"#);
    talk.hear("news");
    talk.hear("[2]");
    assert_eq!(
        talk.got(),
        [
            ("rankData".into(), json!([1])),
            (String::new(), json!("news")),
            (String::new(), json!([2])),
        ]
    );
}

#[test]
fn a_close_by_hand_is_announced_and_no_other() {
    let mut talk = live();
    talk.pass(60_000);
    talk.pass(4_000);
    talk.accept();
    assert_eq!(talk.said(), ["ping"]);
    talk.close();
    assert_eq!(talk.said(), ["stop"]);
}

#[test]
fn the_farewell_can_be_left_out() {
    let dialect = PingPongDialect {
        farewell: None,
        ..PingPongDialect::default()
    };
    let mut talk = Talk::with(dialect, Options::default());
    talk.close();
    assert_eq!(talk.said(), [""; 0]);
}
