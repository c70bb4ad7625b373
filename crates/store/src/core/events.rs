//! What happens to the connection beside its status.

use socket_conn::{Close, Recovery, SendError};

use super::subscribers::Subscribers;

/// Something that happens to the connection beside its status; see [`on_event`](crate::SocketStore::on_event).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StoreEvent {
    /// The socket was closed, by the server or by the network.
    Closed(Close),
    /// A topic was taken up again where it had been left.
    Recovered {
        /// The topic.
        socket_type: String,
        /// What became of the messages in between.
        recovery: Recovery,
    },
    /// A message that waited to be sent will not be.
    Dropped(SendError),
}

/// Whom to tell of it.
pub(super) type Events = Subscribers<Box<Subscriber>>;

type Subscriber = dyn Fn(&StoreEvent);
