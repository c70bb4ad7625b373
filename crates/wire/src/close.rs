/// Why a socket was closed, in the numbers that the server uses.
///
/// 1000–1015 are RFC 6455 section 7.4 and the registry that it opened; 4000–4999 are private use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CloseCode {
    /// The client has said goodbye.
    Normal,
    /// The page or the server goes away for good.
    GoingAway,
    /// Frames that break RFC 6455.
    Protocol,
    /// A frame of a kind that is not taken.
    Unsupported,
    /// Text that is not UTF-8.
    InvalidUtf8,
    /// Repeated malformed or refused messages.
    Policy,
    /// A message over the size limit.
    TooLarge,
    /// The server restarts: come back soon.
    Restart,
    /// The server has no room: come back later.
    TryLater,
    /// Not authenticated: fetch fresh credentials once, else log in.
    NotAuthenticated,
    /// Not allowed: trying again does not help.
    NotAllowed,
    /// The reader was too slow: reconnect and recover.
    SlowConsumer,
    /// Too many sockets or messages: reconnect later.
    TooMany,
}

impl CloseCode {
    /// The number on the wire.
    #[must_use]
    pub const fn code(self) -> u16 {
        match self {
            Self::Normal => 1000,
            Self::GoingAway => 1001,
            Self::Protocol => 1002,
            Self::Unsupported => 1003,
            Self::InvalidUtf8 => 1007,
            Self::Policy => 1008,
            Self::TooLarge => 1009,
            Self::Restart => 1012,
            Self::TryLater => 1013,
            Self::NotAuthenticated => 4401,
            Self::NotAllowed => 4403,
            Self::SlowConsumer => 4408,
            Self::TooMany => 4429,
        }
    }
}
