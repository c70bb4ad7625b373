use crate::Millis;

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
    Refused {
        /// The close code.
        code: u16,
        /// The peer's words.
        reason: String,
    },
    /// This address can't be dialled at all.
    Unsupported(String),
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
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
    /// Values that were dropped because they had been seen.
    pub duplicates: u64,
    /// Frames that the dialect could not read.
    pub unreadable: u64,
    /// How often a lost connection came back.
    pub reconnects: u64,
}
