use std::rc::Rc;

use reactive_graph::owner::{LocalStorage, StoredValue};
use reactive_graph::signal::ReadSignal;
use reactive_graph::traits::ReadValue;
use serde::Serialize;
use socket_conn::{Close, Frame, Millis, Request, SendError, Status, Subscription};

use crate::core::{Answer, Core, Machine, Registration, Stats, StoreEvent, TopicInfo};
use crate::handler::HandlerOutcome;
use crate::message::Message;
use crate::topic::{Topic, TopicHandle};

/// The realtime store: a small handle that is copied wherever it is needed.
#[derive(Clone, Copy)]
pub struct SocketStore {
    core: StoredValue<Rc<Core>, LocalStorage>,
    status: ReadSignal<Status>,
    last_close: ReadSignal<Option<Close>>,
    paused: ReadSignal<bool>,
}

/// The connection.
impl SocketStore {
    /// A handle on a core; both end with the reactive owner that is current.
    pub(crate) fn new(core: Rc<Core>) -> Self {
        let plugins = core.take_plugins();
        let store = Self {
            status: core.status.read_only().into(),
            last_close: core.last_close.read_only().into(),
            paused: core.paused.read_only().into(),
            core: StoredValue::new_local(core),
        };
        for plugin in plugins {
            plugin(store);
        }
        store
    }

    /// Opens the connection; nothing happens when it is open or on its way.
    pub fn open(&self) {
        self.core().drive(Machine::open);
    }

    /// The same, and says this first on every connection, before topics are asked for.
    ///
    /// # Panics
    ///
    /// When the message can't be written as JSON: a mistake in the program.
    pub fn connect_with(&self, first_message: &impl Serialize) {
        let frame = to_frame(first_message);
        self.core().drive(|connection, now| {
            connection.say_first(Some(frame));
            connection.open(now);
        });
    }

    /// Closes the connection by hand. What waits to be sent is dropped, each message as a
    /// [`StoreEvent::Dropped`](crate::StoreEvent::Dropped).
    pub fn close(&self) {
        self.core().drive(|connection, _| connection.close());
    }

    /// Does not wait for the next attempt.
    pub fn retry_now(&self) {
        self.core().drive(Machine::retry_now);
    }

    /// What the connection is doing.
    #[must_use]
    pub fn status(&self) -> ReadSignal<Status> {
        self.status
    }

    /// How the last socket ended, if the server or the network ended it: `code`, `reason`, `wasClean`.
    #[must_use]
    pub fn last_close(&self) -> ReadSignal<Option<Close>> {
        self.last_close
    }

    /// Calls a function with what happens to the connection beside its status: closes, recoveries, messages that are
    /// not sent.
    pub fn on_event(&self, handler: impl Fn(&StoreEvent) + 'static) -> Registration {
        self.core().on_event(handler)
    }

    /// Counters, the round trip, what waits: how the store is doing at this moment.
    #[must_use]
    pub fn stats(&self) -> Stats {
        self.core().stats()
    }

    /// Asks the server how far away it is: its answer becomes the [round trip](Stats::round_trip). Nothing happens
    /// while it has not answered the last time, and with a server that can only be asked for a topic.
    pub fn measure_round_trip(&self) {
        self.core().drive(Machine::measure_round_trip);
    }

    /// The time on the clock that [`Status::Reconnecting`] and [`TopicHandle::updated_at`] use.
    #[must_use]
    pub fn now(&self) -> Millis {
        self.core().now()
    }
}

/// Messages in.
impl SocketStore {
    /// A topic's state. The registration ends with the current reactive owner, in a component the component.
    pub fn topic<T, S>(&self, topic: &Topic<T, S>) -> TopicHandle<S>
    where
        T: 'static,
        S: Default + Send + Sync + 'static,
    {
        self.topic_handle(topic, topic.subscription())
    }

    /// The same for a name that is known only when the program runs: one kind of topic, many of them.
    ///
    /// ```no_run
    /// # use leptos_socket_store::{Topic, use_socket_store};
    /// const ROOM: Topic<String, std::collections::VecDeque<String>> = Topic::ring("room", 100);
    ///
    /// let room = "room-7"; // from the address, say
    /// let messages = use_socket_store().topic_under(&ROOM, room);
    /// ```
    pub fn topic_under<T, S>(&self, kind: &Topic<T, S>, chart_name: &str) -> TopicHandle<S>
    where
        T: 'static,
        S: Default + Send + Sync + 'static,
    {
        self.topic_handle(kind, Topic::<T, S>::subscription_of(chart_name))
    }

    fn topic_handle<T, S>(&self, topic: &Topic<T, S>, subscription: Subscription) -> TopicHandle<S>
    where
        T: 'static,
        S: Default + Send + Sync + 'static,
    {
        let (typed, registration) = self.core().topic(topic, subscription, None);
        registration.end_with_owner();
        TopicHandle {
            value: typed.value.read_only().into(),
            freshness: typed.freshness.read_only().into(),
            seq: typed.seq.read_only().into(),
            updated_at: typed.updated_at.read_only().into(),
        }
    }

    /// Calls a handler with each message of a topic that is committed, decoded: once per commit in a topic of which
    /// only the latest message matters, with every message in one that keeps all. It runs before its message becomes
    /// part of the state.
    pub fn on<T, S, R>(
        &self,
        topic: &Topic<T, S>,
        handler: impl Fn(&T) -> R + 'static,
    ) -> Registration
    where
        T: 'static,
        S: Default + Send + Sync + 'static,
        R: HandlerOutcome,
    {
        let handler = Rc::new(move |value: &T| handler(value).into_result());
        let (_, registration) = self
            .core()
            .topic(topic, topic.subscription(), Some(handler));
        registration
    }

    /// Calls a handler with each message of a `socketType`, as it comes in, until the registration is dropped.
    ///
    /// Several handlers may be registered under one name; they are called in the order of their registration. It does
    /// not subscribe: for messages that the server sends by itself.
    pub fn register<R: HandlerOutcome>(
        &self,
        socket_type: &str,
        handler: impl Fn(Message<'_>) -> R + 'static,
    ) -> Registration {
        self.core()
            .register(socket_type, move |message| handler(message).into_result())
    }

    /// Calls a handler with every message, those without a `socketType` among them, after those that are registered
    /// under its name: for tools.
    pub fn register_all<R: HandlerOutcome>(
        &self,
        handler: impl Fn(Message<'_>) -> R + 'static,
    ) -> Registration {
        self.core()
            .register_all(move |message| handler(message).into_result())
    }

    /// Calls this handler with each message that nobody else is registered for, in the place of the one before.
    pub fn set_default_handler<R: HandlerOutcome>(
        &self,
        handler: impl Fn(Message<'_>) -> R + 'static,
    ) {
        self.core()
            .set_fallback(move |message| handler(message).into_result());
    }

    /// Ends all registrations of a `socketType`, whoever holds them.
    pub fn unregister(&self, socket_type: &str) {
        self.core().unregister_all(socket_type);
    }

    /// The names that somebody is registered under, with what each has received.
    #[must_use]
    pub fn topics(&self) -> Vec<TopicInfo> {
        self.core().topics()
    }

    /// Stops committing to topics: their signals stay as they are, and are shown as stale. Messages are received and
    /// handlers called as ever.
    pub fn pause(&self) {
        self.core().pause(true);
    }

    /// Commits again, what has come in meanwhile at once.
    pub fn resume(&self) {
        self.core().pause(false);
    }

    /// Whether commits are held back.
    #[must_use]
    pub fn paused(&self) -> ReadSignal<bool> {
        self.paused
    }
}

/// Messages out.
impl SocketStore {
    /// Sends a message as JSON, or keeps it for the next connection while one is being made.
    ///
    /// # Errors
    ///
    /// The message is handed back when the connection is closed or the queue is full.
    ///
    /// # Panics
    ///
    /// When the message can't be written as JSON, such as a map whose keys are no strings: a mistake in the program.
    pub fn send(&self, message: &impl Serialize) -> Result<(), SendError> {
        self.core().send(to_frame(message))
    }

    /// Sends a text or bytes as they are, or keeps them for the next connection.
    ///
    /// # Errors
    ///
    /// As [`send`](Self::send).
    pub fn send_frame(&self, frame: impl Into<Frame>) -> Result<(), SendError> {
        self.core().send(frame.into())
    }

    /// Sends a message as JSON at once or not at all: for what is worth nothing a moment later, such as a pointer's
    /// position.
    ///
    /// # Errors
    ///
    /// The message is handed back when it would have to wait.
    ///
    /// # Panics
    ///
    /// As [`send`](Self::send).
    pub fn send_volatile(&self, message: &impl Serialize) -> Result<(), SendError> {
        let frame = to_frame(message);
        self.core()
            .drive_sending(|connection, _| connection.send_volatile(frame))
    }

    /// Asks the server something, and awaits the answer for `timeout` milliseconds. Dropping the answer cancels it.
    ///
    /// ```no_run
    /// # use leptos_socket_store::{Request, RequestError, use_socket_store};
    /// # async fn ask() -> Result<(), RequestError> {
    /// let request = Request {
    ///     action: "getData".into(),
    ///     chart_name: Some("stock".into()),
    ///     ..Request::default()
    /// };
    /// let reply = use_socket_store().request(&request, 5_000).await?;
    /// let stock: Option<serde_json::Value> = reply.decode().ok();
    /// # Ok(()) }
    /// ```
    pub fn request(&self, request: &Request, timeout: Millis) -> Answer {
        self.core().request(request, timeout)
    }
}

impl SocketStore {
    pub(crate) fn core(&self) -> Rc<Core> {
        Rc::clone(&self.core.read_value())
    }
}

impl std::fmt::Debug for SocketStore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SocketStore").finish_non_exhaustive()
    }
}

fn to_frame(message: &impl Serialize) -> Frame {
    Frame::Text(serde_json::to_string(message).expect("a message is written as JSON"))
}
