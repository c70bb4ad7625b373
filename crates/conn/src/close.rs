/// What to do after the peer has closed the socket with a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CloseAction {
    /// Dial again, with backoff.
    Retry,
    /// Dial again, but not soon: the peer has too much to do.
    RetryLater,
    /// Fetch fresh credentials and dial once more; a second refusal in a row means that the user must sign in.
    Refresh,
    /// Give up: trying again can't help.
    Fatal,
}

impl CloseAction {
    /// The meaning of a code.
    ///
    /// 1000–1015 are those of RFC 6455 and its registry: 1010 (an extension that the server lacks) can't change by
    /// trying again, 1013 asks to come back later, and so in effect does 1008: what the peer took offence at would be
    /// said again at once. Of the private ones 4401 is *not authenticated*, 4403 *not
    /// allowed*, 4429 *too many*. All others, 1006 (no close frame at all) among them, are worth a new try.
    ///
    /// ```
    /// use socket_conn::CloseAction;
    ///
    /// assert_eq!(CloseAction::of(1006), CloseAction::Retry);
    /// assert_eq!(CloseAction::of(4401), CloseAction::Refresh);
    /// ```
    #[must_use]
    pub const fn of(code: u16) -> Self {
        match code {
            4401 => Self::Refresh,
            1010 | 4403 => Self::Fatal,
            1008 | 1013 | 4429 => Self::RetryLater,
            _ => Self::Retry,
        }
    }
}
