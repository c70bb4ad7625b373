use serde_json::json;
use socket_conn::{Options, Status};

use super::Talk;
use crate::TypeDataDialect;

const HEART_CHECK: &str = r#"{"type":"heartCheck"}"#;
const AUTH: &str = r#"{"type":"auth","data":"token"}"#;
const AUTH_OK: &str = r#"{"type":"auth","data":"auth ok"}"#;

fn authenticated() -> Talk {
    let dialect = TypeDataDialect {
        auth: true,
        ..TypeDataDialect::default()
    };
    Talk::with_token(dialect, dialect.connection())
}

fn live() -> Talk {
    let dialect = TypeDataDialect::default();
    Talk::with(dialect, dialect.connection())
}

#[test]
fn the_token_is_sent_on_open() {
    let mut talk = authenticated();
    assert_eq!(talk.said(), [AUTH]);
    assert_eq!(*talk.status(), Status::Authenticating);
}

#[test]
fn without_a_token_nothing_is_said() {
    let mut talk = live();
    assert!(talk.is_live());
    assert_eq!(talk.said(), [""; 0]);
}

#[test]
fn auth_ok_lets_in_and_reaches_no_handler() {
    let mut talk = authenticated();
    talk.hear(AUTH_OK);
    assert!(talk.is_live());
    talk.hear(r#"{"type":"login","data":"auth ok"}"#);
    assert_eq!(talk.got(), []);
}

#[test]
fn a_server_that_sends_data_has_let_us_in() {
    let mut talk = authenticated();
    talk.hear(r#"{"type":"order","data":{"id":"A-17"}}"#);
    assert!(talk.is_live());
    assert_eq!(talk.got(), [("order".into(), json!({ "id": "A-17" }))]);
}

#[test]
fn no_auth_is_answered_by_the_token_once_more_and_then_the_user_must_sign_in() {
    let mut talk = authenticated();
    talk.hear(r#"{"type":"noAuth"}"#);
    talk.pass(1_000);
    talk.accept();
    assert_eq!(talk.said(), [AUTH, AUTH]);
    talk.hear(r#"{"type":"noAuth"}"#);
    let Status::Failed(reason) = talk.status() else {
        panic!("{:?}", talk.status());
    };
    assert!(reason.requires_sign_in());
    talk.pass(60_000);
    assert_eq!(talk.dials(), 2);
}

#[test]
fn the_heartbeat_is_echoed() {
    let mut talk = live();
    talk.hear(HEART_CHECK);
    assert_eq!(talk.said(), [HEART_CHECK]);
    assert_eq!(talk.got(), []);
}

#[test]
fn each_heartbeat_restarts_a_deadline_of_the_interval_and_a_second() {
    let mut talk = live();
    for _ in 0..3 {
        talk.pass(30_999);
        assert!(talk.is_live());
        talk.hear(HEART_CHECK);
    }
    talk.pass(31_000);
    assert_eq!(talk.status().name(), "reconnecting");
}

#[test]
fn other_messages_are_no_heartbeat() {
    let mut talk = live();
    talk.pass(30_000);
    talk.hear(r#"{"type":"order","data":1}"#);
    talk.pass(1_000);
    assert_eq!(talk.status().name(), "reconnecting");
}

#[test]
fn a_server_that_stops_beating_is_dialled_again_after_a_second_every_time() {
    let mut talk = live();
    for dials in 1..5 {
        talk.pass(31_000);
        talk.pass(999);
        assert_eq!(talk.dials(), dials);
        talk.pass(1);
        assert_eq!(talk.dials(), dials + 1);
        talk.accept();
    }
}

#[test]
fn the_interval_and_the_grace_can_be_chosen() {
    let dialect = TypeDataDialect {
        interval: 400,
        grace: 100,
        ..TypeDataDialect::default()
    };
    let mut talk = Talk::with(dialect, Options::default());
    talk.pass(499);
    assert!(talk.is_live());
    talk.pass(1);
    assert!(!talk.is_live());
}

#[test]
fn an_object_with_a_socket_type_is_dispatched_by_it() {
    let mut talk = live();
    talk.hear(r#"{"type":"chart","socketType":"rankData","chartName":"rank","data":"[1]"}"#);
    talk.hear(r#"{"socketType":"rankData","data":[2]}"#);
    assert_eq!(
        talk.got(),
        [
            ("rankData".into(), json!([1])),
            ("rankData".into(), json!([2]))
        ]
    );
}

#[test]
fn any_other_message_is_dispatched_under_its_type_with_its_data() {
    let mut talk = live();
    talk.hear(r#"{"type":"notice","data":"closed at five","id":"x","code":200}"#);
    talk.hear(r#"{"type":"reload"}"#);
    assert_eq!(
        talk.got(),
        [
            ("notice".into(), json!("closed at five")),
            ("reload".into(), json!({ "type": "reload" })),
        ]
    );
}

#[test]
fn json_without_a_type_is_a_message_without_a_name_and_a_text_that_is_no_json_is_none() {
    let mut talk = live();
    talk.hear(r#"{"hello":1}"#);
    talk.hear("[1,2]");
    talk.hear("hello");
    assert_eq!(
        talk.got(),
        [
            (String::new(), json!({ "hello": 1 })),
            (String::new(), json!([1, 2]))
        ]
    );
    assert_eq!(talk.unreadable(), 1);
}
