//! The one way in which state changes: by a mutation that has a name.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;

use serde_json::Value;

use super::subscribers::Subscribers;

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
    subscribers: Subscribers<Subscriber>,
    is_telling: Cell<bool>,
    /// What subscribers have changed while they were told: it is told when everybody knows what came before.
    waiting: RefCell<VecDeque<Waiting>>,
    /// How many mutations led to the one that is told, each made by a subscriber of the one before.
    depth: Cell<u32>,
}

struct Subscriber {
    wants_states: bool,
    call: Box<dyn Fn(Mutation<'_>)>,
}

struct Waiting {
    name: String,
    payload: Value,
    states: Option<(Value, Value)>,
    depth: u32,
}

/// What is about to change, written down only if somebody wants to know.
pub(crate) struct Change<'a> {
    pub(crate) name: &'a dyn Fn() -> String,
    pub(crate) payload: &'a dyn Fn() -> Value,
    pub(crate) state: &'a dyn Fn() -> Value,
}

/// Subscribers that answer each other's mutations longer than this would go on for ever.
const DEEPEST: u32 = 100;

impl Mutations {
    pub(crate) fn has_subscribers(&self) -> bool {
        !self.subscribers.is_empty()
    }

    /// Changes the state, then tells the subscribers, in the order in which they came.
    ///
    /// A subscriber may change the state while it is told: that happens at once, and all hear of it after they have
    /// heard of what came before.
    pub(crate) fn apply<R>(&self, change: &Change<'_>, act: impl FnOnce() -> R) -> R {
        if !self.has_subscribers() {
            return act();
        }
        let wanted = self.subscribers.any(|subscriber| subscriber.wants_states);
        let before = wanted.then(change.state);
        let result = act();
        let states = before.map(|before| (before, (change.state)()));
        let name = (change.name)();
        if self.is_telling.get() {
            self.waiting.borrow_mut().push_back(Waiting {
                name,
                payload: (change.payload)(),
                states,
                depth: self.depth.get() + 1,
            });
            return result;
        }
        self.is_telling.set(true);
        self.tell(&name, change.payload, states.as_ref());
        while let Some(waiting) = self.next_waiting() {
            let payload = || waiting.payload.clone();
            self.tell(&waiting.name, &payload, waiting.states.as_ref());
        }
        self.depth.set(0);
        self.is_telling.set(false);
        result
    }

    fn tell(&self, name: &str, payload: &dyn Fn() -> Value, states: Option<&(Value, Value)>) {
        self.subscribers.tell(|subscriber| {
            let states = states.filter(|_| subscriber.wants_states);
            (subscriber.call)(Mutation {
                name,
                payload,
                states: states.map(|(before, after)| (before, after)),
            });
        });
    }

    fn next_waiting(&self) -> Option<Waiting> {
        let waiting = self.waiting.borrow_mut().pop_front()?;
        assert!(
            waiting.depth <= DEEPEST,
            "subscribers answer mutations with mutations without end, the last one is {}",
            waiting.name
        );
        self.depth.set(waiting.depth);
        Some(waiting)
    }

    pub(crate) fn subscribe(
        &self,
        wants_states: bool,
        call: impl Fn(Mutation<'_>) + 'static,
    ) -> u64 {
        let call = Box::new(call);
        self.subscribers.add(Subscriber { wants_states, call })
    }

    pub(crate) fn unsubscribe(&self, id: u64) {
        self.subscribers.remove(id);
    }
}
