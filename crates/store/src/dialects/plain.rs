use serde_json::value::{RawValue, to_raw_value};
use socket_conn::{Dialect, Entry, Frame, Liveness, Position, Reading, Subscription};

use super::object::Object;
use super::{auth, heart_check, refused, text, topic_frame};

/// What the servers of big-screen Vue projects speak, `live-server`'s plain mode among them.
///
/// A topic is asked for with `getData` and comes, again and again, as the same object with `data`: the chart's JSON
/// as a string. There is no word to give a topic up.
///
/// Such a server sends whatever else it gets to all its clients, and may die of a text that is not JSON. So it gets
/// `getData` and what the app sends, nothing else: whether it lives is found out by asking for a chart once more. Only
/// one that lets clients in by `auth`, as `live-server` does, is told a ticket or a token, and gets its heartbeat back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlainDialect {
    /// Whether the server lets a client in by `{"type":"auth"}`, and says so.
    pub auth: bool,
    /// When to ask whether the server lives, and how long to wait for the answer.
    pub liveness: Liveness,
    /// What to ask for then: a chart that the server surely has, and that is small. `None`: one that it has sent
    /// before.
    pub probe: Option<Subscription>,
}

impl Default for PlainDialect {
    fn default() -> Self {
        Self {
            auth: false,
            liveness: Liveness::Asked {
                after: 15_000,
                within: 5_000,
            },
            probe: None,
        }
    }
}

impl PlainDialect {
    /// For a server that wants a ticket or a token first.
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
        get_data(self.probe.as_ref().or(topic)?)
    }

    fn echo(&self) -> Option<Frame> {
        self.auth.then(heart_check)?
    }

    fn renew(&self, _id: u64, credentials: &str) -> Option<Frame> {
        self.auth.then(|| auth(credentials))?
    }

    fn read(&self, frame: &Frame, readings: &mut Vec<Reading>) -> Result<(), String> {
        let text = frame.as_text().ok_or("not UTF-8")?;
        if text == "pong" || text == "ping" {
            readings.push(Reading::Nothing);
            return Ok(());
        }
        let object = Object::read(text).ok_or("not a JSON object")?;
        readings.push(match object.kind.as_deref() {
            Some("auth") => Reading::Welcome { expires_in: None },
            Some("noAuth") => Reading::Refused,
            Some("heartCheck") => Reading::Heartbeat,
            Some("error") => refused(None, object.socket_type, 0..text.len()),
            _ => Reading::Data(object.into_data(text)),
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
