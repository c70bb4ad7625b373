//! A topic's state in signals, and what has come in for it since the last commit.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;

use reactive_graph::signal::ArcRwSignal;
use reactive_graph::traits::{GetUntracked, Notify, Set, UpdateUntracked, WithUntracked};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use socket_conn::{Delivery, Freshness, Millis};

use super::mutations::{Change, Mutations};
use super::tree::Restore;
use crate::message::{DecodeError, Message, restored};
use crate::topic::{Keep, Policy};

/// So many messages of a topic that keeps all of them wait for a commit at most.
const MOST: usize = 10_000;

/// What a topic has received, and what became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TopicCounters {
    /// Messages that came in.
    pub received: u64,
    /// Bytes of their frames; a frame that several messages share counts for each.
    pub bytes: u64,
    /// Messages that were committed.
    pub committed: u64,
    /// Messages that were overwritten by newer ones before they were committed, and never decoded.
    pub coalesced: u64,
    /// Messages that were lost because too many waited for a commit.
    pub dropped: u64,
}

/// See the [module](self).
pub(crate) struct TypedTopic<T: 'static, S: 'static> {
    socket_type: String,
    policy: Policy<T, S>,
    pub(crate) value: ArcRwSignal<S>,
    pub(crate) freshness: ArcRwSignal<Freshness>,
    pub(crate) seq: ArcRwSignal<u64>,
    pub(crate) updated_at: ArcRwSignal<Option<Millis>>,
    /// Not committed yet, oldest first.
    pending: RefCell<VecDeque<(Delivery, Millis)>>,
    /// The messages that the state can be made of again, where the policy keeps so few.
    kept: RefCell<VecDeque<Delivery>>,
    /// What the connection vouches for; it is shown with the commit that it belongs to.
    vouched: Cell<Freshness>,
    /// Whether the newest message that was decoded could be.
    is_readable: Cell<bool>,
    has_overflown: Cell<bool>,
    /// The state was thrown away, and nothing has come since.
    is_empty: Cell<bool>,
    handlers: RefCell<Vec<(u64, Rc<TypedHandler<T>>)>>,
    counters: Cell<TopicCounters>,
}

pub(crate) type TypedHandler<T> = dyn Fn(&T) -> Result<(), String>;

/// A [`TypedTopic`] whose types do not matter.
pub(crate) trait Sink {
    /// A message to commit, and when it came.
    fn offer(&self, delivery: Delivery, at: Millis);

    /// What is to be thought of the value from the next commit on.
    fn vouch(&self, freshness: Freshness);

    /// Decodes what the policy keeps and writes the signals; a paused topic keeps it for later.
    fn commit(&self, paused: bool, mutations: &Mutations, report: &dyn Fn(String));

    fn counters(&self) -> TopicCounters;

    /// Enough to make the state again.
    fn snapshot(&self) -> Value;

    /// Reads the state that a snapshot tells; what is handed back makes it the state.
    fn restoring(self: Rc<Self>, snapshot: &Value) -> Result<Restore, String>;

    /// As if nothing had come yet.
    fn reset(&self);

    /// As if it had been made at this moment.
    fn begin_anew(&self);
}

impl<T, S> TypedTopic<T, S>
where
    T: DeserializeOwned + 'static,
    S: Default + Send + Sync + 'static,
{
    pub(crate) fn new(socket_type: &str, policy: Policy<T, S>) -> Self {
        Self {
            socket_type: socket_type.to_owned(),
            policy,
            value: ArcRwSignal::new(S::default()),
            freshness: ArcRwSignal::new(Freshness::Waiting),
            seq: ArcRwSignal::new(0),
            updated_at: ArcRwSignal::new(None),
            pending: RefCell::default(),
            kept: RefCell::default(),
            vouched: Cell::new(Freshness::Waiting),
            is_readable: Cell::new(true),
            has_overflown: Cell::new(false),
            is_empty: Cell::new(false),
            handlers: RefCell::default(),
            counters: Cell::default(),
        }
    }

    pub(crate) fn has_policy(&self, keep: Keep) -> bool {
        self.policy.keep == keep
    }

    pub(crate) fn add_handler(&self, id: u64, handler: Rc<TypedHandler<T>>) {
        self.handlers.borrow_mut().push((id, handler));
    }

    fn count(&self, change: impl FnOnce(&mut TopicCounters)) {
        let mut counters = self.counters.get();
        change(&mut counters);
        self.counters.set(counters);
    }

    /// One message becomes part of the state; readers of the signal are told by the caller.
    fn commit_one(
        &self,
        delivery: &Delivery,
        at: Millis,
        mutations: &Mutations,
        report: &dyn Fn(String),
    ) -> Result<(), DecodeError> {
        let message = Message::new(delivery);
        let value = message.decode::<T>()?;
        let handlers: Vec<_> = self.handlers.borrow().clone();
        for (_, handler) in &handlers {
            if let Err(why) = handler(&value) {
                report(format!("a handler of {}: {why}", self.socket_type));
            }
        }
        let change = Change {
            name: &|| format!("topic/{}", self.socket_type),
            payload: &|| message.to_json(),
            state: &|| self.snapshot(),
        };
        mutations.apply(&change, || {
            self.value
                .update_untracked(|state| self.policy.fold(state, value));
            self.keep(delivery);
            self.updated_at.update_untracked(|time| *time = Some(at));
            self.seq.update_untracked(|seq| {
                *seq = message.seq().unwrap_or(*seq + 1);
            });
        });
        self.is_empty.set(false);
        self.count(|counters| counters.committed += 1);
        Ok(())
    }

    /// How far the value can be trusted.
    fn worth(&self) -> Freshness {
        match self.vouched.get() {
            Freshness::Live if !self.is_readable.get() => Freshness::Error,
            Freshness::Live if self.has_overflown.get() => Freshness::Gap,
            // What the connection vouches for was thrown away here.
            Freshness::Live | Freshness::Stale if self.is_empty.get() => Freshness::Waiting,
            vouched => vouched,
        }
    }

    fn keep(&self, delivery: &Delivery) {
        let most = match self.policy.keep {
            Keep::Newest => 1,
            Keep::Last(most) => most,
            // Its snapshot is the state itself.
            Keep::All => return,
        };
        let mut kept = self.kept.borrow_mut();
        kept.push_back(delivery.clone());
        let surplus = kept.len().saturating_sub(most);
        kept.drain(..surplus);
    }

    fn notify(&self) {
        self.value.notify();
        self.updated_at.notify();
        self.seq.notify();
    }

    fn show(&self, freshness: Freshness, mutations: &Mutations) {
        let before = self.freshness.get_untracked();
        if before == freshness {
            return;
        }
        let change = Change {
            name: &|| format!("freshness/{}", self.socket_type),
            payload: &|| Value::from(freshness.name()),
            state: &|| Value::from(self.freshness.get_untracked().name()),
        };
        mutations.apply(&change, || self.freshness.set(freshness));
    }
}

impl<T, S> Sink for TypedTopic<T, S>
where
    T: DeserializeOwned + 'static,
    S: Default + Send + Sync + 'static,
{
    fn offer(&self, delivery: Delivery, at: Millis) {
        let mut pending = self.pending.borrow_mut();
        let most = match self.policy.keep {
            Keep::Newest => 1,
            Keep::Last(most) => most.max(1),
            Keep::All => MOST,
        };
        self.count(|counters| {
            counters.received += 1;
            counters.bytes += delivery.frame.len() as u64;
        });
        if pending.len() >= most {
            pending.pop_front();
            if self.policy.keep == Keep::All {
                self.has_overflown.set(true);
                self.count(|counters| counters.dropped += 1);
            } else {
                self.count(|counters| counters.coalesced += 1);
            }
        }
        pending.push_back((delivery, at));
    }

    fn vouch(&self, freshness: Freshness) {
        self.vouched.set(freshness);
    }

    fn commit(&self, paused: bool, mutations: &Mutations, report: &dyn Fn(String)) {
        if paused {
            let is_shown_live = self.freshness.get_untracked() == Freshness::Live;
            if is_shown_live {
                self.show(Freshness::Stale, mutations);
            }
            return;
        }
        let pending = self.pending.take();
        let mut has_changed = false;
        for (delivery, at) in pending {
            let result = self.commit_one(&delivery, at, mutations, report);
            self.is_readable.set(result.is_ok());
            has_changed |= result.is_ok();
            if let Err(error) = result {
                report(error.to_string());
            }
        }
        if has_changed {
            self.notify();
        }
        self.show(self.worth(), mutations);
        self.has_overflown.set(false);
    }

    fn counters(&self) -> TopicCounters {
        self.counters.get()
    }

    fn snapshot(&self) -> Value {
        let seq = self.seq.get_untracked();
        let freshness = self.freshness.get_untracked().name();
        if let Some(saving) = &self.policy.saving {
            let state = self.value.with_untracked(|state| (saving.write)(state));
            let state = state.unwrap_or_default();
            return json!({ "seq": seq, "freshness": freshness, "state": state });
        }
        let kept = self.kept.borrow();
        let messages: Vec<Value> = kept.iter().map(|d| Message::new(d).to_json()).collect();
        json!({ "seq": seq, "freshness": freshness, "messages": messages })
    }

    fn restoring(self: Rc<Self>, snapshot: &Value) -> Result<Restore, String> {
        let saved = Saved::deserialize(snapshot).map_err(|e| e.to_string())?;
        let mut state = S::default();
        let mut kept = VecDeque::new();
        if let Some(saving) = &self.policy.saving {
            state = (saving.read)(&saved.state).map_err(|e| e.to_string())?;
        } else {
            for message in &saved.messages {
                let delivery = restored(&self.socket_type, Some(saved.seq), message);
                let value = Message::new(&delivery).decode();
                self.policy
                    .fold(&mut state, value.map_err(|e: DecodeError| e.to_string())?);
                kept.push_back(delivery);
            }
        }
        let is_empty = saved.freshness == Freshness::Waiting.name();
        Ok(Box::new(move || {
            self.pending.take();
            self.kept.replace(kept);
            self.value.set(state);
            self.seq.set(saved.seq);
            self.is_empty.set(is_empty);
            // There is a value, and nobody has vouched for it.
            if !is_empty && self.vouched.get() == Freshness::Waiting {
                self.vouched.set(Freshness::Stale);
            }
            self.freshness.set(self.worth());
        }))
    }

    fn reset(&self) {
        self.pending.take();
        self.kept.take();
        self.value.set(S::default());
        self.seq.set(0);
        self.updated_at.set(None);
        self.is_empty.set(true);
        self.is_readable.set(true);
        self.has_overflown.set(false);
        self.freshness.set(self.worth());
    }

    fn begin_anew(&self) {
        self.vouched.set(Freshness::Waiting);
        self.reset();
        self.is_empty.set(false);
    }
}

/// A topic's part of a tree.
#[derive(Deserialize)]
struct Saved {
    seq: u64,
    freshness: String,
    #[serde(default)]
    state: Value,
    #[serde(default)]
    messages: Vec<Value>,
}

impl<T, S> TypedTopic<T, S> {
    pub(crate) fn remove_handler(&self, id: u64) -> Option<Rc<TypedHandler<T>>> {
        let mut handlers = self.handlers.borrow_mut();
        let index = handlers.iter().position(|(other, _)| *other == id)?;
        Some(handlers.remove(index).1)
    }
}
