//! The store without a browser and without views: it runs the connection's loop, hands messages to handlers, and
//! commits topics once per frame, and first values at once.

mod actions;
mod answers;
mod events;
mod machine;
mod mutations;
mod outputs;
mod platform;
mod registration;
mod registry;
mod replaying;
mod sink;
mod slices;
mod stats;
mod subscribers;
mod tape;
#[cfg(test)]
mod tests;
mod tree;
mod typed;

pub use actions::{ActionEvent, ActionStage};
pub use answers::{Answer, RequestError};
pub use events::StoreEvent;
pub(crate) use machine::Machine;
pub use mutations::Mutation;
pub(crate) use platform::{FlushAt, Platform};
pub use registration::Registration;
pub use registry::TopicInfo;
pub(crate) use replaying::Unrepeatable;
pub use sink::TopicCounters;
pub use stats::Stats;
pub use tree::StateError;

use std::any::TypeId;
use std::cell::{Cell, RefCell, RefMut};
use std::rc::{Rc, Weak};

use reactive_graph::signal::ArcRwSignal;
use reactive_graph::traits::{GetUntracked, Set};
use socket_conn::{
    Close, Connection, Dialect, Frame, Millis, Request, SendError, Status, Subscription,
};

use crate::message::Message;
use crate::options::{Credentials, StoreOptions};
use crate::plugin::Plug;
use crate::recording::Event;
use crate::topic::Topic;
use actions::Actions;
use answers::Answers;
use events::Events;
use mutations::{Change, Mutations};
use registry::{Registry, Removed};
use sink::Sink;
use slices::Slices;
use tape::Tape;
use tree::{SetAside, topic_key};
use typed::{TopicSignals, TypedHandler, TypedState};

/// See the [module](self).
pub(crate) struct Core {
    me: Weak<Core>,
    platform: Box<dyn Platform>,
    machine: RefCell<Machine>,
    tape: Rc<Tape>,
    seed: u64,
    credentials: Option<Credentials>,
    topic_names: Vec<(String, String)>,
    registry: RefCell<Registry>,
    answers: Answers,
    events: Events,
    mutations: Mutations,
    actions: Actions,
    slices: Slices,
    set_aside: SetAside,
    plugins: Cell<Vec<Plug>>,
    /// Topics with something to commit.
    pending: RefCell<Vec<Rc<Sink>>>,
    /// When they are committed, if that was asked for.
    flush_at: Cell<Option<FlushAt>>,
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
        let tape = Rc::<Tape>::default();
        let machine = Machine::new(connection, Rc::clone(&tape));
        Rc::new_cyclic(|me| Self {
            me: me.clone(),
            platform: platform(me.clone()),
            machine: RefCell::new(machine),
            tape,
            seed,
            credentials: options.credentials,
            topic_names: options.topic_names,
            registry: RefCell::default(),
            answers: Answers::default(),
            events: Events::default(),
            mutations: Mutations::default(),
            actions: Actions::default(),
            slices: Slices::default(),
            set_aside: SetAside::default(),
            plugins: Cell::new(options.plugins),
            pending: RefCell::default(),
            flush_at: Cell::new(None),
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
    pub(crate) fn drive<R>(&self, act: impl FnOnce(&mut Machine, Millis) -> R) -> R {
        let result = {
            let mut machine = self.machine();
            let now = machine.now();
            act(&mut machine, now)
        };
        self.drain();
        result
    }

    /// The same for what may send something that waits: the connection is told first how full the socket is.
    pub(crate) fn drive_sending<R>(&self, act: impl FnOnce(&mut Machine, Millis) -> R) -> R {
        let buffered = self.platform.buffered();
        self.drive(|connection, now| {
            connection.handle_buffered(buffered);
            act(connection, now)
        })
    }

    /// Looks at the connection.
    pub(crate) fn inspect<R>(&self, look: impl FnOnce(&Connection<Box<dyn Dialect>>) -> R) -> R {
        look(&self.machine.borrow())
    }

    /// The connection at this moment: what it is told and what is noted of it have one time.
    fn machine(&self) -> RefMut<'_, Machine> {
        let mut machine = self.machine.borrow_mut();
        machine.at(self.now());
        machine
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
            let mut connection = self.machine();
            let now = connection.now();
            connection.handle_buffered(buffered);
            connection.request(request, timeout, now)
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
        Registration::new(self.me.clone(), socket_type, id, Self::unregister)
    }

    /// A handler for every message.
    pub(crate) fn register_all(
        &self,
        handler: impl Fn(Message<'_>) -> Result<(), String> + 'static,
    ) -> Registration {
        let id = self.registry.borrow_mut().add_wildcard(Box::new(handler));
        Registration::new(self.me.clone(), "", id, Self::unregister)
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
    ) -> (TopicSignals<S>, Registration)
    where
        T: 'static,
        S: Default + Send + Sync + 'static,
    {
        let mut names = self.topic_names.iter();
        if let Some((_, name)) = names.find(|(ours, _)| *ours == subscription.chart_name) {
            subscription.chart_name.clone_from(name);
        }
        let socket_type = subscription.socket_type.clone();
        let kind = (TypeId::of::<TypedState<T, S>>(), topic.policy.keep);
        let joined = self.registry.borrow_mut().join_topic(&socket_type, kind);
        let joined =
            joined.and_then(|(sink, id)| Some((sink.state::<TypedState<T, S>>()?, sink, id)));
        let (state, sink, id) = joined.unwrap_or_else(|| {
            let state = Rc::new(TypedState::new(topic.policy));
            let sink = Sink::new(&socket_type, topic.policy.keep, Rc::clone(&state) as _);
            let (sink, id) = self.add_topic(sink, &socket_type);
            (state, sink, id)
        });
        if let Some(handler) = handler {
            state.add_handler(id, handler);
        }
        let signals = TopicSignals {
            value: state.value.clone(),
            freshness: sink.freshness.clone(),
            seq: sink.seq.clone(),
            updated_at: sink.updated_at.clone(),
        };
        self.drive(|connection, _| connection.subscribe(subscription));
        let registration = Registration::new(self.me.clone(), socket_type, id, Self::unregister);
        (signals, registration)
    }

    /// A topic of a kind that nobody has registered yet.
    fn add_topic(&self, sink: Sink, socket_type: &str) -> (Rc<Sink>, u64) {
        let sink = Rc::new(sink);
        let freshness = self.inspect(|connection| connection.freshness(socket_type));
        let now = self.now();
        let (id, index) =
            self.registry
                .borrow_mut()
                .add_topic(socket_type, Rc::clone(&sink), freshness, now);
        let key = topic_key(socket_type, index);
        self.begin_topic_where_left(&key, &sink);
        if freshness.is_some() {
            self.commit_soon(Rc::clone(&sink));
        }
        (sink, id)
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
        let id = self.events.add(Box::new(handler));
        Registration::new(self.me.clone(), "events", id, |core, _, id| {
            core.events.remove(id);
        })
    }

    /// Calls a function with each mutation.
    pub(crate) fn subscribe(
        &self,
        wants_states: bool,
        subscriber: impl Fn(Mutation<'_>) + 'static,
    ) -> Registration {
        let id = self.mutations.subscribe(wants_states, subscriber);
        Registration::new(self.me.clone(), "mutations", id, |core, _, id| {
            core.mutations.unsubscribe(id);
        })
    }

    /// Calls a function with each action.
    pub(crate) fn subscribe_action(
        &self,
        subscriber: impl Fn(&ActionEvent<'_>) + 'static,
    ) -> Registration {
        let id = self.actions.subscribers.add(Box::new(subscriber));
        Registration::new(self.me.clone(), "actions", id, |core, _, id| {
            core.actions.subscribers.remove(id);
        })
    }

    /// What is to be plugged in, once there is a handle to plug it into.
    pub(crate) fn take_plugins(&self) -> Vec<Plug> {
        self.plugins.take()
    }

    /// Holds commits back, or lets them through again. What comes in meanwhile is kept as far as a topic keeps it.
    pub(crate) fn pause(&self, paused: bool) {
        let is_new = self.paused.get_untracked() != paused;
        if is_new && self.note(Event::Pause { paused }) {
            self.hold_back(paused);
        }
    }

    fn hold_back(&self, paused: bool) {
        self.mutations
            .apply(Change::Paused(self, paused), || self.paused.set(paused));
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
        if self.note(Event::Flush) {
            self.commit_pending();
        }
    }

    fn commit_pending(&self) {
        self.flush_at.set(None);
        let paused = self.paused.get_untracked();
        for sink in self.pending.take() {
            sink.commit(paused, &self.mutations, &|why| self.report(&why));
        }
    }

    /// The way to the next commit has changed: asks for it again.
    pub(crate) fn reschedule_flush(&self) {
        if let Some(at) = self.flush_at.get() {
            self.platform.request_flush(at);
        }
    }

    fn commit_soon(&self, sink: Rc<Sink>) {
        let at = if sink.is_awaited() && !self.paused.get_untracked() {
            FlushAt::Once
        } else {
            FlushAt::Picture
        };
        if self.flush_at.get().is_none_or(|asked| at < asked) {
            self.flush_at.set(Some(at));
            self.platform.request_flush(at);
        }
        let mut pending = self.pending.borrow_mut();
        if !pending.iter().any(|other| Rc::ptr_eq(other, &sink)) {
            pending.push(sink);
        }
    }
}
