use serde_json::value::{RawValue, to_raw_value};
use socket_conn::{Body, Data, Dialect, Entry, Frame, Liveness, Position, Reading, Subscription};
use socket_wire::Envelope;

use super::{range_in, refused, text, topic_frame};

/// What the servers of big-screen Vue projects speak, `live-server`'s plain mode among them.
///
/// A topic is asked for with `getData` and comes, again and again, as the same object with `data`: the chart's JSON
/// as a string. There is no word to give a topic up. The only question that such a server surely answers is
/// `getData`, so that is how it is asked whether it lives.
#[derive(Debug, Clone, Copy)]
pub struct PlainDialect {
    /// Whether the server lets a client in by `{"type":"auth"}`, and says so.
    pub auth: bool,
    /// When to ask whether the server lives, and how long to wait for the answer.
    pub liveness: Liveness,
}

impl Default for PlainDialect {
    fn default() -> Self {
        Self {
            auth: false,
            liveness: Liveness::Asked {
                after: 15_000,
                within: 5_000,
            },
        }
    }
}

impl PlainDialect {
    /// For a server that wants a ticket first.
    #[must_use]
    pub fn with_auth() -> Self {
        Self {
            auth: true,
            ..Self::default()
        }
    }
}

impl Dialect for PlainDialect {
    fn entry(&self) -> Entry {
        if self.auth {
            Entry::Welcome
        } else {
            Entry::Open
        }
    }

    fn liveness(&self) -> Option<Liveness> {
        Some(self.liveness)
    }

    fn greeting(&self, credentials: Option<&str>) -> Option<Frame> {
        self.auth.then_some(())?;
        auth(credentials?)
    }

    fn subscribe(&self, _id: u64, topic: &Subscription, _: Option<&Position>) -> Option<Frame> {
        get_data(topic)
    }

    fn probe(&self, _id: u64, topic: Option<&Subscription>) -> Option<Frame> {
        get_data(topic?)
    }

    fn echo(&self) -> Option<Frame> {
        text(&socket_wire::Frame {
            kind: Some("heartCheck"),
            ..socket_wire::Frame::default()
        })
    }

    fn renew(&self, _id: u64, credentials: &str) -> Option<Frame> {
        auth(credentials)
    }

    fn read(&self, frame: &Frame, readings: &mut Vec<Reading>) -> Result<(), String> {
        let text = frame.as_text().ok_or("not UTF-8")?;
        if text == "pong" || text == "ping" {
            readings.push(Reading::Nothing);
            return Ok(());
        }
        let envelope = Envelope::read(text).map_err(|e| e.to_string())?;
        readings.push(match envelope.kind.as_deref() {
            Some("auth") => Reading::Welcome { expires_in: None },
            Some("noAuth") => Reading::Refused,
            Some("heartCheck") => Reading::Heartbeat,
            Some("error") => {
                let socket_type = envelope.socket_type.map(Into::into);
                readings.push(refused(None, socket_type, 0..text.len()));
                return Ok(());
            }
            _ => Reading::Data(data(text, envelope)),
        });
        Ok(())
    }
}

fn get_data(topic: &Subscription) -> Option<Frame> {
    let empty: &RawValue = &to_raw_value("").ok()?;
    text(&socket_wire::Frame {
        action: Some("getData"),
        value: Some(empty),
        ..topic_frame(topic)
    })
}

fn auth(credentials: &str) -> Option<Frame> {
    let ticket = to_raw_value(credentials).ok()?;
    text(&socket_wire::Frame {
        kind: Some("auth"),
        data: Some(&ticket),
        ..socket_wire::Frame::default()
    })
}

fn data(text: &str, envelope: Envelope<'_>) -> Data {
    let body = match envelope.data {
        Some(data) if data.starts_with('"') => Body::JsonInString(range_in(text, data)),
        Some(data) => Body::Json(range_in(text, data)),
        None => Body::Json(0..text.len()),
    };
    Data {
        socket_type: envelope.socket_type.map(Into::into),
        chart_name: envelope.chart_name.map(Into::into),
        position: None,
        body,
    }
}
