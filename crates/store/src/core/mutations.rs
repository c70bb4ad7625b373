//! The one way in which state changes: by a mutation that has a name.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;

use reactive_graph::traits::GetUntracked;
use serde_json::Value;
use socket_conn::{Delivery, Freshness, Status};

use super::Core;
use super::sink::Sink;
use super::subscribers::Subscribers;
use crate::message::Message;

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
    /// From the first subscription on.
    teller: Cell<Option<Teller>>,
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

/// What is about to change: as data, and written down only by the [`Teller`] that a subscriber brings.
#[derive(Clone, Copy)]
pub(crate) enum Change<'a> {
    /// A message becomes part of a topic's state.
    Topic(&'a Sink, &'a Delivery),
    /// A topic is trusted so far from here on.
    Freshness(&'a Sink, Freshness),
    /// The connection does something else.
    Status(&'a Core, &'a Status),
    /// Commits are held back, or let through again.
    Paused(&'a Core, bool),
    /// What only some apps do.
    Other {
        name: &'a dyn Fn() -> String,
        payload: &'a dyn Fn() -> Value,
        state: &'a dyn Fn() -> Value,
    },
}

/// Lets a change happen, and tells all subscribers. An app without any does not carry the code for it.
type Teller = fn(&Mutations, Change<'_>, &mut dyn FnMut());

impl Change<'_> {
    fn name(&self) -> String {
        match self {
            Self::Topic(sink, _) => format!("topic/{}", sink.socket_type),
            Self::Freshness(sink, _) => format!("freshness/{}", sink.socket_type),
            Self::Status(..) => "connection/status".to_owned(),
            Self::Paused(..) => "connection/paused".to_owned(),
            Self::Other { name, .. } => name(),
        }
    }

    fn payload(&self) -> Value {
        match self {
            Self::Topic(_, delivery) => Message::new(delivery).to_json(),
            Self::Freshness(_, freshness) => Value::from(freshness.name()),
            Self::Status(_, status) => Value::from(status.name()),
            Self::Paused(_, paused) => Value::from(*paused),
            Self::Other { payload, .. } => payload(),
        }
    }

    fn state(&self) -> Value {
        match self {
            Self::Topic(sink, _) => sink.snapshot(),
            Self::Freshness(sink, _) => Value::from(sink.freshness.get_untracked().name()),
            Self::Status(core, _) => Value::from(core.status.get_untracked().name()),
            Self::Paused(core, _) => Value::from(core.paused.get_untracked()),
            Self::Other { state, .. } => state(),
        }
    }
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
    pub(crate) fn apply<R>(&self, change: Change<'_>, act: impl FnOnce() -> R) -> R {
        let Some(teller) = self.teller.get() else {
            return act();
        };
        let (mut act, mut result) = (Some(act), None);
        teller(self, change, &mut || {
            result = act.take().map(|act| act());
        });
        result.expect("a teller lets the change happen")
    }

    fn apply_and_tell(&self, change: Change<'_>, act: &mut dyn FnMut()) {
        if !self.has_subscribers() {
            return act();
        }
        let wanted = self.subscribers.any(|subscriber| subscriber.wants_states);
        let before = wanted.then(|| change.state());
        act();
        let states = before.map(|before| (before, change.state()));
        let name = change.name();
        if self.is_telling.get() {
            self.waiting.borrow_mut().push_back(Waiting {
                name,
                payload: change.payload(),
                states,
                depth: self.depth.get() + 1,
            });
            return;
        }
        self.is_telling.set(true);
        self.tell(&name, &|| change.payload(), states.as_ref());
        while let Some(waiting) = self.next_waiting() {
            let payload = || waiting.payload.clone();
            self.tell(&waiting.name, &payload, waiting.states.as_ref());
        }
        self.depth.set(0);
        self.is_telling.set(false);
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
        self.teller.set(Some(Self::apply_and_tell));
        let call = Box::new(call);
        self.subscribers.add(Subscriber { wants_states, call })
    }

    pub(crate) fn unsubscribe(&self, id: u64) {
        self.subscribers.remove(id);
    }
}
