use serde_json::json;
use socket_conn::{FailReason, SendErrorKind, Status};

use super::Talk;
use crate::DeviceDialect;

const HEARTBEAT: &str = r#"{"DevID":{"value":"hall \"7\""},"DevHeart":{"value":"1"}}"#;

fn dialect() -> DeviceDialect {
    DeviceDialect::new(r#"hall "7""#)
}

fn live() -> Talk {
    Talk::with(dialect(), DeviceDialect::connection())
}

/// Whether it dials again after a close with this code.
fn comes_back_after(code: u16) -> bool {
    let mut talk = live();
    talk.hang_up(code);
    talk.pass(60_000);
    talk.dials() > 1
}

#[test]
fn the_device_names_itself_on_open_and_every_minute() {
    let mut talk = live();
    talk.pass(120_000);
    let beats = [0, 60_000, 120_000].map(|at| (at, HEARTBEAT.to_owned()));
    assert_eq!(talk.said_when(), beats);
    assert!(talk.is_live(), "its silence means nothing");
}

#[test]
fn the_time_between_two_heartbeats_can_be_chosen() {
    let dialect = DeviceDialect {
        every: 500,
        ..dialect()
    };
    let mut talk = Talk::with(dialect, DeviceDialect::connection());
    talk.pass(1_000);
    assert_eq!(talk.said().len(), 3);
}

#[test]
fn every_message_but_a_heartbeat_is_passed_on_without_a_name() {
    let mut talk = live();
    talk.hear(r#"{"DevID":{"value":"hall 7"},"DevHeart":{"value":"1"}}"#);
    talk.hear(r#"{"DevID":{"value":"hall 7"},"Temperature":{"value":"21.5"}}"#);
    talk.hear("on");
    let measured = json!({ "DevID": { "value": "hall 7" }, "Temperature": { "value": "21.5" } });
    assert_eq!(
        talk.got(),
        [(String::new(), measured), (String::new(), json!("on"))]
    );
}

#[test]
fn an_object_with_a_socket_type_is_dispatched_by_it() {
    let mut talk = live();
    talk.hear(r#"{"socketType":"rankData","data":"[1]"}"#);
    assert_eq!(talk.got(), [("rankData".into(), json!([1]))]);
}

#[test]
fn it_comes_back_only_after_1006() {
    assert!(comes_back_after(1006));
    for code in [1000, 1001, 1005, 1011, 1012, 1013, 4000, 4401] {
        assert!(!comes_back_after(code), "{code}");
    }
}

#[test]
fn after_three_attempts_it_has_failed_and_says_so() {
    let mut talk = live();
    talk.hang_up(1006);
    for _ in 0..3 {
        talk.pass(5_000);
        talk.hang_up(1006);
    }
    assert_eq!(talk.dials(), 4);
    let Status::Failed(reason @ FailReason::GaveUp { attempts: 3, .. }) = talk.status() else {
        panic!("{:?}", talk.status());
    };
    assert_eq!(reason.to_string(), "no connection after 3 attempts");
    talk.pass(60_000);
    assert_eq!(talk.dials(), 4);
}

#[test]
fn what_is_sent_while_connecting_is_kept_and_sent_later() {
    let mut talk = Talk::closed(dialect(), DeviceDialect::connection());
    talk.open();
    talk.send("on").expect("kept");
    assert_eq!(talk.said(), [""; 0]);
    talk.accept();
    assert_eq!(talk.said(), [HEARTBEAT, "on"]);
}

#[test]
fn what_is_sent_when_the_connection_breaks_is_kept_for_the_next_one() {
    let mut talk = live();
    talk.said();
    talk.hang_up(1006);
    talk.send("on").expect("kept");
    talk.pass(5_000);
    talk.accept();
    assert_eq!(talk.said(), [HEARTBEAT, "on"]);
}

#[test]
fn what_is_sent_on_a_closed_or_failed_connection_is_refused_and_handed_back() {
    let mut closed = live();
    closed.close();
    let mut failed = live();
    failed.hang_up(1000);
    for mut talk in [
        closed,
        failed,
        Talk::closed(dialect(), DeviceDialect::connection()),
    ] {
        let error = talk.send("on").expect_err("refused");
        assert_eq!(error.kind, SendErrorKind::Closed);
        assert_eq!(error.frame.as_text(), Some("on"));
    }
}
