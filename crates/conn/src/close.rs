//! What a close code says, and what to do about it.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// How a socket ended, as a browser's `CloseEvent` tells it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Close {
    /// The close code; 1006 stands for a close without a close frame.
    pub code: u16,
    /// The peer's words, which may be empty.
    pub reason: String,
    /// Whether both sides said goodbye.
    pub was_clean: bool,
}

impl Close {
    /// A close without a close frame: a dial that failed, a cable that was cut.
    ///
    /// ```
    /// assert_eq!(socket_conn::Close::abnormal().code, 1006);
    /// ```
    #[must_use]
    pub fn abnormal() -> Self {
        Self {
            code: 1006,
            reason: String::new(),
            was_clean: false,
        }
    }
}

impl fmt::Display for Close {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.code)?;
        if let Some(code) = CloseCode::of(self.code) {
            write!(f, " ({})", code.name)?;
        }
        if !self.reason.is_empty() {
            write!(f, ": {}", self.reason)?;
        }
        Ok(())
    }
}

/// A registered close code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CloseCode {
    /// The number.
    pub code: u16,
    /// The registered name.
    pub name: &'static str,
    /// What it tells whoever was connected.
    pub meaning: &'static str,
    /// What is done about it, unless a [`ClosePolicy`] says otherwise.
    pub action: CloseAction,
}

impl CloseCode {
    /// All codes that have a name: those of the [IANA registry][iana] (1000–1015 and the 3000s), and of the private
    /// ones those that `live-server` uses.
    ///
    /// 1004, 1005, 1006 and 1015 never travel: an endpoint reports them by itself.
    ///
    /// [iana]: https://www.iana.org/assignments/websocket/websocket.xhtml#close-code-number
    pub const ALL: &[Self] = &[
        code(
            1000,
            "normal closure",
            "the peer has done what it was connected for",
            CloseAction::Retry,
        ),
        code(
            1001,
            "going away",
            "the server stops, or the page was left",
            CloseAction::Retry,
        ),
        code(
            1002,
            "protocol error",
            "a frame broke the protocol",
            CloseAction::Retry,
        ),
        code(
            1003,
            "unsupported data",
            "a kind of frame that the peer does not take",
            CloseAction::Retry,
        ),
        code(1004, "reserved", "no meaning yet", CloseAction::Retry),
        code(
            1005,
            "no status received",
            "a close frame without a code",
            CloseAction::Retry,
        ),
        code(
            1006,
            "abnormal closure",
            "no close frame: the connection was cut, or never made",
            CloseAction::Retry,
        ),
        code(
            1007,
            "invalid payload",
            "a text that is not UTF-8",
            CloseAction::Retry,
        ),
        code(
            1008,
            "policy violation",
            "a message that the peer does not accept",
            CloseAction::RetryLater,
        ),
        code(
            1009,
            "message too big",
            "a message that is too long for the peer",
            CloseAction::Retry,
        ),
        code(
            1010,
            "mandatory extension",
            "the server lacks an extension that was asked for",
            CloseAction::Fatal,
        ),
        code(
            1011,
            "internal error",
            "the peer has met with something unexpected",
            CloseAction::Retry,
        ),
        code(
            1012,
            "service restart",
            "the server restarts",
            CloseAction::Retry,
        ),
        code(
            1013,
            "try again later",
            "the server has too much to do",
            CloseAction::RetryLater,
        ),
        code(
            1014,
            "bad gateway",
            "a gateway got an invalid answer from the server",
            CloseAction::Retry,
        ),
        code(
            1015,
            "TLS handshake",
            "the encryption could not be agreed",
            CloseAction::Retry,
        ),
        code(
            3000,
            "unauthorized",
            "the credentials are not accepted",
            CloseAction::Refresh,
        ),
        code(
            3003,
            "forbidden",
            "whoever this is may not connect",
            CloseAction::Fatal,
        ),
        code(
            3008,
            "timeout",
            "the peer has waited too long",
            CloseAction::Retry,
        ),
        code(
            4401,
            "not authenticated",
            "the credentials are missing, used or over",
            CloseAction::Refresh,
        ),
        code(
            4403,
            "not allowed",
            "this client may not connect",
            CloseAction::Fatal,
        ),
        code(
            4408,
            "slow consumer",
            "the client has not kept up; it recovers what it missed",
            CloseAction::Retry,
        ),
        code(
            4429,
            "too many",
            "too many connections or messages",
            CloseAction::RetryLater,
        ),
    ];

    /// The entry of a code that has a name.
    ///
    /// ```
    /// use socket_conn::CloseCode;
    ///
    /// assert_eq!(CloseCode::of(1012).map(|code| code.name), Some("service restart"));
    /// assert_eq!(CloseCode::of(4999), None);
    /// ```
    #[must_use]
    pub fn of(code: u16) -> Option<Self> {
        Self::ALL.iter().copied().find(|entry| entry.code == code)
    }
}

const fn code(
    code: u16,
    name: &'static str,
    meaning: &'static str,
    action: CloseAction,
) -> CloseCode {
    CloseCode {
        code,
        name,
        meaning,
        action,
    }
}

/// What to do after the peer has closed the socket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CloseAction {
    /// Dial again, with backoff.
    Retry,
    /// Dial again, but not soon: the peer has too much to do, or took offence at what would be said again at once.
    RetryLater,
    /// Fetch fresh credentials and dial once more; a second refusal in a row means that the user must sign in.
    Refresh,
    /// Give up: trying again can't help.
    Fatal,
}

impl CloseAction {
    /// What is done about a code: as the table of [`CloseCode::ALL`] says, and a retry for every code without a name.
    ///
    /// ```
    /// use socket_conn::CloseAction;
    ///
    /// assert_eq!(CloseAction::of(1006), CloseAction::Retry);
    /// assert_eq!(CloseAction::of(4401), CloseAction::Refresh);
    /// ```
    #[must_use]
    pub fn of(code: u16) -> Self {
        CloseCode::of(code).map_or(Self::Retry, |entry| entry.action)
    }
}

/// Decides what to do after a close; [`CloseAction::of`] unless it is overridden.
///
/// ```
/// use socket_conn::{Close, CloseAction, ClosePolicy};
///
/// // A server that closes with 4000 when its licence has run out.
/// let policy = ClosePolicy::new(|close| match close.code {
///     4000 => CloseAction::Fatal,
///     code => CloseAction::of(code),
/// });
/// let close = Close { code: 4000, reason: "no licence".into(), was_clean: true };
/// assert_eq!(policy.action(&close), CloseAction::Fatal);
/// ```
#[derive(Clone)]
pub struct ClosePolicy(Arc<dyn Fn(&Close) -> CloseAction + Send + Sync>);

impl ClosePolicy {
    /// A policy of one's own.
    pub fn new(decide: impl Fn(&Close) -> CloseAction + Send + Sync + 'static) -> Self {
        Self(Arc::new(decide))
    }

    /// What to do.
    #[must_use]
    pub fn action(&self, close: &Close) -> CloseAction {
        (self.0)(close)
    }
}

impl Default for ClosePolicy {
    fn default() -> Self {
        Self::new(|close| CloseAction::of(close.code))
    }
}

impl fmt::Debug for ClosePolicy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClosePolicy").finish_non_exhaustive()
    }
}
