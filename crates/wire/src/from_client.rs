use std::borrow::Cow;

use serde::Deserialize;

use crate::envelope::{number, string};
use crate::scan::{self, Member};
use crate::{Malformed, Position, TopicName, VERSION};

/// How a connection speaks; its first message decides, and until then it is plain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Requests come back with data.
    Plain,
    /// Begins with a hello.
    Native,
}

/// What a client asks a server for, in either mode.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClientMessage {
    /// Native mode begins.
    Hello(Hello),
    /// Credentials: first in plain mode, a renewal in native mode.
    Auth {
        /// Comes back in the answer.
        id: Option<u64>,
        /// The ticket.
        ticket: String,
    },
    /// Native: values of a topic from now on, or from a position.
    Subscribe {
        /// Which topic.
        request: Request,
        /// Where the client was, when it resumes.
        resume: Option<Position>,
    },
    /// Native: no more values of a topic.
    Unsubscribe(Request),
    /// The topic's current value; in plain mode a subscription too.
    GetData(Request),
    /// Any other action: relayed verbatim when the server allows it.
    Action {
        /// The action's name.
        action: String,
        /// `value`, raw JSON.
        value: Option<String>,
        /// Which topic, if any, and the request's id.
        request: Request,
    },
    /// Native: asks for a pong.
    Ping {
        /// Comes back in the answer.
        id: Option<u64>,
    },
    /// The echo of the server's heartbeat.
    HeartCheck,
}

/// The first message of native mode.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Hello {
    /// A single-use ticket.
    pub ticket: Option<String>,
    /// Codecs that the client knows, the preferred one first.
    pub codecs: Vec<String>,
}

/// The names in a request, as they came: an unknown one is answered with an error that repeats them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Request {
    /// Comes back in the answer.
    pub id: Option<u64>,
    /// `socketType`: under which name the client's handlers wait.
    pub socket_type: Option<String>,
    /// `chartName`: the topic.
    pub chart_name: Option<String>,
}

impl Request {
    /// The topic's name, checked.
    pub fn topic(&self) -> Result<TopicName, Malformed> {
        let name = self
            .chart_name
            .as_deref()
            .ok_or(Malformed::Missing("chartName"))?;
        TopicName::new(name).map_err(|_| Malformed::InvalidName("chartName"))
    }

    /// The name under which the client's handlers wait, checked; `None` when the request has none.
    pub fn handlers(&self) -> Result<Option<TopicName>, Malformed> {
        let name = self.socket_type.as_deref().map(TopicName::new);
        name.transpose()
            .map_err(|_| Malformed::InvalidName("socketType"))
    }

    /// What can be read of the request in a text that is refused, be it a message or not.
    #[must_use]
    pub fn salvage(text: &str) -> Self {
        let mut said = Said::default();
        if let Ok(mut members) = scan::members(text) {
            while let Ok(Some(member)) = members.next_member() {
                // What cannot be read is left out.
                let _ = said.take(member, Mode::Plain);
            }
        }
        said.request()
    }
}

impl ClientMessage {
    /// Reads a client's text, whatever it holds.
    ///
    /// Members that only servers send are unknown here: what a client puts under their names is its own business. In plain
    /// mode that goes for all numbers of native mode; an `id` comes back when it is one.
    ///
    /// ```
    /// use socket_wire::{ClientMessage, Mode};
    /// let text = r#"{"action":"getData","chartName":"rank","id":"3f1c","code":200,"ts":"2026-03-01"}"#;
    /// assert!(ClientMessage::parse(text, Mode::Plain).is_ok());
    /// assert!(ClientMessage::parse(text, Mode::Native).is_err());
    /// ```
    ///
    /// # Errors
    ///
    /// Names what is wrong; the texts are fit to be sent back.
    pub fn parse(text: &str, mode: Mode) -> Result<Self, Malformed> {
        scan::validate(text)?;
        let said = Said::read(text, mode)?;
        match said.kind.as_deref() {
            Some("hello") => return hello(text).map(Self::Hello),
            Some("auth") => {
                let ticket = said.data.ok_or(Malformed::Missing("data"))?;
                let ticket =
                    serde_json::from_str(ticket).map_err(|_| Malformed::WrongType("data"))?;
                let id = said.id;
                return Ok(Self::Auth { id, ticket });
            }
            Some("ping") => return Ok(Self::Ping { id: said.id }),
            Some("heartCheck") => return Ok(Self::HeartCheck),
            _ => {}
        }
        let Some(action) = said.action.as_deref() else {
            return Err(Malformed::UnknownKind);
        };
        let request = said.request();
        Ok(match action {
            "subscribe" => Self::Subscribe {
                request,
                resume: said.epoch.zip(said.seq).map(|(epoch, seq)| Position {
                    epoch: epoch.into_owned(),
                    seq,
                }),
            },
            "unsubscribe" => Self::Unsubscribe(request),
            "getData" => Self::GetData(request),
            other => Self::Action {
                action: other.to_owned(),
                value: said.value.map(str::to_owned),
                request,
            },
        })
    }
}

/// The members that a client's messages have.
#[derive(Default)]
struct Said<'a> {
    kind: Option<Cow<'a, str>>,
    action: Option<Cow<'a, str>>,
    socket_type: Option<Cow<'a, str>>,
    chart_name: Option<Cow<'a, str>>,
    id: Option<u64>,
    epoch: Option<Cow<'a, str>>,
    seq: Option<u64>,
    value: Option<&'a str>,
    data: Option<&'a str>,
}

impl<'a> Said<'a> {
    fn read(text: &'a str, mode: Mode) -> Result<Self, Malformed> {
        let mut said = Self::default();
        let mut members = scan::members(text)?;
        while let Some(member) = members.next_member()? {
            said.take(member, mode)?;
        }
        Ok(said)
    }

    fn take(&mut self, member: Member<'a>, mode: Mode) -> Result<(), Malformed> {
        let raw = member.value;
        match (member.key, mode) {
            ("type", _) => self.kind = string("type", raw)?,
            ("action", _) => self.action = string("action", raw)?,
            ("socketType", _) => self.socket_type = string("socketType", raw)?,
            ("chartName", _) => self.chart_name = string("chartName", raw)?,
            ("value", _) => self.value = Some(raw),
            ("data", _) => self.data = Some(raw),
            ("id", Mode::Plain) => self.id = number("id", raw).unwrap_or_default(),
            ("id", Mode::Native) => self.id = number("id", raw)?,
            ("epoch", Mode::Native) => self.epoch = string("epoch", raw)?,
            ("seq", Mode::Native) => self.seq = number("seq", raw)?,
            _ => {}
        }
        Ok(())
    }

    fn request(&self) -> Request {
        Request {
            id: self.id,
            socket_type: self.socket_type.as_deref().map(str::to_owned),
            chart_name: self.chart_name.as_deref().map(str::to_owned),
        }
    }
}

fn hello(text: &str) -> Result<Hello, Malformed> {
    #[derive(Deserialize)]
    struct Raw<'a> {
        #[serde(borrow)]
        version: Option<&'a serde_json::value::RawValue>,
        ticket: Option<String>,
        #[serde(default)]
        codecs: Vec<String>,
    }
    let raw: Raw<'_> = serde_json::from_str(text).map_err(|_| Malformed::WrongType("hello"))?;
    let version = raw.version.ok_or(Malformed::Missing("version"))?;
    if number("version", version.get())? != Some(u64::from(VERSION)) {
        return Err(Malformed::Version);
    }
    Ok(Hello {
        ticket: raw.ticket,
        codecs: raw.codecs,
    })
}
