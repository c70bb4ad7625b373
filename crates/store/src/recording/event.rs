//! One line of a recording.

use std::borrow::Cow;

use base64::prelude::{BASE64_STANDARD, Engine};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;
use socket_conn::{CredentialsError, Frame, Millis, Standing, Unsupported};

/// The version of the format.
pub(super) const VERSION: u32 = 1;

/// What stands in the place of credentials.
pub(crate) const REDACTED: &str = "(credentials)";

/// Something that happened to a store, and when.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Note<'a> {
    /// On the store's clock.
    pub(crate) at: Millis,
    /// How much the store had done by then of what its connection had told it.
    pub(crate) step: u64,
    #[serde(flatten)]
    pub(crate) event: Event<'a>,
}

/// All that a store goes through. What follows from it, such as a topic's mutations, is not noted. It borrows what it
/// tells of: a store that nobody records makes no copies.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(
    tag = "what",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub(crate) enum Event<'a> {
    Begins {
        version: u32,
        seed: u64,
        state: Value,
        /// Where the connection stood, if it was there before the recorder.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        connection: Option<Standing>,
    },
    /// The buffer was full: the rest is missing.
    Full,

    Opened {
        dial: u64,
    },
    Received {
        dial: u64,
        #[serde(flatten)]
        frame: Words<'a>,
    },
    Sent {
        dial: u64,
        #[serde(flatten)]
        frame: Words<'a>,
    },
    Closed {
        dial: u64,
        code: u16,
        reason: Cow<'a, str>,
        was_clean: bool,
    },
    Undialable {
        why: Undialable,
        words: Cow<'a, str>,
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
        first: Option<Words<'a>>,
    },
    Close,
    Retry,
    Measure,
    Subscribe {
        socket_type: Cow<'a, str>,
        chart_name: Cow<'a, str>,
    },
    Unsubscribe {
        socket_type: Cow<'a, str>,
    },
    Send {
        #[serde(flatten)]
        frame: Words<'a>,
    },
    SendVolatile {
        #[serde(flatten)]
        frame: Words<'a>,
    },
    Request {
        action: Cow<'a, str>,
        socket_type: Option<Cow<'a, str>>,
        chart_name: Option<Cow<'a, str>>,
        value: Option<Cow<'a, str>>,
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
        name: Cow<'a, str>,
        payload: Value,
    },
}

/// What a frame says: a text as it is, bytes in base64.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Words<'a> {
    Text(Cow<'a, str>),
    #[serde(serialize_with = "to_base64", deserialize_with = "from_base64")]
    Binary(Cow<'a, [u8]>),
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

impl<'a> From<&'a Frame> for Words<'a> {
    fn from(frame: &'a Frame) -> Self {
        match frame {
            Frame::Text(text) => Self::Text(text.into()),
            Frame::Binary(bytes) => Self::Binary(bytes.into()),
        }
    }
}

impl From<Words<'_>> for Frame {
    fn from(words: Words<'_>) -> Self {
        match words {
            Words::Text(text) => Self::Text(text.into_owned()),
            Words::Binary(bytes) => Self::Binary(bytes.into_owned()),
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

impl<'a> Event<'a> {
    pub(crate) fn undialable(why: &'a Unsupported) -> Self {
        let (why, words) = match why {
            Unsupported::NoWebSocket => (Undialable::NoWebSocket, ""),
            Unsupported::InvalidUrl(url) => (Undialable::InvalidUrl, url.as_str()),
            Unsupported::MixedContent(url) => (Undialable::MixedContent, url.as_str()),
            Unsupported::Refused(words) => (Undialable::Refused, words.as_str()),
        };
        let words = words.into();
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

fn from_base64<'de, 'a, D: Deserializer<'de>>(deserializer: D) -> Result<Cow<'a, [u8]>, D::Error> {
    let text = String::deserialize(deserializer)?;
    BASE64_STANDARD
        .decode(text)
        .map(Cow::Owned)
        .map_err(serde::de::Error::custom)
}
