//! The one way in which state changes: by a mutation that has a name.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use serde_json::Value;

/// A change of the state that has happened, for whoever [subscribes](crate::SocketStore::subscribe).
#[derive(Clone, Copy)]
pub struct Mutation<'a> {
    name: &'a str,
    payload: &'a dyn Fn() -> Value,
    states: Option<(&'a Value, &'a Value)>,
}

impl<'a> Mutation<'a> {
    /// What has changed the state, such as `cart/add`, `topic/trendData`, `connection/status`.
    #[must_use]
    pub fn name(&self) -> &'a str {
        self.name
    }

    /// With what, as JSON; it is written when it is asked for.
    #[must_use]
    pub fn payload(&self) -> Value {
        (self.payload)()
    }

    /// The part of the state that it is about, before; only for subscribers that have asked for states.
    #[must_use]
    pub fn before(&self) -> Option<&'a Value> {
        Some(self.states?.0)
    }

    /// The same after.
    #[must_use]
    pub fn after(&self) -> Option<&'a Value> {
        Some(self.states?.1)
    }
}

impl std::fmt::Debug for Mutation<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Mutation")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

/// Those who want to know of mutations.
#[derive(Default)]
pub(crate) struct Mutations {
    subscribers: RefCell<Vec<Rc<Subscriber>>>,
    /// How many of them have asked for states.
    want_states: Cell<usize>,
    last_id: Cell<u64>,
}

struct Subscriber {
    id: u64,
    wants_states: bool,
    is_subscribed: Cell<bool>,
    call: Box<dyn Fn(Mutation<'_>)>,
}

/// What is about to change, written down only if somebody wants to know.
pub(crate) struct Change<'a> {
    pub(crate) name: &'a dyn Fn() -> String,
    pub(crate) payload: &'a dyn Fn() -> Value,
    pub(crate) state: &'a dyn Fn() -> Value,
}

impl Mutations {
    /// Changes the state, then tells the subscribers, in the order in which they came.
    pub(crate) fn apply<R>(&self, change: &Change<'_>, act: impl FnOnce() -> R) -> R {
        if self.subscribers.borrow().is_empty() {
            return act();
        }
        let wanted = self.want_states.get() > 0;
        let before = wanted.then(change.state);
        let result = act();
        let after = wanted.then(change.state);
        let name = (change.name)();
        let states = before.as_ref().zip(after.as_ref());
        // Taken before the first one runs: the list may change while they run.
        let subscribers = self.subscribers.borrow().clone();
        for subscriber in subscribers {
            if subscriber.is_subscribed.get() {
                (subscriber.call)(Mutation {
                    name: &name,
                    payload: change.payload,
                    states: states.filter(|_| subscriber.wants_states),
                });
            }
        }
        result
    }

    pub(crate) fn subscribe(
        &self,
        wants_states: bool,
        call: impl Fn(Mutation<'_>) + 'static,
    ) -> u64 {
        let id = self.last_id.get() + 1;
        self.last_id.set(id);
        self.want_states
            .update(|count| count + usize::from(wants_states));
        self.subscribers.borrow_mut().push(Rc::new(Subscriber {
            id,
            wants_states,
            is_subscribed: Cell::new(true),
            call: Box::new(call),
        }));
        id
    }

    pub(crate) fn unsubscribe(&self, id: u64) {
        let removed: Vec<_> = {
            let mut subscribers = self.subscribers.borrow_mut();
            subscribers.extract_if(.., |s| s.id == id).collect()
        };
        for subscriber in &removed {
            subscriber.is_subscribed.set(false);
            self.want_states
                .update(|count| count - usize::from(subscriber.wants_states));
        }
    }
}
