//! What happens to the connection beside its status.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use socket_conn::{Close, Recovery, SendError};

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
pub(super) struct Events {
    subscribers: RefCell<Vec<(u64, Subscriber)>>,
    last_id: Cell<u64>,
}

type Subscriber = Rc<dyn Fn(&StoreEvent)>;

impl Events {
    pub(super) fn subscribe(&self, call: impl Fn(&StoreEvent) + 'static) -> u64 {
        let id = self.last_id.get() + 1;
        self.last_id.set(id);
        self.subscribers.borrow_mut().push((id, Rc::new(call)));
        id
    }

    pub(super) fn unsubscribe(&self, id: u64) {
        let removed: Vec<_> = {
            let mut subscribers = self.subscribers.borrow_mut();
            subscribers
                .extract_if(.., |(other, _)| *other == id)
                .collect()
        };
        // Outside of the borrow: what it owns may unsubscribe too.
        drop(removed);
    }

    pub(super) fn tell(&self, event: &StoreEvent) {
        let subscribers = self.subscribers.borrow().clone();
        for (_, call) in subscribers {
            call(event);
        }
    }
}
