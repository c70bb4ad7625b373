use serde::{Deserialize, Serialize};

use crate::{Envelope, Malformed, Position, scan};

/// What a server of native mode says, ready to act on; payloads stay raw JSON.
#[derive(Debug, Clone, PartialEq)]
pub enum ServerMessage<'a> {
    /// The answer to the hello.
    Welcome(Welcome),
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Welcome {
    /// The version that is spoken.
    pub version: u32,
    /// The codec that is spoken.
    pub codec: String,
    /// Who the server takes the client for; absent for an anonymous one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
    /// `operator` or `viewer`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// Milliseconds between the server's heartbeats.
    pub heartbeat: u64,
    /// Seconds until the session ends; absent when it doesn't.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_in: Option<u64>,
    /// The server's time, milliseconds since the Unix epoch.
    pub ts: u64,
    /// What has been relayed and still holds.
    #[serde(default)]
    pub screen: Screen,
}

/// The state of the screen that every client shares: what late joiners need.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Screen {
    /// `dark`, `light` or `contrast`, when somebody has chosen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub theme: Option<String>,
    /// The chart that fills the screen, when one does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub full_screen: Option<String>,
}

impl Welcome {
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
            "hello" => Self::Welcome(decode("hello", text)?),
            "subscribed" => subscribed(&envelope, text)?,
            "unsubscribed" => Self::Unsubscribed { id: envelope.id },
            "batch" => {
                let data = envelope.data.ok_or(Malformed::Missing("data"))?;
                Self::Batch(scan::elements(data)?)
            }
            "auth" => authenticated(&envelope, text)?,
            "noAuth" => Self::NoAuth,
            "pong" => Self::Pong { id: envelope.id },
            "heartCheck" => Self::HeartCheck,
            "error" => error(&envelope, text)?,
            _ if envelope.socket_type.is_some() => Self::Data(DataFrame { envelope, text }),
            _ => Self::Unknown,
        })
    }
}

fn subscribed(envelope: &Envelope<'_>, text: &str) -> Result<ServerMessage<'static>, Malformed> {
    #[derive(Deserialize)]
    struct Raw {
        #[serde(default)]
        recovered: bool,
    }
    let chart_name = envelope
        .chart_name
        .as_deref()
        .ok_or(Malformed::Missing("chartName"))?;
    Ok(ServerMessage::Subscribed {
        id: envelope.id,
        chart_name: chart_name.to_owned(),
        head: envelope.position().ok_or(Malformed::Missing("epoch"))?,
        recovered: decode::<Raw>("recovered", text)?.recovered,
    })
}

fn authenticated(envelope: &Envelope<'_>, text: &str) -> Result<ServerMessage<'static>, Malformed> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Raw {
        expires_in: Option<u64>,
    }
    Ok(ServerMessage::Authenticated {
        id: envelope.id,
        expires_in: decode::<Raw>("expiresIn", text)?.expires_in,
    })
}

fn error(envelope: &Envelope<'_>, text: &str) -> Result<ServerMessage<'static>, Malformed> {
    #[derive(Deserialize)]
    struct Raw {
        code: String,
        #[serde(default)]
        message: String,
    }
    let raw: Raw = decode("code", text)?;
    Ok(ServerMessage::Error {
        id: envelope.id,
        code: raw.code,
        message: raw.message,
        chart_name: envelope.chart_name.as_deref().map(str::to_owned),
        socket_type: envelope.socket_type.as_deref().map(str::to_owned),
    })
}

fn decode<T: serde::de::DeserializeOwned>(
    member: &'static str,
    text: &str,
) -> Result<T, Malformed> {
    serde_json::from_str(text).map_err(|_| Malformed::WrongType(member))
}
