//! Who wants which messages.

use std::any::{Any, TypeId};
use std::cell::Cell;
use std::rc::Rc;

use socket_conn::{Delivery, Freshness, Millis, SortedMap};

use super::sink::{Sink, TopicCounters};
use crate::message::Message;
use crate::topic::Keep;

#[derive(Default)]
pub(super) struct Registry {
    by_socket_type: SortedMap<String, Entry>,
    /// Handlers for every message.
    wildcard: Vec<Rc<Handler>>,
    /// The handler for messages that nobody else wants.
    fallback: Option<Rc<Handler>>,
    last_id: u64,
}

#[derive(Default)]
struct Entry {
    handlers: Vec<Rc<Handler>>,
    topics: Vec<TopicEntry>,
    /// The newest message, for a topic of another type that is registered later.
    newest: Option<Rc<Delivery>>,
}

/// A topic under one type of message and one commit policy; several components may share it.
struct TopicEntry {
    sink: Rc<Sink>,
    registrations: Vec<u64>,
}

pub(super) struct Handler {
    id: u64,
    registered: Cell<bool>,
    call: HandlerCall,
}

/// Whom a message is for, as it was when the message came.
pub(super) struct Audience {
    handlers: Vec<Rc<Handler>>,
    pub(super) sinks: Vec<Rc<Sink>>,
}

/// What a registration has left behind. To be dropped when the registry is not borrowed any more: a handler may own
/// registrations itself, which then unregister.
#[derive(Default)]
pub(super) struct Removed {
    handlers: Vec<Rc<Handler>>,
    typed_handlers: Vec<Box<dyn Any>>,
    topics: Vec<TopicEntry>,
    /// Nobody wants the topic any more.
    pub(super) was_last_of_topic: bool,
}

/// What a handler does with a message; an error is reported.
pub(super) type HandlerCall = Box<dyn Fn(Message<'_>) -> Result<(), String>>;

/// What is known of a topic, for tools.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TopicInfo {
    /// Under which name its messages arrive.
    pub socket_type: String,
    /// How many handlers get each of its messages.
    pub handlers: usize,
    /// How many registrations share its state.
    pub registrations: usize,
    /// Bytes of the payload that came last, while somebody holds the topic.
    pub last_bytes: Option<usize>,
    /// What it has received, and what became of it under the first of its types and commit policies.
    pub counters: TopicCounters,
}

impl Audience {
    /// Calls the handlers that are still registered, each in turn; one that fails does not keep the others from
    /// running.
    pub(super) fn call(&self, message: Message<'_>, report: &dyn Fn(String)) {
        for handler in &self.handlers {
            if !handler.registered.get() {
                continue;
            }
            if let Err(why) = (handler.call)(message) {
                report(format!("a handler of {}: {why}", message.socket_type()));
            }
        }
    }
}

impl Registry {
    pub(super) fn add_handler(&mut self, socket_type: &str, call: HandlerCall) -> u64 {
        let handler = self.handler(call);
        let id = handler.id;
        self.entry(socket_type).handlers.push(handler);
        id
    }

    pub(super) fn add_wildcard(&mut self, call: HandlerCall) -> u64 {
        let handler = self.handler(call);
        let id = handler.id;
        self.wildcard.push(handler);
        id
    }

    /// Hands back the one before, to be dropped outside.
    pub(super) fn set_fallback(&mut self, call: Option<HandlerCall>) -> Removed {
        let handler = call.map(|call| self.handler(call));
        let before = std::mem::replace(&mut self.fallback, handler);
        Removed {
            handlers: before.into_iter().collect(),
            ..Removed::default()
        }
    }

    /// One more registration of a topic of this kind, if there is such a topic.
    pub(super) fn join_topic(
        &mut self,
        socket_type: &str,
        kind: (TypeId, Keep),
    ) -> Option<(Rc<Sink>, u64)> {
        let entry = self.by_socket_type.get_mut(socket_type)?;
        let same = |topic: &&mut TopicEntry| topic.sink.kind() == kind;
        let topic = entry.topics.iter_mut().find(same)?;
        self.last_id += 1;
        topic.registrations.push(self.last_id);
        Some((Rc::clone(&topic.sink), self.last_id))
    }

    /// The first registration of a topic of its kind; hands back how many other kinds of the same topic there are.
    pub(super) fn add_topic(
        &mut self,
        socket_type: &str,
        sink: Rc<Sink>,
        freshness: Option<Freshness>,
        now: Millis,
    ) -> (u64, usize) {
        let id = self.next_id();
        let entry = self.entry(socket_type);
        // The topic is subscribed under another type already: what has come does not come again.
        if let Some(newest) = &entry.newest {
            sink.offer(Rc::clone(newest), now);
        }
        if let Some(freshness) = freshness {
            sink.vouch(freshness);
        }
        let index = entry.topics.len();
        entry.topics.push(TopicEntry {
            sink,
            registrations: vec![id],
        });
        (id, index)
    }

    /// Forgets a registration. A topic's state stays until [`end_topic`](Self::end_topic).
    pub(super) fn remove(&mut self, socket_type: &str, id: u64) -> Removed {
        let mut removed = Removed::default();
        removed.take_handlers(&mut self.wildcard, |handler| handler.id == id);
        let Some(entry) = self.by_socket_type.get_mut(socket_type) else {
            return removed;
        };
        removed.take_handlers(&mut entry.handlers, |handler| handler.id == id);
        let mut was_of_topic = false;
        for topic in &mut entry.topics {
            let before = topic.registrations.len();
            topic.registrations.retain(|other| *other != id);
            if topic.registrations.len() < before {
                was_of_topic = true;
                removed.typed_handlers.extend(topic.sink.remove_handler(id));
            }
        }
        removed.was_last_of_topic = was_of_topic && entry.is_unwanted();
        self.forget_if_empty(socket_type);
        removed
    }

    /// Forgets all registrations of a name.
    pub(super) fn remove_all(&mut self, socket_type: &str) -> Removed {
        let mut removed = Removed::default();
        let Some(entry) = self.by_socket_type.get_mut(socket_type) else {
            return removed;
        };
        removed.take_handlers(&mut entry.handlers, |_| true);
        for topic in &mut entry.topics {
            for id in topic.registrations.drain(..) {
                removed.typed_handlers.extend(topic.sink.remove_handler(id));
            }
        }
        removed.was_last_of_topic = !entry.topics.is_empty();
        self.forget_if_empty(socket_type);
        removed
    }

    /// The topic is given up: its state ends, unless somebody has come back for it.
    pub(super) fn end_topic(&mut self, socket_type: &str) -> Removed {
        let mut removed = Removed::default();
        if let Some(entry) = self.by_socket_type.get_mut(socket_type) {
            removed.topics = entry
                .topics
                .extract_if(.., |topic| topic.registrations.is_empty())
                .collect();
            if entry.topics.is_empty() {
                entry.newest = None;
            }
        }
        self.forget_if_empty(socket_type);
        removed
    }

    /// Whom a message is for; notes it as the topic's newest.
    pub(super) fn audience(&mut self, delivery: &Rc<Delivery>) -> Audience {
        let name = delivery.data.socket_type.as_deref();
        let entry = name.and_then(|name| self.by_socket_type.get_mut(name));
        let mut audience = Audience {
            handlers: Vec::new(),
            sinks: Vec::new(),
        };
        if let Some(entry) = entry {
            audience.handlers.clone_from(&entry.handlers);
            audience.sinks = entry.sinks();
            if !entry.topics.is_empty() {
                entry.newest = Some(Rc::clone(delivery));
            }
        }
        if audience.handlers.is_empty() && audience.sinks.is_empty() {
            audience.handlers.extend(self.fallback.clone());
        }
        audience.handlers.extend(self.wildcard.iter().cloned());
        audience
    }

    pub(super) fn sinks(&self, socket_type: &str) -> Vec<Rc<Sink>> {
        let entry = self.by_socket_type.get(socket_type);
        entry.map_or_else(Vec::new, Entry::sinks)
    }

    pub(super) fn all_sinks(&self) -> Vec<(&str, Rc<Sink>)> {
        let entries = self.by_socket_type.iter();
        let sinks = entries.flat_map(|(name, entry)| {
            let sinks = entry.sinks().into_iter();
            sinks.map(|sink| (name.as_str(), sink))
        });
        sinks.collect()
    }

    pub(super) fn infos(&self) -> Vec<TopicInfo> {
        let info = |(name, entry): (&String, &Entry)| TopicInfo {
            socket_type: name.clone(),
            handlers: entry.handlers.len(),
            registrations: entry.topics.iter().map(|t| t.registrations.len()).sum(),
            last_bytes: entry.newest.as_ref().map(|newest| newest.payload_len()),
            counters: entry
                .topics
                .first()
                .map(|t| t.sink.counters())
                .unwrap_or_default(),
        };
        self.by_socket_type.iter().map(info).collect()
    }

    fn handler(&mut self, call: HandlerCall) -> Rc<Handler> {
        let id = self.next_id();
        let registered = Cell::new(true);
        Rc::new(Handler {
            id,
            registered,
            call,
        })
    }

    fn entry(&mut self, socket_type: &str) -> &mut Entry {
        self.by_socket_type
            .get_or_insert_with(socket_type.to_owned(), Entry::default)
    }

    fn forget_if_empty(&mut self, socket_type: &str) {
        let is_empty = |entry: &Entry| entry.handlers.is_empty() && entry.topics.is_empty();
        if self.by_socket_type.get(socket_type).is_some_and(is_empty) {
            self.by_socket_type.remove(socket_type);
        }
    }

    fn next_id(&mut self) -> u64 {
        self.last_id += 1;
        self.last_id
    }
}

impl Entry {
    fn sinks(&self) -> Vec<Rc<Sink>> {
        self.topics.iter().map(|t| Rc::clone(&t.sink)).collect()
    }

    fn is_unwanted(&self) -> bool {
        self.topics
            .iter()
            .all(|topic| topic.registrations.is_empty())
    }
}

impl Removed {
    fn take_handlers(&mut self, from: &mut Vec<Rc<Handler>>, such: impl Fn(&Handler) -> bool) {
        let start = self.handlers.len();
        self.handlers
            .extend(from.extract_if(.., |handler| such(handler)));
        for handler in &self.handlers[start..] {
            // A dispatch that is under way may hold it still.
            handler.registered.set(false);
        }
    }
}
