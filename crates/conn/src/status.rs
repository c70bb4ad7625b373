use serde::{Deserialize, Serialize};

use crate::{Close, Millis};

/// What the connection is doing, for people and for guards.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Status {
    /// Never opened.
    #[default]
    Idle,
    /// Dialling for the first time.
    Connecting,
    /// The socket is open, the peer has not let us in yet.
    Authenticating,
    /// Connected, and let in.
    Live,
    /// Lost, and being won back; lasts until live again.
    Reconnecting {
        /// How many attempts have begun since the loss; 0 before the first.
        attempt: u32,
        /// When the next attempt begins; `None` while one is under way.
        next_at: Option<Millis>,
    },
    /// Lost, and the network is known to be down.
    Offline,
    /// Closed by hand.
    Closed,
    /// Given up.
    Failed(FailReason),
}

impl Status {
    /// The contract's word for it.
    ///
    /// ```
    /// # use socket_conn::Status;
    /// let status = Status::Reconnecting { attempt: 2, next_at: None };
    /// assert_eq!(status.name(), "reconnecting");
    /// ```
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Idle => "idle",
            Self::Connecting => "connecting",
            Self::Authenticating => "authenticating",
            Self::Live => "live",
            Self::Reconnecting { .. } => "reconnecting",
            Self::Offline => "offline",
            Self::Closed => "closed",
            Self::Failed(_) => "failed",
        }
    }
}

/// Why a connection gave up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FailReason {
    /// The credentials are refused, and fresh ones don't help: the user must sign in.
    SignInRequired,
    /// The peer closed with a code after which trying again can't help.
    Refused(Close),
    /// As many attempts in a row have failed as [`Options::attempts`](crate::Options::attempts) allows.
    GaveUp {
        /// How many attempts have failed in a row, without the loss or the first dial that they came after.
        attempts: u32,
        /// How a socket last ended by the peer's doing or the network's, if any did.
        last: Option<Close>,
    },
    /// This address can't be dialled at all.
    Unsupported(Unsupported),
}

/// Why an address can't be dialled at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unsupported {
    /// This browser has no WebSocket.
    NoWebSocket,
    /// It is no address of a socket.
    InvalidUrl(String),
    /// A page that was loaded over HTTPS may not dial without encryption (`ws://`).
    MixedContent(String),
    /// The browser refuses, in these words.
    Refused(String),
}

impl std::fmt::Display for FailReason {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::SignInRequired => f.write_str("the session is over: sign in again"),
            Self::Refused(close) => write!(f, "the server refuses the connection: {close}"),
            Self::GaveUp { attempts, .. } => write!(f, "no connection after {attempts} attempts"),
            Self::Unsupported(why) => why.fmt(f),
        }
    }
}

impl std::fmt::Display for Unsupported {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NoWebSocket => f.write_str("this browser has no WebSocket"),
            Self::InvalidUrl(url) => write!(f, "not the address of a socket: {url}"),
            Self::MixedContent(url) => write!(f, "a secure page may not dial {url}"),
            Self::Refused(why) => write!(f, "the browser refuses to dial: {why}"),
        }
    }
}

impl FailReason {
    /// Whether signing in again would help.
    ///
    /// ```
    /// # use socket_conn::FailReason;
    /// assert!(FailReason::SignInRequired.requires_sign_in());
    /// ```
    #[must_use]
    pub const fn requires_sign_in(&self) -> bool {
        matches!(self, Self::SignInRequired)
    }
}

/// How far a topic's value can be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Freshness {
    /// No value yet.
    #[default]
    Waiting,
    /// The value is the peer's own.
    Live,
    /// There is a value, but nobody can vouch for it.
    Stale,
    /// Something was missed.
    Gap,
    /// The peer refuses this topic, or its value can't be read.
    Error,
}

impl Freshness {
    /// The contract's word for it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Live => "live",
            Self::Stale => "stale",
            Self::Gap => "gap",
            Self::Error => "error",
        }
    }
}

/// What has happened so far, in numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counters {
    /// Frames that came in on a current socket.
    pub received: u64,
    /// Frames that went out.
    pub sent: u64,
    /// Values that were left out because they had been seen.
    pub duplicates: u64,
    /// How often messages of a topic were found missing, and asked for.
    pub gaps: u64,
    /// Messages that were handed back unsent, at once or after they had waited; not those for a closed connection.
    pub dropped: u64,
    /// Frames that the dialect could not read.
    pub unreadable: u64,
    /// How often a lost connection came back.
    pub reconnects: u64,
}
