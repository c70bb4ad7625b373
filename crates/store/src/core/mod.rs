//! The store without a browser and without views: it runs the connection's loop, hands messages to handlers, and
//! commits topics once per frame.

mod answers;
mod events;
mod mutations;
mod platform;
mod registration;
mod registry;
mod stats;
#[cfg(test)]
mod tests;
mod typed;

pub use answers::{Answer, RequestError};
pub use events::StoreEvent;
pub use mutations::Mutation;
pub(crate) use platform::Platform;
pub use registration::Registration;
pub use registry::TopicInfo;
pub use stats::Stats;
pub use typed::TopicCounters;

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::{Rc, Weak};

use reactive_graph::signal::ArcRwSignal;
use reactive_graph::traits::{GetUntracked, Set};
use serde::de::DeserializeOwned;
use serde_json::Value;
use socket_conn::{
    Close, Connection, Delivery, Dialect, FailReason, Frame, Freshness, Generation, Millis, Output,
    Request, SendError, Status, Subscription,
};

use crate::message::Message;
use crate::options::{Credentials, StoreOptions};
use crate::topic::Topic;
use answers::Answers;
use events::Events;
use mutations::{Change, Mutations};
use registration::Kind;
use registry::{Registry, Removed};
use typed::{Sink, TypedHandler, TypedTopic};

/// See the [module](self).
pub(crate) struct Core {
    me: Weak<Core>,
    platform: Box<dyn Platform>,
    connection: RefCell<Connection<Box<dyn Dialect>>>,
    credentials: Option<Credentials>,
    topic_names: BTreeMap<String, String>,
    registry: RefCell<Registry>,
    answers: Answers,
    events: Events,
    pub(crate) mutations: Mutations,
    /// Topics with something to commit.
    pending: RefCell<Vec<Rc<dyn Sink>>>,
    draining: Cell<bool>,
    pub(crate) status: ArcRwSignal<Status>,
    pub(crate) last_close: ArcRwSignal<Option<Close>>,
    pub(crate) paused: ArcRwSignal<bool>,
}

impl Core {
    pub(crate) fn new(
        options: StoreOptions,
        seed: u64,
        platform: impl FnOnce(Weak<Core>) -> Box<dyn Platform>,
    ) -> Rc<Self> {
        let connection = Connection::new(options.dialect, options.connection, seed);
        Rc::new_cyclic(|me| Self {
            me: me.clone(),
            platform: platform(me.clone()),
            connection: RefCell::new(connection),
            credentials: options.credentials,
            topic_names: options.topic_names,
            registry: RefCell::default(),
            answers: Answers::default(),
            events: Events::default(),
            mutations: Mutations::default(),
            pending: RefCell::default(),
            draining: Cell::new(false),
            status: ArcRwSignal::new(Status::Idle),
            last_close: ArcRwSignal::new(None),
            paused: ArcRwSignal::new(false),
        })
    }

    pub(crate) fn now(&self) -> Millis {
        self.platform.now()
    }

    /// Tells the connection something, then does what it says.
    pub(crate) fn drive<R>(
        &self,
        act: impl FnOnce(&mut Connection<Box<dyn Dialect>>, Millis) -> R,
    ) -> R {
        let result = act(&mut self.connection.borrow_mut(), self.platform.now());
        self.drain();
        result
    }

    /// The same for what may send something that waits: the connection is told first how full the socket is.
    pub(crate) fn drive_sending<R>(
        &self,
        act: impl FnOnce(&mut Connection<Box<dyn Dialect>>, Millis) -> R,
    ) -> R {
        let buffered = self.platform.buffered();
        self.drive(|connection, now| {
            connection.handle_buffered(buffered);
            act(connection, now)
        })
    }

    /// Looks at the connection.
    pub(crate) fn inspect<R>(&self, look: impl FnOnce(&Connection<Box<dyn Dialect>>) -> R) -> R {
        look(&self.connection.borrow())
    }

    /// Tells a developer.
    pub(crate) fn report(&self, why: &str) {
        self.platform.warn(why);
    }

    /// Sends a message, or keeps it for the next connection.
    pub(crate) fn send(&self, frame: Frame) -> Result<(), SendError> {
        self.drive_sending(|connection, now| connection.send(frame, now))
    }

    /// Asks the server something.
    pub(crate) fn request(&self, request: &Request, timeout: Millis) -> Answer {
        let buffered = self.platform.buffered();
        let asked = {
            let mut connection = self.connection.borrow_mut();
            connection.handle_buffered(buffered);
            connection.request(request, timeout, self.now())
        };
        // Its answer may be among what is drained.
        let answer = self.answers.expect(self.me.clone(), asked);
        self.drain();
        answer
    }

    /// A handler for each message of a `socketType`, called as it comes in.
    pub(crate) fn register(
        &self,
        socket_type: &str,
        handler: impl Fn(Message<'_>) -> Result<(), String> + 'static,
    ) -> Registration {
        let mut registry = self.registry.borrow_mut();
        let id = registry.add_handler(socket_type, Box::new(handler));
        Registration::new(self.me.clone(), Kind::Message(socket_type.to_owned(), id))
    }

    /// A handler for every message.
    pub(crate) fn register_all(
        &self,
        handler: impl Fn(Message<'_>) -> Result<(), String> + 'static,
    ) -> Registration {
        let id = self.registry.borrow_mut().add_wildcard(Box::new(handler));
        Registration::new(self.me.clone(), Kind::Message(String::new(), id))
    }

    /// The handler for messages that nobody else wants, in the place of the one before.
    pub(crate) fn set_fallback(
        &self,
        handler: impl Fn(Message<'_>) -> Result<(), String> + 'static,
    ) {
        let handler = Some(Box::new(handler) as _);
        let before = self.registry.borrow_mut().set_fallback(handler);
        drop(before);
    }

    /// The state of a topic, which is subscribed as long as a registration lives.
    pub(crate) fn topic<T, S>(
        &self,
        topic: &Topic<T, S>,
        mut subscription: Subscription,
        handler: Option<Rc<TypedHandler<T>>>,
    ) -> (Rc<TypedTopic<T, S>>, Registration)
    where
        T: DeserializeOwned + 'static,
        S: Default + Send + Sync + 'static,
    {
        if let Some(name) = self.topic_names.get(&subscription.chart_name) {
            subscription.chart_name.clone_from(name);
        }
        let socket_type = subscription.socket_type.clone();
        let freshness = self.inspect(|connection| connection.freshness(&socket_type));
        let (typed, id, is_first) = self.registry.borrow_mut().add_topic(
            &socket_type,
            topic.policy,
            freshness,
            self.now(),
            handler,
        );
        if is_first && freshness.is_some() {
            self.commit_soon(Rc::clone(&typed) as Rc<dyn Sink>);
        }
        self.drive(|connection, _| connection.subscribe(subscription));
        let kind = Kind::Message(socket_type, id);
        (typed, Registration::new(self.me.clone(), kind))
    }

    fn unregister(&self, socket_type: &str, id: u64) {
        let removed = self.registry.borrow_mut().remove(socket_type, id);
        self.clear_away(socket_type, &removed);
    }

    /// Ends all registrations of a name.
    pub(crate) fn unregister_all(&self, socket_type: &str) {
        let removed = self.registry.borrow_mut().remove_all(socket_type);
        self.clear_away(socket_type, &removed);
    }

    fn clear_away(&self, socket_type: &str, removed: &Removed) {
        if removed.was_last_of_topic {
            self.drive(|connection, now| connection.unsubscribe(socket_type, now));
        }
    }

    pub(crate) fn topics(&self) -> Vec<TopicInfo> {
        self.registry.borrow().infos()
    }

    /// Calls a function with what happens to the connection beside its status.
    pub(crate) fn on_event(&self, handler: impl Fn(&StoreEvent) + 'static) -> Registration {
        let id = self.events.subscribe(handler);
        Registration::new(self.me.clone(), Kind::Events(id))
    }

    /// Calls a function with each mutation.
    pub(crate) fn subscribe(
        &self,
        wants_states: bool,
        subscriber: impl Fn(Mutation<'_>) + 'static,
    ) -> Registration {
        let id = self.mutations.subscribe(wants_states, subscriber);
        Registration::new(self.me.clone(), Kind::Mutations(id))
    }

    /// Holds commits back, or lets them through again. What comes in meanwhile is kept as far as a topic keeps it.
    pub(crate) fn pause(&self, paused: bool) {
        if self.paused.get_untracked() == paused {
            return;
        }
        let change = Change {
            name: &|| "connection/paused".to_owned(),
            payload: &|| Value::from(paused),
            state: &|| Value::from(self.paused.get_untracked()),
        };
        self.mutations.apply(&change, || self.paused.set(paused));
        let sinks: Vec<_> = {
            let registry = self.registry.borrow();
            registry
                .all_sinks()
                .into_iter()
                .map(|(_, sink)| sink)
                .collect()
        };
        for sink in sinks {
            self.commit_soon(sink);
        }
    }

    /// Commits what has come in since the last time: the values first, then what is to be thought of them.
    pub(crate) fn flush(&self) {
        let paused = self.paused.get_untracked();
        for sink in self.pending.take() {
            sink.commit(paused, &self.mutations, &|why| self.report(&why));
        }
    }

    /// The way to the next commit has changed: asks for it again.
    pub(crate) fn reschedule_flush(&self) {
        if !self.pending.borrow().is_empty() {
            self.platform.request_flush();
        }
    }

    /// Does what the connection says, one thing at a time: a handler that is called from here may tell the
    /// connection more, which waits for its turn.
    fn drain(&self) {
        if self.draining.replace(true) {
            return;
        }
        while let Some(output) = self.next_output() {
            self.act(output);
        }
        self.draining.set(false);
        let wake = self.connection.borrow().poll_timeout();
        self.platform.wake_at(wake.map(|wake| wake.at));
    }

    fn next_output(&self) -> Option<Output> {
        self.connection.borrow_mut().poll_output()
    }

    fn act(&self, output: Output) {
        match output {
            Output::FetchCredentials(generation) => self.fetch_credentials(generation),
            Output::CheckHealth(generation) => self.platform.check_health(generation),
            Output::Dial(generation) => {
                if let Err(why) = self.platform.dial(generation) {
                    let reason = FailReason::Unsupported(why);
                    self.connection.borrow_mut().fail(reason);
                }
            }
            Output::Send(generation, frame) => self.platform.send(generation, frame),
            Output::Close(generation, code) => self.platform.close(generation, code),
            Output::Status(status) => self.show_status(status),
            Output::Closed(close) => {
                self.last_close.set(Some(close.clone()));
                self.events.tell(&StoreEvent::Closed(close));
            }
            Output::Freshness {
                socket_type,
                freshness,
            } => self.show(&socket_type, freshness),
            Output::Recovered {
                socket_type,
                recovery,
            } => self.events.tell(&StoreEvent::Recovered {
                socket_type,
                recovery,
            }),
            Output::Unsubscribed { socket_type } => {
                let ended = self.registry.borrow_mut().end_topic(&socket_type);
                drop(ended);
            }
            Output::Deliver(delivery) => self.dispatch(&delivery),
            Output::Answered { id, answer } => self.answers.answer(id, answer),
            Output::Dropped(error) => self.events.tell(&StoreEvent::Dropped(error)),
            Output::Unreadable(why) => self.report(&why),
        }
    }

    fn fetch_credentials(&self, generation: Generation) {
        let Some(provider) = &self.credentials else {
            return self.connection.borrow_mut().handle_credentials(
                generation,
                Ok(None),
                self.now(),
            );
        };
        let answer = provider();
        let me = self.me.clone();
        self.platform.spawn(Box::pin(async move {
            let credentials = answer.await;
            if let Some(core) = me.upgrade() {
                core.drive(|c, now| c.handle_credentials(generation, credentials, now));
            }
        }));
    }

    fn dispatch(&self, delivery: &Delivery) {
        // The list is taken before the first handler runs: it may change while they run.
        let audience = self.registry.borrow_mut().audience(delivery);
        audience.call(Message::new(delivery), &|why| self.report(&why));
        let now = self.now();
        for sink in audience.sinks {
            sink.offer(delivery.clone(), now);
            self.commit_soon(sink);
        }
    }

    fn show_status(&self, status: Status) {
        let change = Change {
            name: &|| "connection/status".to_owned(),
            payload: &|| Value::from(status.name()),
            state: &|| Value::from(self.status.get_untracked().name()),
        };
        self.mutations
            .apply(&change, || self.status.set(status.clone()));
    }

    fn show(&self, socket_type: &str, freshness: Freshness) {
        let sinks = self.registry.borrow().sinks(socket_type);
        for sink in sinks {
            sink.vouch(freshness);
            self.commit_soon(sink);
        }
    }

    fn commit_soon(&self, sink: Rc<dyn Sink>) {
        let mut pending = self.pending.borrow_mut();
        if pending.is_empty() {
            self.platform.request_flush();
        }
        if !pending.iter().any(|other| Rc::ptr_eq(other, &sink)) {
            pending.push(sink);
        }
    }
}
