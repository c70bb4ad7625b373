//! Who wants which messages.

use std::any::{Any, TypeId};
use std::cell::Cell;
use std::collections::BTreeMap;
use std::rc::{Rc, Weak};

use serde::de::DeserializeOwned;

use super::Core;
use super::typed::{Sink, TypedTopic};
use crate::message::Message;

#[derive(Default)]
pub(super) struct Registry {
    by_socket_type: BTreeMap<String, Entry>,
    last_id: u64,
}

#[derive(Default)]
struct Entry {
    handlers: Vec<Rc<Handler>>,
    topics: Vec<TopicEntry>,
}

/// A topic under one type of value; several components may share it.
struct TopicEntry {
    value_type: TypeId,
    typed: Rc<dyn Any>,
    sink: Rc<dyn Sink>,
    registrations: Vec<u64>,
}

pub(super) struct Handler {
    id: u64,
    registered: Cell<bool>,
    pub(super) call: Rc<dyn Fn(Message<'_>)>,
}

/// What a registration has left behind. To be dropped when the registry is not borrowed any more: a handler may own
/// registrations itself, which then unregister.
#[derive(Default)]
pub(super) struct Removed {
    handlers: Vec<Rc<Handler>>,
    topics: Vec<TopicEntry>,
    /// Nobody wants the topic any more.
    pub(super) is_last_of_topic: bool,
}

impl Handler {
    pub(super) fn is_registered(&self) -> bool {
        self.registered.get()
    }
}

impl Registry {
    pub(super) fn add_handler(&mut self, socket_type: &str, call: Rc<dyn Fn(Message<'_>)>) -> u64 {
        let id = self.next_id();
        let handler = Handler {
            id,
            registered: Cell::new(true),
            call,
        };
        self.entry(socket_type).handlers.push(Rc::new(handler));
        id
    }

    pub(super) fn add_topic<T>(&mut self, socket_type: &str) -> (Rc<TypedTopic<T>>, u64)
    where
        T: DeserializeOwned + Send + Sync + 'static,
    {
        let id = self.next_id();
        let topics = &mut self.entry(socket_type).topics;
        let shared = topics
            .iter_mut()
            .find(|topic| topic.value_type == TypeId::of::<T>());
        if let Some(topic) = shared
            && let Ok(typed) = Rc::clone(&topic.typed).downcast::<TypedTopic<T>>()
        {
            topic.registrations.push(id);
            return (typed, id);
        }
        let typed = Rc::new(TypedTopic::<T>::default());
        topics.push(TopicEntry {
            value_type: TypeId::of::<T>(),
            typed: Rc::clone(&typed) as Rc<dyn Any>,
            sink: Rc::clone(&typed) as Rc<dyn Sink>,
            registrations: vec![id],
        });
        (typed, id)
    }

    /// Forgets a registration.
    pub(super) fn remove(&mut self, socket_type: &str, id: u64) -> Removed {
        let mut removed = Removed::default();
        let Some(entry) = self.by_socket_type.get_mut(socket_type) else {
            return removed;
        };
        removed.handlers = entry
            .handlers
            .extract_if(.., |handler| handler.id == id)
            .collect();
        for handler in &removed.handlers {
            // A dispatch that is under way may hold it still.
            handler.registered.set(false);
        }
        for topic in &mut entry.topics {
            topic.registrations.retain(|other| *other != id);
        }
        removed.topics = entry
            .topics
            .extract_if(.., |topic| topic.registrations.is_empty())
            .collect();
        removed.is_last_of_topic = !removed.topics.is_empty() && entry.topics.is_empty();
        if entry.handlers.is_empty() && entry.topics.is_empty() {
            self.by_socket_type.remove(socket_type);
        }
        removed
    }

    pub(super) fn handlers(&self, socket_type: &str) -> Vec<Rc<Handler>> {
        let entry = self.by_socket_type.get(socket_type);
        entry.map_or_else(Vec::new, |entry| entry.handlers.clone())
    }

    pub(super) fn sinks(&self, socket_type: &str) -> Vec<Rc<dyn Sink>> {
        let entry = self.by_socket_type.get(socket_type);
        let sinks = |entry: &Entry| entry.topics.iter().map(|t| Rc::clone(&t.sink)).collect();
        entry.map_or_else(Vec::new, sinks)
    }

    pub(super) fn all_sinks(&self) -> Vec<Rc<dyn Sink>> {
        let entries = self.by_socket_type.values();
        let topics = entries.flat_map(|entry| &entry.topics);
        topics.map(|topic| Rc::clone(&topic.sink)).collect()
    }

    fn entry(&mut self, socket_type: &str) -> &mut Entry {
        self.by_socket_type
            .entry(socket_type.to_owned())
            .or_default()
    }

    fn next_id(&mut self) -> u64 {
        self.last_id += 1;
        self.last_id
    }
}

/// Ends a registration when it is dropped.
#[must_use = "the registration ends when this is dropped"]
pub struct Registration {
    core: Weak<Core>,
    socket_type: String,
    id: u64,
}

impl Registration {
    pub(super) fn new(core: Weak<Core>, socket_type: &str, id: u64) -> Self {
        let socket_type = socket_type.to_owned();
        Self {
            core,
            socket_type,
            id,
        }
    }
}

impl Drop for Registration {
    fn drop(&mut self) {
        if let Some(core) = self.core.upgrade() {
            core.unregister(&self.socket_type, self.id);
        }
    }
}

impl std::fmt::Debug for Registration {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Registration")
            .field(&self.socket_type)
            .finish()
    }
}
