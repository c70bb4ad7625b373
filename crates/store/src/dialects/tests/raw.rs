use serde_json::json;
use socket_conn::{Frame, Options};

use super::Talk;
use crate::RawDialect;

#[test]
fn frames_come_as_they_are() {
    let mut talk = Talk::with(RawDialect, Options::default());
    talk.hear("ping");
    talk.hear(r#"{"type":"noAuth","data":1}"#);
    talk.hear(Frame::Binary(vec![0xff, 0x00]));
    assert_eq!(
        talk.got(),
        [
            (String::new(), json!("ping")),
            (String::new(), json!({ "type": "noAuth", "data": 1 })),
            (String::new(), json!([0xff, 0x00])),
        ]
    );
}

#[test]
fn an_object_with_a_socket_type_is_dispatched_by_it_in_a_binary_frame_too() {
    let mut talk = Talk::with(RawDialect, Options::default());
    let message = br#"{"socketType":"rankData","data":[1]}"#;
    talk.hear(Frame::Binary(message.to_vec()));
    assert_eq!(talk.got(), [("rankData".into(), json!([1]))]);
}

#[test]
fn nothing_is_said_but_what_the_app_says() {
    let mut talk = Talk::with_token(RawDialect, Options::default());
    talk.subscribe("rank");
    talk.pass(300_000);
    talk.send("hello").expect("live");
    talk.close();
    assert_eq!(talk.said(), ["hello"]);
}
