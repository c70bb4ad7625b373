//! In which codec values come, and what stays text in all of them.

use socket_wire::pack;

use super::native::{SUBSCRIBE, welcome};
use super::*;

#[tokio::test]
async fn the_first_codec_that_is_known_here_is_spoken() {
    for (codecs, agreed) in [
        (r#"["msgpack","json"]"#, "msgpack"),
        (r#"["cbor","json","msgpack"]"#, "json"),
        (r#"["jsonBytes","json"]"#, "jsonBytes"),
        ("[]", "json"),
    ] {
        let hello = format!(r#"{{"type":"hello","version":1,"codecs":{codecs}}}"#);
        let answer = Talk::operator().ask(&hello);
        let welcome = welcome(&answer[0]);
        assert_eq!(welcome.codec, agreed);
    }
}

#[tokio::test]
async fn a_client_that_reads_nothing_we_write_is_refused_for_good_and_keeps_its_ticket() {
    let mut talk = Talk::stranger();
    let ticket = talk.ticket();
    let hello = |codec| {
        format!(r#"{{"type":"hello","version":1,"ticket":"{ticket}","codecs":["{codec}"]}}"#)
    };
    let effects = talk.say(&hello("cbor"));
    let expected =
        r#"{"type":"error","code":"notAllowed","message":"none of these codecs is spoken here"}"#;
    assert_eq!(sent(&effects), [expected]);
    assert_eq!(closed(&effects), Some(CloseCode::NotAllowed));
    let desk = Arc::clone(&talk.desk);
    talk.conversation = Conversation::new(desk, Visitor::Stranger, Instant::now());
    assert!(talk.ask(&hello("json"))[0].contains(r#""user":"ann""#));
}

#[tokio::test]
async fn the_same_json_comes_in_binary_frames_to_who_asks_for_them_and_all_else_is_text() {
    let due = |codec: &str| {
        let mut talk = Talk::operator();
        talk.ask(&format!(
            r#"{{"type":"hello","version":1,"codecs":["{codec}"]}}"#
        ));
        assert!(sent(&talk.say(SUBSCRIBE))[0].contains(r#""type":"subscribed""#));
        let alone = talk.messages();
        talk.say(r#"{"action":"subscribe","id":2,"socketType":"mine","chartName":"hot"}"#);
        talk.hub.publish("rank", r#"{"name":"é"}"#);
        let batch = talk.messages();
        assert!(talk.ask(r#"{"type":"ping","id":5}"#)[0].contains("pong"));
        [alone, batch].concat()
    };
    let texts = due("json").into_iter().map(|message| match message {
        Message::Text(text) => values(text.as_str()),
        other => panic!("not a text: {other:?}"),
    });
    let bytes = due("jsonBytes").into_iter().map(|message| match message {
        Message::Binary(bytes) => values(std::str::from_utf8(&bytes).unwrap()),
        other => panic!("not binary: {other:?}"),
    });
    let expected = [
        vec![serde_json::json!([1])],
        vec![serde_json::json!([]), serde_json::json!({ "name": "é" })],
    ];
    assert_eq!(texts.collect::<Vec<_>>(), expected);
    assert_eq!(bytes.collect::<Vec<_>>(), expected);
}

/// The data in a frame, which may be a batch.
fn values(frame: &str) -> Vec<serde_json::Value> {
    let frame: serde_json::Value = serde_json::from_str(frame).unwrap();
    match frame["type"].as_str() {
        Some("batch") => frame["data"]
            .as_array()
            .unwrap()
            .iter()
            .map(|message| message["data"].clone())
            .collect(),
        _ => vec![frame["data"].clone()],
    }
}

/// A client that has agreed on MessagePack.
fn packed() -> Talk {
    let mut talk = Talk::operator();
    talk.ask(r#"{"type":"hello","version":1,"codecs":["msgpack"]}"#);
    talk
}

/// A packed frame: its socketType, its id, its number and its value.
type Unpacked = (String, Option<u64>, u64, serde_json::Value);

/// The binary messages that are due, and the frames in each.
fn unpacked(talk: &mut Talk) -> Vec<Vec<Unpacked>> {
    let read = |message: Message| {
        let Message::Binary(bytes) = message else {
            panic!("not binary: {message:?}");
        };
        let mut seen = Vec::new();
        let each = |head: pack::DataHead<'_>, data: std::ops::Range<usize>| {
            let value = rmp_serde::from_slice(&bytes[data]).unwrap();
            let socket_type = head.socket_type.unwrap().to_owned();
            seen.push((socket_type, head.id, head.seq.unwrap(), value));
        };
        pack::read(&bytes, each).unwrap();
        seen
    };
    talk.messages().into_iter().map(read).collect()
}

#[tokio::test]
async fn data_answers_and_batches_are_binary_in_messagepack_and_all_else_is_text() {
    let mut talk = packed();
    let json = r#"{"name":"é","values":[1,-2,2.5,null,true]}"#;
    talk.hub.publish("rank", json);
    let value: serde_json::Value = serde_json::from_str(json).unwrap();
    assert!(sent(&talk.say(SUBSCRIBE))[0].contains(r#""type":"subscribed""#));
    let rank = |seq, id| ("rankData".to_owned(), id, seq, value.clone());
    assert_eq!(unpacked(&mut talk), [[rank(2, None)]]);

    talk.say(r#"{"action":"getData","id":3,"chartName":"rank"}"#);
    assert_eq!(unpacked(&mut talk), [[rank(2, Some(3))]]);

    talk.say(r#"{"action":"subscribe","id":2,"socketType":"mine","chartName":"hot"}"#);
    talk.hub.publish("rank", "[]");
    talk.hub.publish("rank", json);
    let hot = ("mine".to_owned(), None, 1, serde_json::json!([]));
    let batches = unpacked(&mut talk);
    assert_eq!(batches.len(), 1);
    assert!(batches[0].contains(&hot) && batches[0].contains(&rank(4, None)));
    assert!(talk.ask(r#"{"type":"ping","id":5}"#)[0].contains("pong"));
}

#[tokio::test]
async fn a_value_is_packed_once_for_all_readers() {
    let mut first = packed();
    first.say(SUBSCRIBE);
    let mut second = Conversation::new(
        Arc::clone(&first.desk),
        first.conversation.visitor().clone(),
        Instant::now(),
    );
    second.handle_text(
        r#"{"type":"hello","version":1,"codecs":["msgpack"]}"#,
        Instant::now(),
    );
    second.handle_text(SUBSCRIBE, Instant::now());
    let frames = [first.conversation.poll_frame(), second.poll_frame()];
    let places = frames.map(|frame| match frame {
        Some(Effect::Send(Message::Binary(bytes))) => bytes.as_ptr(),
        other => panic!("not binary: {other:?}"),
    });
    assert_eq!(places[0], places[1]);
}

#[tokio::test]
async fn a_value_that_cannot_be_packed_comes_as_text() {
    let mut talk = packed();
    let deep = format!("{}{}", "[".repeat(200), "]".repeat(200));
    talk.hub.publish("rank", &deep);
    assert!(talk.ask(SUBSCRIBE)[1].ends_with(&format!(r#""data":{deep}}}"#)));
}
