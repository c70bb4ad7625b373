//! The store without a browser and without views: it runs the connection's loop, hands messages to handlers, and
//! commits topics once per frame.

mod platform;
mod registry;
#[cfg(test)]
mod tests;
mod typed;

pub(crate) use platform::Platform;
pub use registry::Registration;

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::{Rc, Weak};

use reactive_graph::signal::ArcRwSignal;
use reactive_graph::traits::{GetUntracked, Set};
use serde::de::DeserializeOwned;
use socket_conn::{
    Connection, Delivery, Dialect, FailReason, Frame, Freshness, Generation, Millis, Output,
    SendError, Status,
};

use crate::message::Message;
use crate::options::{Credentials, StoreOptions};
use crate::topic::Topic;
use registry::Registry;
use typed::{Sink, TypedTopic};

/// See the [module](self).
pub(crate) struct Core {
    me: Weak<Core>,
    platform: Box<dyn Platform>,
    connection: RefCell<Connection<Box<dyn Dialect>>>,
    credentials: Option<Credentials>,
    topic_names: BTreeMap<String, String>,
    registry: RefCell<Registry>,
    pending: RefCell<Vec<Rc<dyn Sink>>>,
    draining: Cell<bool>,
    pub(crate) status: ArcRwSignal<Status>,
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
            pending: RefCell::default(),
            draining: Cell::new(false),
            status: ArcRwSignal::new(Status::Idle),
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

    /// Looks at the connection.
    pub(crate) fn inspect<R>(&self, look: impl FnOnce(&Connection<Box<dyn Dialect>>) -> R) -> R {
        look(&self.connection.borrow())
    }

    /// Sends a message, or keeps it for the next connection.
    pub(crate) fn send(&self, frame: Frame) -> Result<(), SendError> {
        self.drive(|connection, _| connection.send(frame))
    }

    /// A handler for each message of a `socketType`, called as it comes in.
    pub(crate) fn register(
        &self,
        socket_type: &str,
        handler: impl Fn(Message<'_>) + 'static,
    ) -> Registration {
        let id = self
            .registry
            .borrow_mut()
            .add_handler(socket_type, Rc::new(handler));
        Registration::new(self.me.clone(), socket_type, id)
    }

    /// The state of a topic, which is subscribed as long as a registration lives.
    pub(crate) fn topic<T>(&self, topic: &Topic<T>) -> (Rc<TypedTopic<T>>, Registration)
    where
        T: DeserializeOwned + Send + Sync + 'static,
    {
        let mut subscription = topic.subscription();
        let socket_type = subscription.socket_type.clone();
        if let Some(name) = self.topic_names.get(topic.chart_name()) {
            subscription.chart_name.clone_from(name);
        }
        let (typed, id) = self.registry.borrow_mut().add_topic::<T>(&socket_type);
        self.drive(|connection, _| connection.subscribe(subscription));
        (typed, Registration::new(self.me.clone(), &socket_type, id))
    }

    fn unregister(&self, socket_type: &str, id: u64) {
        let removed = self.registry.borrow_mut().remove(socket_type, id);
        if removed.is_last_of_topic {
            self.drive(|connection, _| connection.unsubscribe(socket_type));
        }
    }

    /// Holds commits back, or lets them through again. What comes in meanwhile is kept as far as a topic keeps it.
    pub(crate) fn pause(&self, paused: bool) {
        if self.paused.get_untracked() == paused {
            return;
        }
        self.paused.set(paused);
        let sinks = self.registry.borrow().all_sinks();
        for sink in sinks {
            self.commit_soon(sink);
        }
    }

    /// Commits what has come in since the last time: the values first, then what is to be thought of them.
    pub(crate) fn flush(&self) {
        let (now, paused) = (self.now(), self.paused.get_untracked());
        for sink in self.pending.take() {
            if let Err(error) = sink.commit(paused, now) {
                self.platform.warn(&error.to_string());
            }
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
            Output::Status(status) => self.status.set(status),
            Output::Freshness {
                socket_type,
                freshness,
            } => self.show(&socket_type, freshness),
            Output::Deliver(delivery) => self.dispatch(&delivery),
            Output::Unreadable(why) => self.platform.warn(&why),
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
        let Some(socket_type) = delivery.data.socket_type.clone() else {
            return;
        };
        // The list is taken before the first handler runs: it may change while they run.
        let handlers = self.registry.borrow().handlers(&socket_type);
        for handler in handlers {
            if handler.is_registered() {
                (handler.call)(Message::new(delivery));
            }
        }
        let sinks = self.registry.borrow().sinks(&socket_type);
        for sink in sinks {
            sink.offer(delivery.clone());
            self.commit_soon(sink);
        }
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
