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
    next_freshness: Cell<Option<Freshness>>,
}

impl<T: Send + Sync + 'static> Default for TypedTopic<T> {
    fn default() -> Self {
        Self {
            value: ArcRwSignal::new(None),
            freshness: ArcRwSignal::new(Freshness::Waiting),
            seq: ArcRwSignal::new(0),
            updated_at: ArcRwSignal::new(None),
            newest: RefCell::default(),
            next_freshness: Cell::default(),
        }
    }
}

impl<T: Send + Sync + 'static> TypedTopic<T> {
    /// Sets the freshness at once, for whoever registers.
    pub(super) fn show(&self, freshness: Freshness) {
        let nothing_yet = self.updated_at.get_untracked().is_none();
        if self.next_freshness.get().is_none() && !(nothing_yet && freshness == Freshness::Live) {
            self.freshness.set(freshness);
        }
    }
}

/// A [`TypedTopic`] whose type of value does not matter.
pub(super) trait Sink {
    /// A value to commit; it takes the place of one that has not been committed.
    fn offer(&self, delivery: Delivery);

    /// What is to be thought of the value from the next commit on.
    fn offer_freshness(&self, freshness: Freshness);

    /// Decodes the newest value and writes the signals.
    fn commit(&self, now: Millis) -> Result<(), DecodeError>;
}

impl<T> Sink for TypedTopic<T>
where
    T: DeserializeOwned + Send + Sync + 'static,
{
    fn offer(&self, delivery: Delivery) {
        self.newest.replace(Some(delivery));
    }

    fn offer_freshness(&self, freshness: Freshness) {
        self.next_freshness.set(Some(freshness));
    }

    fn commit(&self, now: Millis) -> Result<(), DecodeError> {
        let freshness = self.next_freshness.take();
        if let Some(delivery) = self.newest.take() {
            let value = match Message::new(&delivery).decode::<T>() {
                Ok(value) => value,
                Err(error) => {
                    self.freshness.set(Freshness::Error);
                    return Err(error);
                }
            };
            self.value.set(Some(value));
            self.updated_at.set(Some(now));
            match &delivery.data.position {
                Some(position) => self.seq.set(position.seq),
                None => self.seq.update(|count| *count += 1),
            }
            if freshness.is_none() {
                self.set_freshness(Freshness::Live);
            }
        }
        if let Some(freshness) = freshness {
            self.set_freshness(freshness);
        }
        Ok(())
    }
}

impl<T> TypedTopic<T> {
    fn set_freshness(&self, freshness: Freshness)
    where
        T: 'static,
    {
        if self.freshness.get_untracked() != freshness {
            self.freshness.set(freshness);
        }
    }
}
