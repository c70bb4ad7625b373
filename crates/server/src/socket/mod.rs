//! The socket: from the upgrade to the close.
//!
//! 1. [`upgrade`] asks who comes from where, before there is a socket;
//! 2. [`run`] is the loop of one connection: it reads, writes and watches the time;
//! 3. [`Conversation`] is what it asks about every message: it knows who the peer is and which mode it speaks, and
//!    does no I/O, so that tests need no socket;
//! 4. `plain` and `native` are the two modes.

mod budget;
mod codec;
mod conversation;
mod desk;
mod farewell;
mod gauge;
mod native;
mod outbox;
mod plain;
mod session;
mod slots;
mod upgrade;

pub use conversation::{Conversation, Effect};
pub use desk::{Desk, Visitor};
pub use session::{HEARTBEAT, Socket, run};
pub use slots::{Slot, Slots};
pub use upgrade::upgrade;

#[cfg(test)]
mod tests;
