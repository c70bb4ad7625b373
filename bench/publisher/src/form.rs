//! How values are written for a page.

use std::fmt::Write as _;
use std::ops::Range;

use axum::extract::ws::Message;
use clap::ValueEnum;
use socket_wire::pack::{self, DataHead};

use crate::charts::CHARTS;
use crate::flow::Flow;

/// The life of all numbers.
pub(crate) const EPOCH: &str = "bench";
/// A batch is no longer than this, in messages.
const BATCH: u64 = 200;
const TURNS: u64 = CHARTS.len() as u64;

/// Shape of the frames.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Form {
    /// Plain mode: one text per message, its `data` a JSON string, `seq` beside it.
    Text,
    /// Native mode, one frame per message.
    Native,
    /// Native mode, what is due together in one frame.
    Batch,
}

/// How data is written in native mode.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Codec {
    #[default]
    Json,
    JsonBytes,
    MessagePack,
}

impl Form {
    /// As `config.json` has it.
    pub(crate) fn protocol(self) -> &'static str {
        match self {
            Self::Text => "plain",
            Self::Native | Self::Batch => "native",
        }
    }

    /// How many messages one frame may hold.
    pub(crate) fn most(self) -> u64 {
        match self {
            Self::Text | Self::Native => 1,
            Self::Batch => BATCH,
        }
    }
}

/// Which chart a message is of, and which value of it.
pub(crate) fn place(message: u64) -> (usize, u64) {
    (
        usize::try_from(message % TURNS).unwrap_or_default(),
        message / TURNS + 1,
    )
}

/// One frame with those of the messages that the page follows: how many these are, and the frame, unless there are none.
pub(crate) fn frame(
    flow: &Flow,
    codec: Codec,
    messages: Range<u64>,
    follows: impl Fn(u64) -> bool,
) -> Option<(u64, Message)> {
    let wanted: Vec<u64> = messages.filter(|message| follows(*message)).collect();
    let frame = match (flow.form, codec, &wanted[..]) {
        (_, _, []) => return None,
        (Form::Text, _, [message, ..]) => plain(flow, *message),
        (_, Codec::Json, wanted) => Message::Text(json(flow, wanted).into()),
        (_, Codec::JsonBytes, wanted) => Message::Binary(json(flow, wanted).into()),
        (_, Codec::MessagePack, [message]) => Message::Binary(packed(flow, *message).into()),
        (_, Codec::MessagePack, wanted) => {
            let frames: Vec<_> = wanted
                .iter()
                .map(|message| packed(flow, *message))
                .collect();
            Message::Binary(pack::write_batch(&frames).into())
        }
    };
    Some((wanted.len() as u64, frame))
}

fn plain(flow: &Flow, message: u64) -> Message {
    let (chart, seq) = place(message);
    let name = CHARTS[chart].name;
    let data = &flow.ring.value(chart, seq).escaped;
    let mut text = String::with_capacity(data.len() + 128);
    let head = r#"{"action":"getData","socketType":""#;
    // Writing to a string cannot fail.
    let _ = write!(
        text,
        r#"{head}{name}Data","chartName":"{name}","value":"","seq":{seq},"data":{data}}}"#
    );
    Message::Text(text.into())
}

fn native(flow: &Flow, message: u64, text: &mut String) {
    let (chart, seq) = place(message);
    let name = CHARTS[chart].name;
    let ts = flow.published_unix_us(message) / 1_000;
    let data = &flow.ring.value(chart, seq).json;
    text.reserve(data.len() + 128);
    let head = r#"{"socketType":""#;
    // Writing to a string cannot fail.
    let _ = write!(
        text,
        r#"{head}{name}Data","chartName":"{name}","epoch":"{EPOCH}","seq":{seq},"ts":{ts},"data":{data}}}"#
    );
}

fn json(flow: &Flow, messages: &[u64]) -> String {
    if let [message] = messages {
        let mut text = String::new();
        native(flow, *message, &mut text);
        return text;
    }
    let mut text = String::from(r#"{"type":"batch","data":["#);
    for message in messages {
        native(flow, *message, &mut text);
        text.push(',');
    }
    text.pop();
    text.push_str("]}");
    text
}

fn packed(flow: &Flow, message: u64) -> Vec<u8> {
    let (chart, seq) = place(message);
    let head = DataHead {
        id: None,
        socket_type: Some(CHARTS[chart].socket_type),
        chart_name: Some(CHARTS[chart].name),
        epoch: Some(EPOCH),
        seq: Some(seq),
        ts: Some(flow.published_unix_us(message) / 1_000),
    };
    pack::write(&head, &flow.ring.value(chart, seq).packed)
}

#[cfg(test)]
mod tests {
    use socket_wire::ServerMessage;

    use super::*;

    fn flow(form: Form) -> Flow {
        Flow::new(form, crate::flow::TICK)
    }

    #[test]
    fn a_page_gets_the_charts_that_it_follows_and_no_others() {
        let flow = flow(Form::Batch);
        let (count, frame) = frame(&flow, Codec::Json, 0..12, |message| place(message).0 == 2)
            .expect("two of the map");
        let Message::Text(text) = frame else {
            panic!("JSON is text");
        };
        let Ok(ServerMessage::Batch(messages)) = ServerMessage::read(&text) else {
            panic!("not a batch: {text}");
        };
        assert_eq!((count, messages.len()), (2, 2));
        assert!(
            messages
                .iter()
                .all(|message| message.contains(r#""chartName":"map""#))
        );
    }

    #[test]
    fn a_packed_batch_holds_its_messages_in_order() {
        let flow = flow(Form::Batch);
        let frame = frame(&flow, Codec::MessagePack, 0..12, |_| true);
        let Some((12, Message::Binary(bytes))) = frame else {
            panic!("MessagePack is binary");
        };
        let mut read = Vec::new();
        pack::read(&bytes, |head, _| read.push((head.chart_name, head.seq))).expect("a batch");
        let expected = (0..12)
            .map(place)
            .map(|(chart, seq)| (Some(CHARTS[chart].name), Some(seq)));
        assert_eq!(read, expected.collect::<Vec<_>>());
    }

    #[test]
    fn a_plain_frame_has_its_data_as_a_string_and_its_number_beside_it() {
        let flow = flow(Form::Text);
        let Some((1, Message::Text(text))) = frame(&flow, Codec::Json, 13..14, |_| true) else {
            panic!("one text");
        };
        let frame: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        assert_eq!(
            (&frame["socketType"], &frame["seq"]),
            (&"sellerData".into(), &3.into())
        );
        let data: serde_json::Value =
            serde_json::from_str(frame["data"].as_str().expect("a string")).expect("JSON");
        assert!(data.is_array());
    }
}
