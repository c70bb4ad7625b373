//! Topics each value of which counts, as readers follow them.

use socket_wire::ServerMessage;

use super::*;
use crate::hub::HISTORY;

const SUBSCRIBE: &str = r#"{"action":"subscribe","id":1,"chartName":"log"}"#;
const ALL: u64 = HISTORY as u64;

/// A native client, and a topic with these values.
fn native(values: impl IntoIterator<Item = u64>) -> Talk {
    let mut talk = Talk::operator();
    talk.ask(r#"{"type":"hello","version":1}"#);
    talk.hub.append("log", values);
    talk
}

fn resume(talk: &Talk, seq: u64) -> String {
    let epoch = talk.hub.hub.standing(&testing::name("log")).unwrap().epoch;
    format!(r#"{{"action":"subscribe","id":1,"chartName":"log","epoch":"{epoch}","seq":{seq}}}"#)
}

/// What the answer says: the head's number, and whether the client has recovered.
fn subscribed(answer: &[String]) -> (u64, bool) {
    match ServerMessage::read(&answer[0]) {
        Ok(ServerMessage::Subscribed {
            head,
            recovered,
            complete: true,
            ..
        }) => (head.seq, recovered),
        other => panic!("no answer: {other:?}"),
    }
}

/// The numbers of the values in these frames, each of which is its own number.
fn numbers(frames: &[String]) -> Vec<u64> {
    let mut numbers = Vec::new();
    for frame in frames {
        let messages = match ServerMessage::read(frame) {
            Ok(ServerMessage::Batch(messages)) => messages,
            _ => vec![frame.as_str()],
        };
        for message in messages {
            let Ok(ServerMessage::Data(data)) = ServerMessage::read(message) else {
                panic!("no data: {message}");
            };
            let number = data.envelope.seq.unwrap();
            assert_eq!(data.envelope.data, Some(number.to_string().as_str()));
            numbers.push(number);
        }
    }
    numbers
}

#[tokio::test]
async fn a_subscription_begins_with_all_that_is_kept() {
    let mut talk = native(1..=ALL + 5);
    let answer = talk.ask(SUBSCRIBE);
    assert_eq!(subscribed(&answer), (ALL + 5, false));
    assert!(numbers(&answer[1..]).into_iter().eq(6..=ALL + 5));
}

#[tokio::test]
async fn a_topic_without_values_can_be_followed() {
    let mut talk = native([]);
    let answer = talk.ask(SUBSCRIBE);
    assert_eq!((subscribed(&answer), answer.len()), ((0, false), 1));
    talk.hub.append("log", [1]);
    assert_eq!(numbers(&talk.frames()), [1]);
}

#[tokio::test]
async fn a_slow_reader_skips_nothing() {
    let mut talk = native(1..=1);
    talk.ask(SUBSCRIBE);
    for value in 2..=9 {
        talk.hub.append("log", [value]);
    }
    let frames = talk.frames();
    assert_eq!(frames.len(), 1);
    assert!(numbers(&frames).into_iter().eq(2..=9));
}

#[tokio::test]
async fn whoever_comes_back_gets_what_was_missed_in_order_and_once() {
    let mut talk = native(1..=9);
    let answer = talk.ask(&resume(&talk, 4));
    assert_eq!(subscribed(&answer), (9, true));
    assert!(numbers(&answer[1..]).into_iter().eq(5..=9));

    let answer = talk.ask(&resume(&talk, 9));
    assert_eq!((subscribed(&answer), answer.len()), ((9, true), 1));
    talk.hub.append("log", [10]);
    assert_eq!(numbers(&talk.frames()), [10]);
}

#[tokio::test]
async fn the_last_value_before_those_that_are_kept_is_enough_to_recover_and_an_older_one_is_not() {
    let mut talk = native(1..=ALL + 5);
    let answer = talk.ask(&resume(&talk, 5));
    assert_eq!(subscribed(&answer), (ALL + 5, true));
    assert!(numbers(&answer[1..]).into_iter().eq(6..=ALL + 5));

    let answer = talk.ask(&resume(&talk, 4));
    assert_eq!(subscribed(&answer), (ALL + 5, false));
    assert!(numbers(&answer[1..]).into_iter().eq(6..=ALL + 5));
}

#[tokio::test]
async fn a_position_of_another_epoch_or_past_the_head_begins_anew() {
    let mut talk = native(1..=2);
    let past = resume(&talk, 3);
    let other = r#"{"action":"subscribe","id":1,"chartName":"log","epoch":"other","seq":1}"#;
    let last = resume(&talk, u64::MAX);
    for request in [past.as_str(), other, last.as_str()] {
        let answer = talk.ask(request);
        assert_eq!(subscribed(&answer), (2, false));
        assert_eq!(numbers(&answer[1..]), [1, 2]);
    }
}

#[tokio::test]
async fn a_reader_that_the_values_have_overtaken_is_cut() {
    let mut talk = native(1..=1);
    talk.ask(SUBSCRIBE);
    talk.hub.append("log", 2..=ALL + 1);
    assert!(numbers(&talk.frames()).into_iter().eq(2..=ALL + 1));
    talk.hub.append("log", ALL + 2..=2 * ALL + 2);
    let effect = talk.conversation.poll_frame();
    assert!(matches!(
        effect,
        Some(Effect::Close(CloseCode::SlowConsumer))
    ));
}

#[tokio::test]
async fn a_busy_topic_leaves_the_others_their_turns() {
    let mut talk = native(1..=1);
    talk.ask(SUBSCRIBE);
    talk.ask(r#"{"action":"subscribe","chartName":"rank"}"#);
    let mut next = |byte: &str| {
        let long = |kib: usize| format!("\"{}\"", byte.repeat(kib * 1024));
        let values = [long(60), long(60)];
        talk.hub.hub.append(&testing::name("log"), &values).unwrap();
        talk.hub.publish("rank", &long(150));
        let frame = sent(&[talk.conversation.poll_frame().unwrap()]).remove(0);
        assert!(frame.len() < 256 * 1024, "{}", frame.len());
        frame.contains("rankData")
    };
    // Not all of it fits into one frame.
    assert_eq!(["a", "b", "c"].map(&mut next), [false, true, true]);
}

#[tokio::test]
async fn get_data_and_plain_mode_give_all_that_is_kept_as_an_array() {
    let mut talk = native(1..=3);
    let get = r#"{"action":"getData","id":3,"chartName":"log"}"#;
    assert!(talk.ask(get)[0].ends_with(r#""data":[1,2,3]}"#));

    let mut talk = Talk::operator();
    talk.hub.append("log", 1..=2);
    let get = r#"{"action":"getData","socketType":"logData","chartName":"log"}"#;
    assert!(talk.ask(get)[0].ends_with(r#""data":"[1,2]"}"#));
    talk.hub.append("log", 3..=4);
    let frames = talk.frames();
    assert!(frames.len() == 1 && frames[0].ends_with(r#""data":"[1,2,3,4]"}"#));
}
