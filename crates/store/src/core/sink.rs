//! What has come in for a topic since the last commit, and what is known of the topic beside its state.

use std::any::{Any, TypeId};
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;

use reactive_graph::signal::ArcRwSignal;
use reactive_graph::traits::{GetUntracked, Notify, Set, UpdateUntracked};
use serde::Deserialize;
use serde_json::{Value, json};
use socket_conn::{Delivery, Freshness, Millis};

use super::mutations::{Change, Mutations};
use super::tree::Restore;
use super::typed::State;
use crate::message::{DecodeError, Message, restored};
use crate::topic::Keep;

/// So many messages of a topic that keeps all of them wait for a commit at most.
const MOST: usize = 10_000;

/// What a topic has received, and what became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TopicCounters {
    /// Messages that came in.
    pub received: u64,
    /// Bytes of their payloads.
    pub bytes: u64,
    /// Messages that were committed.
    pub committed: u64,
    /// Messages that were overwritten by newer ones before they were committed, and never decoded.
    pub coalesced: u64,
    /// Messages that were lost because too many waited for a commit.
    pub dropped: u64,
    /// Messages that could not be decoded.
    pub unreadable: u64,
}

/// See the [module](self). It knows no types, so that it is compiled once for all topics.
pub(crate) struct Sink {
    pub(super) socket_type: String,
    keep: Keep,
    state: Rc<dyn State>,
    pub(super) freshness: ArcRwSignal<Freshness>,
    pub(super) seq: ArcRwSignal<u64>,
    pub(super) updated_at: ArcRwSignal<Option<Millis>>,
    /// Not committed yet, oldest first.
    pending: RefCell<VecDeque<(Rc<Delivery>, Millis)>>,
    /// The messages that the state can be made of again, where the policy keeps so few.
    kept: RefCell<VecDeque<Rc<Delivery>>>,
    /// What the connection vouches for; it is shown with the commit that it belongs to.
    vouched: Cell<Freshness>,
    /// Whether the newest message that was decoded could be.
    is_readable: Cell<bool>,
    has_overflown: Cell<bool>,
    /// The state was thrown away, and nothing has come since.
    is_empty: Cell<bool>,
    counters: Cell<TopicCounters>,
}

impl Sink {
    pub(super) fn new(socket_type: &str, keep: Keep, state: Rc<dyn State>) -> Self {
        Self {
            socket_type: socket_type.to_owned(),
            keep,
            state,
            freshness: ArcRwSignal::new(Freshness::Waiting),
            seq: ArcRwSignal::new(0),
            updated_at: ArcRwSignal::new(None),
            pending: RefCell::default(),
            kept: RefCell::default(),
            vouched: Cell::new(Freshness::Waiting),
            is_readable: Cell::new(true),
            has_overflown: Cell::new(false),
            is_empty: Cell::new(false),
            counters: Cell::default(),
        }
    }

    /// The type of its state, and its commit policy.
    pub(super) fn kind(&self) -> (TypeId, Keep) {
        let state: &dyn Any = &*self.state;
        (state.type_id(), self.keep)
    }

    /// Its state, if that is its type.
    pub(super) fn state<A: Any>(&self) -> Option<Rc<A>> {
        let state: Rc<dyn Any> = Rc::clone(&self.state) as _;
        state.downcast().ok()
    }

    /// A message to commit, and when it came.
    pub(super) fn offer(&self, delivery: Rc<Delivery>, at: Millis) {
        let mut pending = self.pending.borrow_mut();
        let most = match self.keep {
            Keep::Newest => 1,
            Keep::Last(most) => most.max(1),
            Keep::All => MOST,
        };
        let mut counters = self.counters.get();
        counters.received += 1;
        counters.bytes += delivery.payload_len() as u64;
        if pending.len() >= most {
            pending.pop_front();
            if self.keep == Keep::All {
                self.has_overflown.set(true);
                counters.dropped += 1;
            } else {
                counters.coalesced += 1;
            }
        }
        self.counters.set(counters);
        pending.push_back((delivery, at));
    }

    /// Whether a value has come, and there is none to show before it.
    pub(super) fn is_awaited(&self) -> bool {
        self.freshness.get_untracked() == Freshness::Waiting && !self.pending.borrow().is_empty()
    }

    /// What is to be thought of the value from the next commit on.
    pub(super) fn vouch(&self, freshness: Freshness) {
        self.vouched.set(freshness);
    }

    /// Decodes what the policy keeps and writes the signals; a paused topic keeps it for later.
    pub(super) fn commit(&self, paused: bool, mutations: &Mutations, report: &dyn Fn(String)) {
        if paused {
            let is_shown_live = self.freshness.get_untracked() == Freshness::Live;
            if is_shown_live {
                self.show(Freshness::Stale, mutations);
            }
            return;
        }
        let mut has_changed = false;
        // One at a time: whoever resets the state in the midst of it throws the rest away too.
        while let Some((delivery, at)) = self.next_pending() {
            let result = self.commit_one(&delivery, at, mutations, report);
            self.is_readable.set(result.is_ok());
            has_changed |= result.is_ok();
            if let Err(error) = result {
                let mut counters = self.counters.get();
                counters.unreadable += 1;
                self.counters.set(counters);
                report(error.to_string());
            }
        }
        if has_changed {
            self.state.notify();
            self.updated_at.notify();
            self.seq.notify();
        }
        self.show(self.worth(), mutations);
        self.has_overflown.set(false);
    }

    pub(super) fn counters(&self) -> TopicCounters {
        self.counters.get()
    }

    /// Takes a typed handler out.
    pub(super) fn remove_handler(&self, id: u64) -> Option<Box<dyn Any>> {
        self.state.remove_handler(id)
    }

    /// Enough to make the state again.
    pub(super) fn snapshot(&self) -> Value {
        let seq = self.seq.get_untracked();
        let freshness = self.freshness.get_untracked().name();
        if let Some(state) = self.state.saved() {
            return json!({ "seq": seq, "freshness": freshness, "state": state });
        }
        let kept = self.kept.borrow();
        let messages: Vec<Value> = kept.iter().map(|d| Message::new(d).to_json()).collect();
        json!({ "seq": seq, "freshness": freshness, "messages": messages })
    }

    /// Reads the state that a snapshot tells; what is handed back makes it the state.
    pub(super) fn restoring(self: Rc<Self>, snapshot: &Value) -> Result<Restore, String> {
        let saved = Saved::deserialize(snapshot).map_err(|e| e.to_string())?;
        let delivery = |message| Rc::new(restored(&self.socket_type, Some(saved.seq), message));
        let mut kept: VecDeque<Rc<Delivery>> = saved.messages.iter().map(delivery).collect();
        let restore = self.state.restoring(&saved.state, kept.make_contiguous())?;
        let is_empty = saved.freshness == Freshness::Waiting.name();
        Ok(Box::new(move || {
            self.pending.take();
            self.kept.replace(kept);
            restore();
            self.seq.set(saved.seq);
            self.is_empty.set(is_empty);
            // There is a value, and nobody has vouched for it.
            if !is_empty && self.vouched.get() == Freshness::Waiting {
                self.vouched.set(Freshness::Stale);
            }
            self.freshness.set(self.worth());
        }))
    }

    /// As if nothing had come yet.
    pub(super) fn reset(&self) {
        self.pending.take();
        self.kept.take();
        self.state.clear();
        self.seq.set(0);
        self.updated_at.set(None);
        self.is_empty.set(true);
        self.is_readable.set(true);
        self.has_overflown.set(false);
        self.freshness.set(self.worth());
    }

    /// As it was when it was made.
    pub(super) fn begin_anew(&self) {
        self.vouched.set(Freshness::Waiting);
        self.reset();
        self.is_empty.set(false);
    }

    /// One message becomes part of the state; readers of the signals are told by the caller.
    fn commit_one(
        &self,
        delivery: &Rc<Delivery>,
        at: Millis,
        mutations: &Mutations,
        report: &dyn Fn(String),
    ) -> Result<(), DecodeError> {
        let message = Message::new(delivery);
        self.state.decode(message, report)?;
        mutations.apply(Change::Topic(self, delivery), || {
            self.state.fold();
            self.keep(delivery);
            self.updated_at.update_untracked(|time| *time = Some(at));
            self.seq.update_untracked(|seq| {
                *seq = message.seq().unwrap_or(*seq + 1);
            });
        });
        self.is_empty.set(false);
        let mut counters = self.counters.get();
        counters.committed += 1;
        self.counters.set(counters);
        Ok(())
    }

    fn next_pending(&self) -> Option<(Rc<Delivery>, Millis)> {
        self.pending.borrow_mut().pop_front()
    }

    fn keep(&self, delivery: &Rc<Delivery>) {
        let most = match self.keep {
            Keep::Newest => 1,
            Keep::Last(most) => most,
            // Its snapshot is the state itself.
            Keep::All => return,
        };
        let mut kept = self.kept.borrow_mut();
        kept.push_back(Rc::clone(delivery));
        let surplus = kept.len().saturating_sub(most);
        kept.drain(..surplus);
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

    fn show(&self, freshness: Freshness, mutations: &Mutations) {
        if self.freshness.get_untracked() == freshness {
            return;
        }
        mutations.apply(Change::Freshness(self, freshness), || {
            self.freshness.set(freshness);
        });
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
