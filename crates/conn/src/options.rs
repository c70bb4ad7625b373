use crate::{Backoff, ClosePolicy, Millis, Queue};

/// How patient a connection is. Spans are milliseconds.
///
/// ```
/// use socket_conn::{Options, Queue};
///
/// let options = Options {
///     attempts: Some(3),
///     queue: Queue { messages: 16, ..Queue::default() },
///     ..Options::default()
/// };
/// assert_eq!(options.dial_timeout, 10_000);
/// ```
#[derive(Debug, Clone)]
pub struct Options {
    /// The waits between attempts.
    pub backoff: Backoff,
    /// How many attempts in a row may fail, after a loss or a first dial that failed, before the connection gives up;
    /// `None`: it never does. One that is lost again within two seconds has failed too.
    pub attempts: Option<u32>,
    /// What to do after the peer has closed the socket.
    pub close_policy: ClosePolicy,
    /// Whether credentials are fetched before each dial.
    pub credentials: bool,
    /// How long fetching credentials may take.
    pub credentials_timeout: Millis,
    /// How long a socket may take to open.
    pub dial_timeout: Millis,
    /// How long the peer may take to let us in once the socket is open.
    pub welcome_timeout: Millis,
    /// How long the answer to a probe may take when there is a reason for doubt: the page was hidden, the clock has
    /// jumped, the network has changed. A slow connection gets three times its round trip.
    pub doubt_timeout: Millis,
    /// After this many failures in a row the server's health is asked before dialling: browsers slow down a page
    /// whose sockets fail, a plain request they don't. One attempt in four dials whatever the answer. `None`: never
    /// asked.
    pub health_after: Option<u32>,
    /// What waits while there is no connection, or while the socket takes nothing.
    pub queue: Queue,
    /// With more bytes than this in the socket's own buffer, messages wait in the queue; see
    /// [`handle_buffered`](crate::Connection::handle_buffered).
    pub high_water: usize,
    /// How long a topic stays subscribed that nobody wants any more: a component that comes right back finds it as it
    /// was.
    pub linger: Millis,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            backoff: Backoff::default(),
            attempts: None,
            close_policy: ClosePolicy::default(),
            credentials: false,
            credentials_timeout: 10_000,
            dial_timeout: 10_000,
            welcome_timeout: 10_000,
            doubt_timeout: 1_500,
            health_after: Some(5),
            queue: Queue::default(),
            high_water: 1 << 20,
            linger: 2_000,
        }
    }
}
