use serde_json::{Value, json};
use socket_conn::{Options, Status, Subscription};

use super::Talk;
use crate::PlainDialect;

const GET_RANK: &str =
    r#"{"action":"getData","socketType":"rankData","chartName":"rank","value":""}"#;

fn rank() -> (String, Value) {
    ("rankData".into(), json!([{ "name": "a", "value": 1 }]))
}

const RANK: &str = r#"{"action":"getData","socketType":"rankData","chartName":"rank","value":"","data":"[{\"name\":\"a\",\"value\":1}]"}"#;

#[test]
fn a_chart_is_asked_for_and_its_data_is_json_in_a_string() {
    let mut talk = Talk::with(PlainDialect::default(), Options::default());
    talk.subscribe("rank");
    assert_eq!(talk.said(), [GET_RANK]);
    talk.hear(RANK);
    assert_eq!(talk.got(), [rank()]);
}

#[test]
fn data_that_is_no_string_is_taken_as_it_is() {
    let mut talk = Talk::with(PlainDialect::default(), Options::default());
    talk.hear(r#"{"socketType":"rankData","data":[{"name":"a","value":1}]}"#);
    assert_eq!(talk.got(), [rank()]);
}

#[test]
fn members_of_another_kind_are_somebody_elses() {
    let mut talk = Talk::with(PlainDialect::default(), Options::default());
    talk.hear(
        r#"{"id":"A-17","seq":-1,"code":200,"type":7,"socketType":"rankData","data":[{"name":"a","value":1}]}"#,
    );
    assert_eq!(talk.got(), [rank()]);
}

#[test]
fn a_relayed_action_is_a_message_of_its_socket_type() {
    let mut talk = Talk::with(PlainDialect::default(), Options::default());
    let theme = json!({ "action": "themeChange", "socketType": "themeChange", "chartName": "", "value": "dark" });
    talk.hear(theme.to_string());
    assert_eq!(talk.got(), [("themeChange".into(), theme)]);
}

#[test]
fn a_foreign_server_is_sent_nothing_but_get_data_and_what_the_app_sends() {
    let mut talk = Talk::with_token(PlainDialect::default(), Options::default());
    talk.subscribe("rank");
    talk.hear(RANK);
    talk.hear(r#"{"type":"heartCheck"}"#);
    talk.hear("ping");
    talk.send(r#"{"action":"fullScreen"}"#).expect("live");
    talk.pass(60_000);
    talk.close();
    let said = talk.said();
    assert!(said.contains(&r#"{"action":"fullScreen"}"#.to_owned()));
    for text in said {
        let message: Value = serde_json::from_str(&text).expect("JSON");
        assert!(
            message["action"] == "getData" || message["action"] == "fullScreen",
            "{text}"
        );
    }
}

#[test]
fn whether_the_server_lives_is_found_out_by_asking_for_a_chart_again() {
    let mut talk = Talk::with(PlainDialect::default(), Options::default());
    talk.subscribe("rank");
    talk.hear(RANK);
    talk.said();
    talk.pass(14_999);
    assert_eq!(talk.said(), [""; 0]);
    talk.pass(1);
    assert_eq!(talk.said(), [GET_RANK]);
    talk.hear(RANK);
    talk.pass(15_000);
    assert!(talk.is_live());
    talk.pass(5_000);
    assert_eq!(talk.status().name(), "reconnecting");
}

#[test]
fn the_chart_that_is_asked_for_again_can_be_chosen() {
    let small = Subscription {
        socket_type: "rankData".into(),
        chart_name: "rank".into(),
    };
    let dialect = PlainDialect {
        probe: Some(small),
        ..PlainDialect::default()
    };
    let mut talk = Talk::with(dialect, Options::default());
    talk.subscribe("map");
    talk.said();
    talk.pass(15_000);
    assert_eq!(talk.said(), [GET_RANK]);
}

#[test]
fn a_server_that_wants_a_token_gets_it_first_and_its_heartbeat_back() {
    let mut talk = Talk::with_token(PlainDialect::with_auth(), Options::default());
    talk.subscribe("rank");
    assert_eq!(talk.said(), [r#"{"type":"auth","data":"token"}"#]);
    assert_eq!(*talk.status(), Status::Authenticating);
    talk.hear(r#"{"type":"auth","data":"auth ok"}"#);
    talk.hear(r#"{"type":"heartCheck"}"#);
    assert_eq!(talk.said(), [GET_RANK, r#"{"type":"heartCheck"}"#]);
    assert_eq!(talk.got(), []);
}

#[test]
fn a_text_that_is_no_object_is_reported_and_changes_nothing() {
    let mut talk = Talk::with(PlainDialect::default(), Options::default());
    talk.hear("hello");
    talk.hear("[1,2]");
    assert_eq!(talk.unreadable(), 2);
    assert!(talk.is_live());
}
