//! The socket: from the upgrade to the close.
//!
//! 1. [`upgrade`] asks who comes from where, before there is a socket;
//! 2. [`run`] is one connection: a task that reads and watches the time, and a place in the hub's audience, where it is
//!    told what is new;
//! 3. [`Conversation`] is what it asks about every message: it knows who the peer is and which mode it speaks, and
//!    does no I/O, so that tests need no socket;
//! 4. `plain` and `native` are the two modes;
//! 5. `web_socket` is the protocol on a TCP connection.

mod budget;
mod codec;
mod conversation;
mod desk;
mod farewell;
mod gauge;
mod handshake;
mod line;
mod native;
mod outbox;
mod outgoing;
mod plain;
mod session;
mod slots;
mod traffic;
mod upgrade;
mod web_socket;

pub use conversation::{Conversation, Effect};
pub use desk::{Desk, Visitor};
pub use line::run;
pub use session::{HEARTBEAT, Socket};
pub use slots::{Slot, Slots};
pub use upgrade::upgrade;

#[cfg(test)]
mod tests;
