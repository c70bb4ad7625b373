use crate::{Backoff, Millis};

/// How patient a connection is. Spans are milliseconds.
///
/// ```
/// use socket_conn::Options;
///
/// let options = Options {
///     credentials: true,
///     queue_messages: 16,
///     ..Options::default()
/// };
/// assert_eq!(options.dial_timeout, 10_000);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// The waits between attempts.
    pub backoff: Backoff,
    /// Whether credentials are fetched before each dial.
    pub credentials: bool,
    /// How long fetching credentials may take.
    pub credentials_timeout: Millis,
    /// How long a socket may take to open.
    pub dial_timeout: Millis,
    /// How long the peer may take to let us in once the socket is open.
    pub welcome_timeout: Millis,
    /// How long the answer to a probe may take when there is a reason for doubt: the page was hidden, the clock has
    /// jumped, the network has changed.
    pub doubt_timeout: Millis,
    /// After this many failures in a row the server's health is asked before dialling: browsers slow down a page
    /// whose sockets fail, a plain request they don't. `None`: never asked.
    pub health_after: Option<u32>,
    /// How many messages are kept while there is no connection.
    pub queue_messages: usize,
    /// How many bytes are kept while there is no connection.
    pub queue_bytes: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            backoff: Backoff::default(),
            credentials: false,
            credentials_timeout: 10_000,
            dial_timeout: 10_000,
            welcome_timeout: 10_000,
            doubt_timeout: 1_500,
            health_after: Some(5),
            queue_messages: 256,
            queue_bytes: 100_000,
        }
    }
}
