//! A realtime connection as a pure state machine: no socket, no clock, no browser.
//!
//! [`Connection`] decides all that is hard about staying connected: when to dial, what to say first, when the peer is
//! dead, what to subscribe again, what to keep for later. It does nothing itself. Whoever owns the socket and the
//! clock runs this loop:
//!
//! 1. Tell it what happened (`handle_*`) or what the user wants (bare verbs such as [`open`](Connection::open)),
//!    with the time in milliseconds since any fixed start.
//! 2. Drain [`poll_output`](Connection::poll_output) and do what it says: dial, send, close, deliver.
//! 3. Ask [`poll_timeout`](Connection::poll_timeout) when to wake it, and call
//!    [`handle_timeout`](Connection::handle_timeout) then. Calling it early or late does no harm.
//!
//! Each dial has a [`Generation`]. What arrives from a socket of an older generation is ignored, so that there is
//! never more than one connection, whatever the order of events.
//!
//! ```
//! # use socket_conn::*;
//! # struct Shouting;
//! # impl Dialect for Shouting {
//! #     fn entry(&self) -> Entry { Entry::Welcome }
//! #     fn liveness(&self) -> Option<Liveness> {
//! #         Some(Liveness::Asked { after: 15_000, within: 5_000 })
//! #     }
//! #     fn greeting(&self, _: Option<&str>) -> Option<Frame> { Some("HELLO".into()) }
//! #     fn subscribe(&self, _: u64, topic: &Subscription, _: Option<&Position>) -> Option<Frame> {
//! #         Some(topic.chart_name.to_uppercase().into())
//! #     }
//! #     fn probe(&self, _: u64, _: Option<&Subscription>) -> Option<Frame> { Some("HEY".into()) }
//! #     fn read(&self, _: &Frame, readings: &mut Vec<Reading>) -> Result<(), String> {
//! #         readings.push(Reading::Welcome { expires_in: None });
//! #         Ok(())
//! #     }
//! # }
//! let mut connection = Connection::new(Shouting, Options::default(), 7);
//! let outputs = |connection: &mut Connection<Shouting>| -> Vec<Output> {
//!     std::iter::from_fn(|| connection.poll_output()).collect()
//! };
//! let socket = Generation(1);
//!
//! connection.subscribe(Subscription { socket_type: "hotData".into(), chart_name: "hot".into() });
//! connection.open(0);
//! assert!(outputs(&mut connection).contains(&Output::Dial(socket)));
//!
//! connection.handle_opened(socket, 40);
//! assert!(outputs(&mut connection).contains(&Output::Send(socket, "HELLO".into())));
//!
//! connection.handle_frame(socket, "WELCOME".into(), 60);
//! let said = outputs(&mut connection);
//! assert!(said.contains(&Output::Send(socket, "HOT".into())));
//! assert!(said.contains(&Output::Status(Status::Live)));
//!
//! // Nothing comes any more: it asks, waits, then lets go of the socket and waits for the next attempt.
//! while let Some(wake) = connection.poll_timeout().filter(|wake| wake.reason != WakeReason::Retry) {
//!     connection.handle_timeout(wake.at);
//! }
//! let said = outputs(&mut connection);
//! assert!(said.contains(&Output::Send(socket, "HEY".into())));
//! assert!(said.contains(&Output::Close(socket, 1000)));
//! assert_eq!(connection.status().name(), "reconnecting");
//! ```
//!
//! How messages look is not decided here but by a [`Dialect`], a set of pure functions; one machine speaks to many
//! servers.
//!
//! # Layout
//!
//! [`Options`] set it up, [`Backoff`], [`ClosePolicy`] and [`Queue`] among them; [`Dialect`] translates frames into
//! [`Reading`]s; the machine turns events into [`Output`]s and keeps the [`Status`]; [`CloseCode`] names what a peer
//! says when it hangs up.

mod backoff;
mod close;
mod dialect;
mod frame;
mod machine;
mod options;
mod outbox;
mod output;
mod requests;
mod sorted;
mod status;
mod topics;

pub use backoff::Backoff;
pub use close::{Close, CloseAction, CloseCode, ClosePolicy};
pub use dialect::{Body, Data, Dialect, Entry, History, Liveness, Position, Reading, Subscription};
pub use frame::Frame;
pub use machine::{Connection, Standing};
pub use options::Options;
pub use outbox::{Queue, SendError, SendErrorKind, WhenFull};
pub use output::{CredentialsError, Delivery, Output, Recovery, Wake, WakeReason};
pub use requests::{Request, RequestError};
pub use sorted::SortedMap;
pub use status::{Counters, FailReason, Freshness, Status, Unsupported};

/// A time or a span in milliseconds; times count from any fixed start that the caller chose.
pub type Millis = u64;

/// Which dial something belongs to.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Default,
    serde::Serialize,
    serde::Deserialize,
)]
pub struct Generation(pub u64);
