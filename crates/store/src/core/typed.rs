//! The part of a topic that knows its types: how a message is decoded, and what it becomes.

use std::any::Any;
use std::cell::RefCell;
use std::rc::Rc;

use reactive_graph::signal::ArcRwSignal;
use reactive_graph::traits::{Notify, Set, UpdateUntracked, WithUntracked};
use serde_json::Value;
use socket_conn::{Delivery, Freshness, Millis};

use super::tree::Restore;
use crate::message::{DecodeError, Message};
use crate::topic::Policy;

/// A topic's state as signals, for whoever has registered.
pub(crate) struct TopicSignals<S: 'static> {
    pub(crate) value: ArcRwSignal<S>,
    pub(crate) freshness: ArcRwSignal<Freshness>,
    pub(crate) seq: ArcRwSignal<u64>,
    pub(crate) updated_at: ArcRwSignal<Option<Millis>>,
}

/// What a topic's messages have become.
pub(super) struct TypedState<T: 'static, S: 'static> {
    policy: Policy<T, S>,
    pub(super) value: ArcRwSignal<S>,
    /// Decoded, and not part of the state yet.
    decoded: RefCell<Option<T>>,
    handlers: RefCell<Vec<(u64, Rc<TypedHandler<T>>)>>,
}

pub(crate) type TypedHandler<T> = dyn Fn(&T) -> Result<(), String>;

/// A [`TypedState`] whose types do not matter: all that is compiled once for each topic.
pub(super) trait State: Any {
    /// Decodes a message, and shows it to the typed handlers.
    fn decode(&self, message: Message<'_>, report: &dyn Fn(String)) -> Result<(), DecodeError>;

    /// Makes what was decoded part of the state; readers of the signal are told by [`notify`](Self::notify).
    fn fold(&self);

    fn notify(&self);

    /// The state itself, where it can't be made again of the messages that are kept.
    fn saved(&self) -> Option<Value>;

    /// Reads a state that was saved, or makes it again of messages; what is handed back makes it the state.
    fn restoring(&self, saved: &Value, messages: &[Rc<Delivery>]) -> Result<Restore, String>;

    fn clear(&self);

    /// Takes a typed handler out.
    fn remove_handler(&self, id: u64) -> Option<Box<dyn Any>>;
}

impl<T: 'static, S: Default + Send + Sync + 'static> TypedState<T, S> {
    pub(super) fn new(policy: Policy<T, S>) -> Self {
        Self {
            policy,
            value: ArcRwSignal::new(S::default()),
            decoded: RefCell::new(None),
            handlers: RefCell::default(),
        }
    }

    pub(super) fn add_handler(&self, id: u64, handler: Rc<TypedHandler<T>>) {
        self.handlers.borrow_mut().push((id, handler));
    }
}

impl<T, S> State for TypedState<T, S>
where
    T: 'static,
    S: Default + Send + Sync + 'static,
{
    fn decode(&self, message: Message<'_>, report: &dyn Fn(String)) -> Result<(), DecodeError> {
        let value = message.decode_with(self.policy.decode)?;
        // Taken before the first one runs: the list may change while they run.
        let handlers: Vec<_> = self.handlers.borrow().clone();
        for (id, handler) in &handlers {
            let is_registered = self.handlers.borrow().iter().any(|(other, _)| other == id);
            if !is_registered {
                continue;
            }
            if let Err(why) = handler(&value) {
                report(format!("a handler of {}: {why}", message.socket_type()));
            }
        }
        self.decoded.replace(Some(value));
        Ok(())
    }

    fn fold(&self) {
        if let Some(value) = self.decoded.take() {
            self.value
                .update_untracked(|state| self.policy.fold(state, value));
        }
    }

    fn notify(&self) {
        self.value.notify();
    }

    fn saved(&self) -> Option<Value> {
        let saving = self.policy.saving.as_ref()?;
        let state = self.value.with_untracked(|state| (saving.write)(state));
        Some(state.unwrap_or_default())
    }

    fn restoring(&self, saved: &Value, messages: &[Rc<Delivery>]) -> Result<Restore, String> {
        let mut state = S::default();
        if let Some(saving) = &self.policy.saving {
            state = (saving.read)(saved).map_err(|e| e.to_string())?;
        } else {
            for delivery in messages {
                let value = Message::new(delivery).decode_with(self.policy.decode);
                let value = value.map_err(|e| e.to_string())?;
                self.policy.fold(&mut state, value);
            }
        }
        let value = self.value.clone();
        Ok(Box::new(move || value.set(state)))
    }

    fn clear(&self) {
        self.value.set(S::default());
    }

    fn remove_handler(&self, id: u64) -> Option<Box<dyn Any>> {
        let mut handlers = self.handlers.borrow_mut();
        let index = handlers.iter().position(|(other, _)| *other == id)?;
        Some(Box::new(handlers.remove(index).1))
    }
}
