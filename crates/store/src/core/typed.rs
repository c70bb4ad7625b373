use std::cell::{Cell, RefCell};

use reactive_graph::signal::ArcRwSignal;
use reactive_graph::traits::{GetUntracked, Set, Update};
use serde::de::DeserializeOwned;
use socket_conn::{Delivery, Freshness, Millis};

use crate::message::{DecodeError, Message};

/// A topic's state in signals, and what has come in for it since the last commit.
pub(crate) struct TypedTopic<T: 'static> {
    pub(crate) value: ArcRwSignal<Option<T>>,
    pub(crate) freshness: ArcRwSignal<Freshness>,
    pub(crate) seq: ArcRwSignal<u64>,
    pub(crate) updated_at: ArcRwSignal<Option<Millis>>,
    newest: RefCell<Option<Delivery>>,
    /// What the connection vouches for; it is shown with the commit that it belongs to.
    vouched: Cell<Freshness>,
    /// Whether the newest value that came could be decoded.
    readable: Cell<bool>,
}

/// A [`TypedTopic`] whose type of value does not matter.
pub(super) trait Sink {
    /// A value to commit; it takes the place of one that has not been committed.
    fn offer(&self, delivery: Delivery);

    /// What is to be thought of the value from the next commit on.
    fn vouch(&self, freshness: Freshness);

    /// Decodes the newest value and writes the signals; a paused topic keeps the value for later.
    fn commit(&self, paused: bool, now: Millis) -> Result<(), DecodeError>;
}

impl<T: Send + Sync + 'static> Default for TypedTopic<T> {
    fn default() -> Self {
        Self {
            value: ArcRwSignal::new(None),
            freshness: ArcRwSignal::new(Freshness::Waiting),
            seq: ArcRwSignal::new(0),
            updated_at: ArcRwSignal::new(None),
            newest: RefCell::default(),
            vouched: Cell::new(Freshness::Waiting),
            readable: Cell::new(true),
        }
    }
}

impl<T> Sink for TypedTopic<T>
where
    T: DeserializeOwned + Send + Sync + 'static,
{
    fn offer(&self, delivery: Delivery) {
        self.newest.replace(Some(delivery));
    }

    fn vouch(&self, freshness: Freshness) {
        self.vouched.set(freshness);
    }

    fn commit(&self, paused: bool, now: Millis) -> Result<(), DecodeError> {
        if paused {
            let known = self.updated_at.get_untracked().is_some();
            if known && self.vouched.get() == Freshness::Live {
                self.show(Freshness::Stale);
            }
            return Ok(());
        }
        let mut result = Ok(());
        if let Some(delivery) = self.newest.take() {
            result = self.commit_value(&delivery, now);
            self.readable.set(result.is_ok());
        }
        self.show(match self.vouched.get() {
            Freshness::Live if !self.readable.get() => Freshness::Error,
            vouched => vouched,
        });
        result
    }
}

impl<T> TypedTopic<T>
where
    T: DeserializeOwned + Send + Sync + 'static,
{
    fn commit_value(&self, delivery: &Delivery, now: Millis) -> Result<(), DecodeError> {
        let value = Message::new(delivery).decode::<T>()?;
        self.value.set(Some(value));
        self.updated_at.set(Some(now));
        match &delivery.data.position {
            Some(position) => self.seq.set(position.seq),
            None => self.seq.update(|count| *count += 1),
        }
        Ok(())
    }

    fn show(&self, freshness: Freshness) {
        if self.freshness.get_untracked() != freshness {
            self.freshness.set(freshness);
        }
    }
}
