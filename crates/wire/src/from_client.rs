use serde::Deserialize;

use crate::envelope::number;
use crate::{Envelope, Malformed, Position, TopicName, VERSION, scan};

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
}

impl ClientMessage {
    /// Reads a client's text, whatever it holds.
    ///
    /// # Errors
    ///
    /// Names what is wrong; the texts are fit to be sent back.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        scan::validate(text)?;
        let envelope = Envelope::read(text)?;
        match envelope.kind.as_deref() {
            Some("hello") => return hello(text).map(Self::Hello),
            Some("auth") => {
                let ticket = envelope.data.ok_or(Malformed::Missing("data"))?;
                let ticket =
                    serde_json::from_str(ticket).map_err(|_| Malformed::WrongType("data"))?;
                let id = envelope.id;
                return Ok(Self::Auth { id, ticket });
            }
            Some("ping") => return Ok(Self::Ping { id: envelope.id }),
            Some("heartCheck") => return Ok(Self::HeartCheck),
            _ => {}
        }
        let Some(action) = envelope.action.as_deref() else {
            return Err(Malformed::UnknownKind);
        };
        let request = Request {
            id: envelope.id,
            socket_type: envelope.socket_type.as_deref().map(str::to_owned),
            chart_name: envelope.chart_name.as_deref().map(str::to_owned),
        };
        Ok(match action {
            "subscribe" => Self::Subscribe {
                request,
                resume: envelope.position(),
            },
            "unsubscribe" => Self::Unsubscribe(request),
            "getData" => Self::GetData(request),
            other => Self::Action {
                action: other.to_owned(),
                value: envelope.value.map(str::to_owned),
                request,
            },
        })
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
