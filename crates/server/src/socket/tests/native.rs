use socket_wire::{ServerMessage, Welcome};

use super::*;

const HELLO: &str = r#"{"type":"hello","version":1,"codecs":["json"]}"#;
pub(super) const SUBSCRIBE: &str =
    r#"{"action":"subscribe","id":1,"socketType":"rankData","chartName":"rank"}"#;

fn native() -> Talk {
    let mut talk = Talk::operator();
    talk.ask(HELLO);
    talk
}

fn epoch(talk: &Talk) -> String {
    let head = talk.hub.hub.head(&testing::name("rank")).unwrap();
    head.epoch.to_string()
}

fn resume(epoch: &str, seq: u64) -> String {
    format!(r#"{{"action":"subscribe","id":1,"chartName":"rank","epoch":"{epoch}","seq":{seq}}}"#)
}

/// `recovered`, and how many frames follow the answer.
fn recovery(answer: &[String]) -> (bool, usize) {
    let Ok(ServerMessage::Subscribed { recovered, .. }) = ServerMessage::read(&answer[0]) else {
        panic!("no answer: {answer:?}");
    };
    (recovered, answer.len() - 1)
}

pub(super) fn welcome(text: &str) -> Welcome {
    let message = ServerMessage::read(text);
    assert!(
        matches!(message, Ok(ServerMessage::Welcome { .. })),
        "{text}"
    );
    Welcome::read(text).expect("all of it is there")
}

#[tokio::test]
async fn a_hello_is_answered_with_what_was_agreed() {
    let mut talk = Talk::viewer();
    talk.hub
        .hub
        .relay(r#"{"action":"themeChange","value":"light"}"#.into());
    let answer = talk.ask(HELLO);
    let welcome = welcome(&answer[0]);
    assert_eq!((welcome.version, welcome.codec.as_str()), (1, "json"));
    assert_eq!(
        (welcome.user.as_deref(), welcome.role.as_deref()),
        (Some("ann"), Some("viewer"))
    );
    assert_eq!(
        (welcome.heartbeat, welcome.screen.theme.as_deref()),
        (25_000, Some("light"))
    );
    assert!(
        welcome
            .expires_in
            .is_some_and(|seconds| (3_590..=3_600).contains(&seconds))
    );
}

#[tokio::test]
async fn a_relayed_message_is_in_the_welcome_or_follows_it() {
    let mut talk = Talk::stranger();
    let relay = |talk: &Talk, value| {
        let text = format!(r#"{{"action":"themeChange","value":"{value}"}}"#);
        talk.hub.hub.relay(text.into());
    };
    relay(&talk, "dark");
    let hello = format!(
        r#"{{"type":"hello","version":1,"ticket":"{}"}}"#,
        talk.ticket()
    );
    let mut effects = talk.say(&hello);
    // Before the loop has carried out a thing.
    relay(&talk, "light");
    assert!(sent(&effects)[0].contains(r#""theme":"dark""#));
    let relays = effects.iter_mut().find_map(|effect| match effect {
        Effect::Follow(relays) => Some(relays),
        _ => None,
    });
    let relays = relays.unwrap();
    assert!(relays.take_next().unwrap().unwrap().contains("light"));
    assert_eq!(relays.take_next(), Ok(None));
}

#[tokio::test]
async fn a_chart_may_be_followed_under_several_names_at_once() {
    let mut talk = native();
    let subscribe = |socket_type: &str| {
        format!(r#"{{"action":"subscribe","socketType":"{socket_type}","chartName":"rank"}}"#)
    };
    for name in ["rankData", "b", "c", "d"] {
        assert_eq!(recovery(&talk.ask(&subscribe(name))), (false, 1));
    }
    assert!(talk.ask(&subscribe("e"))[0].contains(r#""code":"notAllowed""#));
    assert_eq!(recovery(&talk.ask(&subscribe("d"))), (false, 1));

    talk.ask(r#"{"action":"unsubscribe","socketType":"b","chartName":"rank"}"#);
    talk.ask(r#"{"action":"unsubscribe","chartName":"rank"}"#);
    talk.hub.publish("rank", "[2]");
    let frames = talk.frames();
    let Ok(ServerMessage::Batch(batch)) = ServerMessage::read(&frames[0]) else {
        panic!("no batch: {frames:?}");
    };
    assert_eq!(batch.len(), 2);
    assert!(batch[0].contains(r#""socketType":"c""#) && batch[1].contains(r#""socketType":"d""#));
}

#[tokio::test]
async fn a_ticket_in_the_hello_lets_a_stranger_in() {
    let mut talk = Talk::stranger();
    let hello = format!(
        r#"{{"type":"hello","version":1,"ticket":"{}"}}"#,
        talk.ticket()
    );
    assert!(talk.ask(&hello)[0].contains(r#""user":"ann""#));
}

#[tokio::test]
async fn a_hello_that_lets_nobody_in_ends_the_connection() {
    for hello in [HELLO, r#"{"type":"hello","version":1,"ticket":"nonsense"}"#] {
        let effects = Talk::stranger().say(hello);
        assert_eq!(sent(&effects), [r#"{"type":"noAuth"}"#]);
        assert_eq!(closed(&effects), Some(CloseCode::NotAuthenticated));
    }
}

#[tokio::test]
async fn another_version_is_refused_for_good() {
    let effects = Talk::operator().say(r#"{"type":"hello","version":2}"#);
    assert!(sent(&effects)[0].contains(r#""code":"malformed""#));
    assert_eq!(closed(&effects), Some(CloseCode::NotAllowed));
}

#[tokio::test]
async fn a_second_hello_is_refused() {
    let mut talk = native();
    assert!(talk.ask(HELLO)[0].contains(r#""code":"notAllowed""#));
}

#[tokio::test]
async fn a_subscription_begins_with_the_head_and_the_value() {
    let mut talk = native();
    let answer = talk.ask(SUBSCRIBE);
    assert_eq!(recovery(&answer), (false, 1));
    let Ok(ServerMessage::Data(frame)) = ServerMessage::read(&answer[1]) else {
        panic!("no data: {answer:?}");
    };
    assert_eq!(frame.envelope.socket_type.as_deref(), Some("rankData"));
    assert_eq!(
        (frame.envelope.seq, frame.envelope.data),
        (Some(1), Some("[1]"))
    );
    assert!(frame.envelope.ts.is_some());
}

#[tokio::test]
async fn whoever_has_the_newest_value_is_sent_nothing() {
    let mut talk = native();
    let resume = resume(&epoch(&talk), 1);
    assert_eq!(recovery(&talk.ask(&resume)), (true, 0));
    assert!(talk.frames().is_empty());
}

#[tokio::test]
async fn whoever_was_in_this_epoch_recovers_by_the_newest_value() {
    let mut talk = native();
    talk.hub.publish("rank", "[2]");
    talk.hub.publish("rank", "[3]");
    let answer = talk.ask(&resume(&epoch(&talk), 1));
    assert_eq!(recovery(&answer), (true, 1));
    assert!(answer[1].contains(r#""seq":3"#) && answer[1].ends_with(r#""data":[3]}"#));
}

#[tokio::test]
async fn a_position_of_another_epoch_or_past_the_head_is_not_recovered() {
    let mut talk = native();
    assert_eq!(recovery(&talk.ask(&resume("other", 1))), (false, 1));
    let past = resume(&epoch(&talk), 2);
    assert_eq!(recovery(&talk.ask(&past)), (false, 1));
}

#[tokio::test]
async fn several_changes_are_one_batch() {
    let mut talk = native();
    talk.ask(SUBSCRIBE);
    talk.ask(r#"{"action":"subscribe","id":2,"chartName":"hot"}"#);
    talk.hub.publish("rank", "[2]");
    talk.hub.publish("hot", "[3]");
    let frames = talk.frames();
    let Ok(ServerMessage::Batch(batch)) = ServerMessage::read(&frames[0]) else {
        panic!("no batch: {frames:?}");
    };
    assert_eq!((frames.len(), batch.len()), (1, 2));
    for frame in batch {
        assert!(matches!(
            ServerMessage::read(frame),
            Ok(ServerMessage::Data(_))
        ));
    }
}

#[tokio::test]
async fn a_batch_has_its_length_and_every_chart_has_its_turn() {
    let mut talk = native();
    let long = |byte: &str| format!("\"{}\"", byte.repeat(200 * 1024));
    for name in ["a", "b", "c"] {
        talk.hub.publish(name, "[]");
        talk.ask(&format!(r#"{{"action":"subscribe","chartName":"{name}"}}"#));
    }
    let mut next = |byte| {
        for name in ["a", "b", "c"] {
            talk.hub.publish(name, &long(byte));
        }
        let frame = sent(&[talk.conversation.poll_frame().unwrap()]).remove(0);
        assert!(frame.len() < 256 * 1024, "{}", frame.len());
        let Ok(ServerMessage::Data(data)) = ServerMessage::read(&frame) else {
            panic!("no data");
        };
        data.envelope.chart_name.unwrap().into_owned()
    };
    assert_eq!(["1", "2", "3", "4"].map(&mut next), ["a", "b", "c", "a"]);
}

#[tokio::test]
async fn questions_wait_for_their_answers_and_too_many_are_refused() {
    let mut talk = native();
    let ask = |id: usize| format!(r#"{{"action":"getData","id":{id},"chartName":"rank"}}"#);
    for id in 0..64 {
        assert!(talk.say(&ask(id)).is_empty());
    }
    assert!(sent(&talk.say(&ask(64)))[0].contains(r#""code":"notAllowed""#));
    let answers = talk.frames();
    assert_eq!(answers.len(), 64);
    assert!(answers[63].starts_with(r#"{"id":63,"#));
}

#[tokio::test]
async fn a_socket_type_that_is_no_name_is_malformed() {
    let mut talk = native();
    for action in ["subscribe", "getData"] {
        let answer = talk.ask(&format!(
            r#"{{"action":"{action}","socketType":"<b>","chartName":"rank"}}"#
        ));
        assert!(answer[0].contains(r#""code":"malformed""#), "{answer:?}");
    }
}

#[tokio::test]
async fn an_ended_subscription_brings_nothing_more() {
    let mut talk = native();
    talk.ask(SUBSCRIBE);
    let answer =
        talk.ask(r#"{"action":"unsubscribe","id":9,"socketType":"rankData","chartName":"rank"}"#);
    assert_eq!(
        answer,
        [r#"{"type":"unsubscribed","id":9,"socketType":"rankData","chartName":"rank"}"#]
    );
    talk.hub.publish("rank", "[2]");
    assert!(talk.frames().is_empty());
}

#[tokio::test]
async fn get_data_is_answered_once() {
    let mut talk = native();
    let answer = talk.ask(r#"{"action":"getData","id":3,"socketType":"mine","chartName":"rank"}"#);
    assert!(answer[0].starts_with(r#"{"id":3,"socketType":"mine","chartName":"rank","#));
    talk.hub.publish("rank", "[2]");
    assert!(talk.frames().is_empty());
}

#[tokio::test]
async fn an_alias_is_served_under_the_name_that_was_asked_for() {
    let mut talk = native();
    let answer = talk
        .ask(r#"{"action":"subscribe","id":1,"socketType":"hotData","chartName":"hotproduct"}"#);
    assert!(answer[0].contains(r#""chartName":"hotproduct""#));
    assert!(answer[1].contains(r#""socketType":"hotData","chartName":"hotproduct""#));
}

#[tokio::test]
async fn errors_carry_the_id_of_the_request() {
    let mut talk = native();
    let answer = talk.ask(r#"{"action":"subscribe","id":5,"socketType":"xData","chartName":"x"}"#);
    assert_eq!(
        answer,
        [
            r#"{"type":"error","id":5,"socketType":"xData","chartName":"x","code":"unknownTopic","message":"there is no such chart"}"#
        ]
    );
}

#[tokio::test]
async fn a_fresh_ticket_renews_the_session_in_band() {
    let mut talk = native();
    let auth = format!(r#"{{"type":"auth","id":4,"data":"{}"}}"#, talk.ticket());
    let effects = talk.say(&auth);
    assert!(matches!(effects[0], Effect::Admit(_)));
    let answer = sent(&effects);
    assert!(answer[0].starts_with(r#"{"type":"auth","id":4,"expiresIn":3"#));
    assert!(answer[0].ends_with(r#""data":"auth ok"}"#));
}

#[tokio::test]
async fn a_ping_is_answered_with_its_id_and_the_time() {
    let answer = native().ask(r#"{"type":"ping","id":5}"#);
    assert!(answer[0].starts_with(r#"{"type":"pong","id":5,"ts":"#));
}

#[tokio::test]
async fn the_heartbeat_tells_the_time() {
    let talk = native();
    assert_eq!(
        talk.conversation.heartbeat(7).as_str(),
        r#"{"type":"heartCheck","ts":7}"#
    );
}
