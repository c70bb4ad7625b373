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
//! How messages look is not decided here but by a [`Dialect`], a set of pure functions; one machine speaks to many
//! servers.
//!
//! # Layout
//!
//! [`Options`] and [`Backoff`] set it up; [`Dialect`] translates frames into [`Reading`]s; the machine turns events
//! into [`Output`]s and keeps the [`Status`]; [`CloseAction`] says what a close code means.

mod backoff;
mod close;
mod dialect;
mod frame;
mod machine;
mod options;
mod outbox;
mod output;
mod status;
mod topics;

pub use backoff::Backoff;
pub use close::CloseAction;
pub use dialect::{Body, Data, Dialect, Entry, Liveness, Position, Reading, Subscription};
pub use frame::Frame;
pub use machine::Connection;
pub use options::Options;
pub use outbox::{SendError, SendErrorKind};
pub use output::{CredentialsError, Delivery, Output, Wake, WakeReason};
pub use status::{Counters, FailReason, Freshness, Status};

/// A time or a span in milliseconds; times count from any fixed start that the caller chose.
pub type Millis = u64;

/// Which dial something belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Generation(pub u64);
