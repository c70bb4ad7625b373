//! Who wants which messages.

use std::any::{Any, TypeId};
use std::cell::Cell;
use std::collections::BTreeMap;
use std::rc::Rc;

use serde::de::DeserializeOwned;
use socket_conn::{Delivery, Freshness};

use super::typed::{Sink, TopicCounters, TypedHandler, TypedTopic};
use crate::message::Message;
use crate::topic::Policy;

#[derive(Default)]
pub(super) struct Registry {
    by_socket_type: BTreeMap<String, Entry>,
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
    newest: Option<Delivery>,
}

/// A topic under one type of message and one commit policy; several components may share it.
struct TopicEntry {
    types: TypeId,
    typed: Rc<dyn Any>,
    sink: Rc<dyn Sink>,
    /// Takes a typed handler out of the topic.
    remove_handler: Box<dyn Fn(u64) -> Option<Box<dyn Any>>>,
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
    pub(super) sinks: Vec<Rc<dyn Sink>>,
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
    /// What it has received, and what became of it.
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

    /// The topic's state, made when this is the first registration of its kind.
    pub(super) fn add_topic<T, S>(
        &mut self,
        socket_type: &str,
        policy: Policy<T, S>,
        freshness: Option<Freshness>,
        now: u64,
        handler: Option<Rc<TypedHandler<T>>>,
    ) -> (Rc<TypedTopic<T, S>>, u64, bool)
    where
        T: DeserializeOwned + 'static,
        S: Default + Send + Sync + 'static,
    {
        let id = self.next_id();
        let entry = self.entry(socket_type);
        let types = TypeId::of::<(T, S)>();
        for topic in entry.topics.iter_mut().filter(|topic| topic.types == types) {
            if let Ok(typed) = Rc::clone(&topic.typed).downcast::<TypedTopic<T, S>>()
                && typed.has_policy(policy.keep)
            {
                topic.registrations.push(id);
                if let Some(handler) = handler {
                    typed.add_handler(id, handler);
                }
                return (typed, id, false);
            }
        }
        let typed = Rc::new(TypedTopic::new(socket_type, policy));
        if let Some(handler) = handler {
            typed.add_handler(id, handler);
        }
        // The topic is subscribed under another type already: what has come does not come again.
        if let Some(newest) = &entry.newest {
            typed.offer(newest.clone(), now);
        }
        if let Some(freshness) = freshness {
            typed.vouch(freshness);
        }
        let removing = Rc::clone(&typed);
        entry.topics.push(TopicEntry {
            types,
            typed: Rc::clone(&typed) as Rc<dyn Any>,
            sink: Rc::clone(&typed) as Rc<dyn Sink>,
            remove_handler: Box::new(move |id| {
                let handler = removing.remove_handler(id)?;
                Some(Box::new(handler) as Box<dyn Any>)
            }),
            registrations: vec![id],
        });
        (typed, id, true)
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
                removed.typed_handlers.extend((topic.remove_handler)(id));
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
                removed.typed_handlers.extend((topic.remove_handler)(id));
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
    pub(super) fn audience(&mut self, delivery: &Delivery) -> Audience {
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
                entry.newest = Some(delivery.clone());
            }
        }
        if audience.handlers.is_empty() && audience.sinks.is_empty() {
            audience.handlers.extend(self.fallback.clone());
        }
        audience.handlers.extend(self.wildcard.iter().cloned());
        audience
    }

    pub(super) fn sinks(&self, socket_type: &str) -> Vec<Rc<dyn Sink>> {
        let entry = self.by_socket_type.get(socket_type);
        entry.map_or_else(Vec::new, Entry::sinks)
    }

    pub(super) fn all_sinks(&self) -> Vec<(&str, Rc<dyn Sink>)> {
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
            .entry(socket_type.to_owned())
            .or_default()
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
    fn sinks(&self) -> Vec<Rc<dyn Sink>> {
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
