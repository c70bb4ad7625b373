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

#[derive(Default)]
pub(super) struct Events(Subscribers<Subscriber>);

type Subscriber = Box<dyn Fn(&StoreEvent)>;

impl Events {
    pub(super) fn subscribe(&self, call: impl Fn(&StoreEvent) + 'static) -> u64 {
        self.0.add(Box::new(call))
    }

    pub(super) fn unsubscribe(&self, id: u64) {
        self.0.remove(id);
    }

    pub(super) fn tell(&self, event: &StoreEvent) {
        self.0.tell(|call| call(event));
    }
}
