use serde_json::value::RawValue;
use socket_conn::{
    Body, Data, Dialect, Entry, Frame, History, Liveness, Millis, Position, Reading, Request,
    Subscription,
};
use socket_wire::{
    CODEC_JSON, CODEC_JSON_BYTES, DataFrame, Envelope, ServerMessage, VERSION, scan,
};
#[cfg(feature = "msgpack")]
use socket_wire::{CODEC_MESSAGE_PACK, pack};

use super::{heart_check, range_in, refused, text, topic_frame};

/// Under this `socketType` handlers get the [`Screen`](socket_wire::Screen) of the server's hello: what was relayed
/// before this client came, and still holds.
pub const SCREEN: &str = "screen";

/// `live-server`'s own dialect: the grammar is in [`socket_wire`].
///
/// The client asks after 15 s of silence and gives the server 5 s to answer, so that a dead peer is found in 20 s.
#[derive(Debug, Clone, Copy)]
pub struct NativeDialect {
    /// How the server is asked to write data; one that does not know it answers with JSON.
    pub codec: Codec,
    /// When to ask, and how long to wait for the answer.
    pub liveness: Liveness,
}

/// How data is written on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Codec {
    /// JSON in binary frames: WebAssembly gets the bytes as they came. (Of a text frame the browser makes a string, of which
    /// bytes have to be made again.)
    #[default]
    JsonBytes,
    /// JSON in text frames, as a browser's developer tools show it best.
    Json,
    /// MessagePack, which costs less to decode.
    #[cfg(feature = "msgpack")]
    MessagePack,
}

impl Default for NativeDialect {
    fn default() -> Self {
        Self {
            codec: Codec::default(),
            liveness: Liveness::Asked {
                after: 15_000,
                within: 5_000,
            },
        }
    }
}

impl Dialect for NativeDialect {
    fn entry(&self) -> Entry {
        Entry::Welcome
    }

    /// JSON in a binary frame becomes a text, without being copied.
    fn received(&self, frame: Frame) -> Frame {
        match frame {
            Frame::Binary(bytes) if bytes.starts_with(b"{") => match String::from_utf8(bytes) {
                Ok(text) => Frame::Text(text),
                Err(error) => Frame::Binary(error.into_bytes()),
            },
            frame => frame,
        }
    }

    fn liveness(&self) -> Option<Liveness> {
        Some(self.liveness)
    }

    fn greeting(&self, credentials: Option<&str>) -> Option<Frame> {
        text(&socket_wire::Frame {
            kind: Some("hello"),
            version: Some(VERSION),
            ticket: credentials,
            codecs: Some(match self.codec {
                #[cfg(feature = "msgpack")]
                Codec::MessagePack => &[CODEC_MESSAGE_PACK, CODEC_JSON_BYTES, CODEC_JSON],
                Codec::JsonBytes => &[CODEC_JSON_BYTES, CODEC_JSON],
                Codec::Json => &[CODEC_JSON],
            }),
            ..socket_wire::Frame::default()
        })
    }

    fn subscribe(&self, id: u64, topic: &Subscription, resume: Option<&Position>) -> Option<Frame> {
        text(&socket_wire::Frame {
            action: Some("subscribe"),
            id: Some(id),
            epoch: resume.map(|position| position.epoch.as_str()),
            seq: resume.map(|position| position.seq),
            ..topic_frame(topic)
        })
    }

    fn unsubscribe(&self, id: u64, topic: &Subscription) -> Option<Frame> {
        text(&socket_wire::Frame {
            action: Some("unsubscribe"),
            id: Some(id),
            ..topic_frame(topic)
        })
    }

    fn request(&self, id: u64, request: &Request) -> Option<Frame> {
        let value = request.value.clone().map(RawValue::from_string);
        let value = value.transpose().ok()?;
        text(&socket_wire::Frame {
            action: Some(&request.action),
            socket_type: request.socket_type.as_deref(),
            chart_name: request.chart_name.as_deref(),
            id: Some(id),
            value: value.as_deref(),
            ..socket_wire::Frame::default()
        })
    }

    fn probe(&self, id: u64, _topic: Option<&Subscription>) -> Option<Frame> {
        text(&socket_wire::Frame {
            kind: Some("ping"),
            id: Some(id),
            ..socket_wire::Frame::default()
        })
    }

    fn echo(&self) -> Option<Frame> {
        heart_check()
    }

    fn renew(&self, id: u64, credentials: &str) -> Option<Frame> {
        let ticket = serde_json::value::to_raw_value(credentials).ok()?;
        text(&socket_wire::Frame {
            kind: Some("auth"),
            id: Some(id),
            data: Some(&ticket),
            ..socket_wire::Frame::default()
        })
    }

    fn read(&self, frame: &Frame, readings: &mut Vec<Reading>) -> Result<(), String> {
        #[cfg(feature = "msgpack")]
        if let Frame::Binary(bytes) = frame
            && !bytes.starts_with(b"{")
        {
            return pack::read(bytes, |head, data| readings.push(packed(&head, data)))
                .map_err(|e| e.to_string());
        }
        let text = frame.as_text().ok_or("not UTF-8")?;
        read_message(text, text, readings)
    }
}

/// Reads one message that stands, alone or in a batch, somewhere in a frame's text.
fn read_message(frame: &str, message: &str, readings: &mut Vec<Reading>) -> Result<(), String> {
    let read = ServerMessage::read(message).map_err(|e| e.to_string())?;
    readings.push(match read {
        ServerMessage::Welcome { expires_in } => {
            readings.push(Reading::Welcome {
                expires_in: expires_in.map(seconds),
            });
            return screen(frame, message, readings);
        }
        ServerMessage::Batch(messages) => {
            for message in messages {
                read_message(frame, message, readings)?;
            }
            return Ok(());
        }
        ServerMessage::Subscribed {
            id,
            head,
            recovered,
            complete,
            ..
        } => Reading::Subscribed {
            id: id.ok_or("`id` is missing")?,
            head: position(head),
            recovered,
            history: if complete {
                History::Complete
            } else {
                History::Newest
            },
        },
        ServerMessage::Data(data) => {
            let id = data.envelope.id;
            answer_or_data(id, read_data(frame, &data))
        }
        ServerMessage::Authenticated { expires_in, .. } => Reading::Renewed {
            expires_in: expires_in.map(seconds),
        },
        ServerMessage::NoAuth => Reading::Refused,
        ServerMessage::Pong { id } => Reading::Pong { id },
        ServerMessage::HeartCheck => Reading::Heartbeat,
        ServerMessage::Error {
            id, socket_type, ..
        } => {
            readings.push(refused(id, socket_type, range_in(frame, message)));
            return Ok(());
        }
        ServerMessage::Unsubscribed { .. } | ServerMessage::Unknown => Reading::Nothing,
    });
    Ok(())
}

fn read_data(frame: &str, data: &DataFrame<'_>) -> Data {
    let envelope: &Envelope<'_> = &data.envelope;
    let payload = envelope.data.unwrap_or(data.text);
    Data {
        socket_type: envelope.socket_type.as_deref().map(str::to_owned),
        chart_name: envelope.chart_name.as_deref().map(str::to_owned),
        position: envelope.position().map(position),
        body: Body::Json(range_in(frame, payload)),
    }
}

/// A value that came in MessagePack.
#[cfg(feature = "msgpack")]
fn packed(head: &pack::DataHead<'_>, data: std::ops::Range<usize>) -> Reading {
    let value = Data {
        socket_type: head.socket_type.map(str::to_owned),
        chart_name: head.chart_name.map(str::to_owned),
        position: head.epoch.zip(head.seq).map(|(epoch, seq)| Position {
            epoch: epoch.to_owned(),
            seq,
        }),
        body: Body::MessagePack(data),
    };
    answer_or_data(head.id, value)
}

fn answer_or_data(id: Option<u64>, data: Data) -> Reading {
    match id {
        Some(id) => Reading::Answer { id, data },
        None => Reading::Data(data),
    }
}

/// The screen's state in a hello becomes a message of its own.
fn screen(frame: &str, hello: &str, readings: &mut Vec<Reading>) -> Result<(), String> {
    let mut members = scan::members(hello).map_err(|e| e.to_string())?;
    while let Some(member) = members.next_member().map_err(|e| e.to_string())? {
        if member.key == "screen" {
            readings.push(Reading::Data(Data {
                socket_type: Some(SCREEN.to_owned()),
                chart_name: None,
                position: None,
                body: Body::Json(range_in(frame, member.value)),
            }));
        }
    }
    Ok(())
}

fn position(position: socket_wire::Position) -> Position {
    Position {
        epoch: position.epoch,
        seq: position.seq,
    }
}

fn seconds(seconds: u64) -> Millis {
    seconds.saturating_mul(1_000)
}
