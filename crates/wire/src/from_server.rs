use std::borrow::Cow;

use serde::Serialize;

use crate::envelope::{number, string};
use crate::scan::{self, Member};
use crate::{Envelope, Malformed, Position, Screen};

/// What a server of native mode says, ready to act on; payloads stay raw JSON.
#[derive(Debug, Clone, PartialEq)]
pub enum ServerMessage<'a> {
    /// The answer to the hello. What else it says is not looked at: [`Welcome::read`] reads it, for those who want it.
    Welcome {
        /// Seconds until the session ends.
        expires_in: Option<u64>,
    },
    /// A subscription was taken up, or resumed.
    Subscribed {
        /// Which request.
        id: Option<u64>,
        /// The topic.
        chart_name: String,
        /// The topic's head.
        head: Position,
        /// Nothing that matters was missed.
        recovered: bool,
        /// Each value of the topic counts: its numbers leave none out.
        complete: bool,
    },
    /// A subscription has ended.
    Unsubscribed {
        /// Which request.
        id: Option<u64>,
    },
    /// A value of a topic, or a relayed action: anything that has a `socketType`.
    Data(DataFrame<'a>),
    /// Several messages in one frame, in order; read each with [`ServerMessage::read`].
    Batch(Vec<&'a str>),
    /// The answer to a renewal of the credentials.
    Authenticated {
        /// Which request.
        id: Option<u64>,
        /// Seconds until the session ends.
        expires_in: Option<u64>,
    },
    /// Not let in; the close code says the same.
    NoAuth,
    /// The answer to a ping.
    Pong {
        /// Which ping.
        id: Option<u64>,
    },
    /// The server's heartbeat; to be echoed.
    HeartCheck,
    /// A refusal.
    Error {
        /// Which request.
        id: Option<u64>,
        /// The word for the reason, see [`ErrorCode`](crate::ErrorCode).
        code: String,
        /// For people.
        message: String,
        /// The topic, when the request had one.
        chart_name: Option<String>,
        /// The socketType, when the request had one.
        socket_type: Option<String>,
    },
    /// Something from a newer server; to be ignored.
    Unknown,
}

/// A frame that handlers get.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataFrame<'a> {
    /// The envelope, `data` raw.
    pub envelope: Envelope<'a>,
    /// The whole text.
    pub text: &'a str,
}

/// The answer to a hello: what was agreed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Welcome {
    /// The version that is spoken.
    pub version: u32,
    /// The codec that is spoken.
    pub codec: String,
    /// Who the server takes the client for; absent for an anonymous one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
    /// `operator` or `viewer`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// Milliseconds between the server's heartbeats.
    pub heartbeat: u64,
    /// Seconds until the session ends; absent when it doesn't.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires_in: Option<u64>,
    /// The server's time, milliseconds since the Unix epoch.
    pub ts: u64,
    /// What has been relayed and still holds.
    pub screen: Screen,
}

impl Welcome {
    /// Reads the answer to a hello.
    ///
    /// # Errors
    ///
    /// Names the member that is wrong.
    pub fn read(text: &str) -> Result<Self, Malformed> {
        let (mut version, mut codec, mut heartbeat, mut ts) = (None, None, None, None);
        let (mut user, mut role, mut expires_in) = (None, None, None);
        let mut screen = Screen::default();
        let mut members = scan::members(text)?;
        while let Some(Member { key, value }) = members.next_member()? {
            match key {
                "version" => version = number("version", value)?,
                "codec" => codec = string("codec", value)?,
                "heartbeat" => heartbeat = number("heartbeat", value)?,
                "ts" => ts = number("ts", value)?,
                "user" => user = string("user", value)?,
                "role" => role = string("role", value)?,
                "expiresIn" => expires_in = number("expiresIn", value)?,
                "screen" => screen = Screen::read(value)?,
                _ => {}
            }
        }
        let version = version.ok_or(Malformed::Missing("version"))?;
        Ok(Self {
            version: u32::try_from(version).map_err(|_| Malformed::Version)?,
            codec: owned(codec).ok_or(Malformed::Missing("codec"))?,
            user: owned(user),
            role: owned(role),
            heartbeat: heartbeat.ok_or(Malformed::Missing("heartbeat"))?,
            expires_in,
            ts: ts.ok_or(Malformed::Missing("ts"))?,
            screen,
        })
    }

    /// The message's text.
    #[must_use]
    pub fn to_json(&self) -> String {
        #[derive(Serialize)]
        struct Tagged<'a> {
            #[serde(rename = "type")]
            kind: &'static str,
            #[serde(flatten)]
            welcome: &'a Welcome,
        }
        let tagged = Tagged {
            kind: "hello",
            welcome: self,
        };
        serde_json::to_string(&tagged).expect("strings and numbers always serialise")
    }
}

impl<'a> ServerMessage<'a> {
    /// Reads a server's text.
    ///
    /// # Errors
    ///
    /// Names the member that is wrong. `data` is not looked at: whoever decodes it finds its errors.
    pub fn read(text: &'a str) -> Result<Self, Malformed> {
        let envelope = Envelope::read_head(text)?;
        let Some(kind) = envelope.kind.as_deref() else {
            return Ok(match envelope.socket_type {
                Some(_) => Self::Data(DataFrame { envelope, text }),
                None => Self::Unknown,
            });
        };
        Ok(match kind {
            "hello" => Self::Welcome {
                expires_in: envelope.expires_in,
            },
            "subscribed" => Self::Subscribed {
                id: envelope.id,
                head: envelope.position().ok_or(Malformed::Missing("epoch"))?,
                recovered: envelope.recovered.unwrap_or(false),
                complete: envelope.complete.unwrap_or(false),
                chart_name: owned(envelope.chart_name).ok_or(Malformed::Missing("chartName"))?,
            },
            "unsubscribed" => Self::Unsubscribed { id: envelope.id },
            "batch" => {
                let data = envelope.data.ok_or(Malformed::Missing("data"))?;
                Self::Batch(scan::elements(data)?)
            }
            "auth" => Self::Authenticated {
                id: envelope.id,
                expires_in: envelope.expires_in,
            },
            "noAuth" => Self::NoAuth,
            "pong" => Self::Pong { id: envelope.id },
            "heartCheck" => Self::HeartCheck,
            "error" => Self::Error {
                id: envelope.id,
                code: owned(envelope.code).ok_or(Malformed::Missing("code"))?,
                message: owned(envelope.message).unwrap_or_default(),
                chart_name: owned(envelope.chart_name),
                socket_type: owned(envelope.socket_type),
            },
            _ if envelope.socket_type.is_some() => Self::Data(DataFrame { envelope, text }),
            _ => Self::Unknown,
        })
    }
}

fn owned(text: Option<Cow<'_, str>>) -> Option<String> {
    text.map(Cow::into_owned)
}
