//! One line of a recording.

use base64::prelude::{BASE64_STANDARD, Engine};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;
use socket_conn::{CredentialsError, Frame, Millis, Unsupported};

/// The version of the format.
pub(super) const VERSION: u32 = 1;

/// What stands in the place of credentials.
pub(crate) const REDACTED: &str = "(credentials)";

/// Something that happened to a store, and when.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Note {
    /// On the store's clock.
    pub(crate) at: Millis,
    /// How much the store had done by then of what its connection had told it.
    pub(crate) step: u64,
    #[serde(flatten)]
    pub(crate) event: Event,
}

/// All that a store goes through. What follows from it, such as a topic's mutations, is not noted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(
    tag = "what",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub(crate) enum Event {
    Begins {
        version: u32,
        seed: u64,
        state: Value,
    },
    /// The buffer was full: the rest is missing.
    Full,

    Opened {
        dial: u64,
    },
    Received {
        dial: u64,
        #[serde(flatten)]
        frame: Words,
    },
    Sent {
        dial: u64,
        #[serde(flatten)]
        frame: Words,
    },
    Closed {
        dial: u64,
        code: u16,
        reason: String,
        was_clean: bool,
    },
    Undialable {
        why: Undialable,
        words: String,
    },
    Credentials {
        dial: u64,
        outcome: Credentials,
    },
    Health {
        dial: u64,
        healthy: bool,
    },
    Timeout,
    Doubt,
    Suspended,
    Network {
        online: bool,
    },
    Buffered {
        bytes: usize,
    },

    Open,
    SayFirst {
        first: Option<Words>,
    },
    Close,
    Retry,
    Subscribe {
        socket_type: String,
        chart_name: String,
    },
    Unsubscribe {
        socket_type: String,
    },
    Send {
        #[serde(flatten)]
        frame: Words,
    },
    SendVolatile {
        #[serde(flatten)]
        frame: Words,
    },
    Request {
        action: String,
        socket_type: Option<String>,
        chart_name: Option<String>,
        value: Option<String>,
        timeout: Millis,
    },
    Cancel {
        id: u64,
    },

    Flush,
    Pause {
        paused: bool,
    },
    Mutation {
        name: String,
        payload: Value,
    },
}

/// What a frame says: a text as it is, bytes in base64.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Words {
    Text(String),
    #[serde(serialize_with = "to_base64", deserialize_with = "from_base64")]
    Binary(Vec<u8>),
}

/// Whether credentials could be had; they themselves are no one's business.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Credentials {
    Given,
    NotNeeded,
    SignInRequired,
    Unavailable,
}

/// Why an address can't be dialled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Undialable {
    NoWebSocket,
    InvalidUrl,
    MixedContent,
    Refused,
}

impl From<&Frame> for Words {
    fn from(frame: &Frame) -> Self {
        match frame {
            Frame::Text(text) => Self::Text(text.clone()),
            Frame::Binary(bytes) => Self::Binary(bytes.clone()),
        }
    }
}

impl From<Words> for Frame {
    fn from(words: Words) -> Self {
        match words {
            Words::Text(text) => Self::Text(text),
            Words::Binary(bytes) => Self::Binary(bytes),
        }
    }
}

impl From<&Result<Option<String>, CredentialsError>> for Credentials {
    fn from(credentials: &Result<Option<String>, CredentialsError>) -> Self {
        match credentials {
            Ok(Some(_)) => Self::Given,
            Ok(None) => Self::NotNeeded,
            Err(CredentialsError::SignInRequired) => Self::SignInRequired,
            Err(CredentialsError::Unavailable) => Self::Unavailable,
        }
    }
}

impl From<Credentials> for Result<Option<String>, CredentialsError> {
    fn from(credentials: Credentials) -> Self {
        match credentials {
            Credentials::Given => Ok(Some(REDACTED.to_owned())),
            Credentials::NotNeeded => Ok(None),
            Credentials::SignInRequired => Err(CredentialsError::SignInRequired),
            Credentials::Unavailable => Err(CredentialsError::Unavailable),
        }
    }
}

impl Event {
    pub(crate) fn undialable(why: &Unsupported) -> Self {
        let (why, words) = match why {
            Unsupported::NoWebSocket => (Undialable::NoWebSocket, ""),
            Unsupported::InvalidUrl(url) => (Undialable::InvalidUrl, url.as_str()),
            Unsupported::MixedContent(url) => (Undialable::MixedContent, url.as_str()),
            Unsupported::Refused(words) => (Undialable::Refused, words.as_str()),
        };
        let words = words.to_owned();
        Self::Undialable { why, words }
    }
}

impl Undialable {
    pub(crate) fn with(self, words: String) -> Unsupported {
        match self {
            Self::NoWebSocket => Unsupported::NoWebSocket,
            Self::InvalidUrl => Unsupported::InvalidUrl(words),
            Self::MixedContent => Unsupported::MixedContent(words),
            Self::Refused => Unsupported::Refused(words),
        }
    }
}

fn to_base64<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&BASE64_STANDARD.encode(bytes))
}

fn from_base64<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
    let text = String::deserialize(deserializer)?;
    BASE64_STANDARD
        .decode(text)
        .map_err(serde::de::Error::custom)
}
