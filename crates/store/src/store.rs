use std::rc::Rc;

use reactive_graph::owner::{LocalStorage, StoredValue, on_cleanup};
use reactive_graph::signal::ReadSignal;
use reactive_graph::traits::ReadValue;
use send_wrapper::SendWrapper;
use serde::Serialize;
use serde::de::DeserializeOwned;
use socket_conn::{Connection, Counters, Frame, Millis, SendError, Status};

use crate::core::{Core, Registration};
use crate::message::Message;
use crate::topic::{Topic, TopicHandle};

/// The realtime store: a small handle that is copied wherever it is needed.
#[derive(Clone, Copy)]
pub struct SocketStore {
    core: StoredValue<Rc<Core>, LocalStorage>,
    status: ReadSignal<Status>,
    paused: ReadSignal<bool>,
}

impl SocketStore {
    /// A handle on a core; both end with the reactive owner that is current.
    pub(crate) fn new(core: Rc<Core>) -> Self {
        Self {
            status: core.status.read_only().into(),
            paused: core.paused.read_only().into(),
            core: StoredValue::new_local(core),
        }
    }

    /// Opens the connection; nothing happens when it is open or on its way.
    pub fn open(&self) {
        self.core().drive(Connection::open);
    }

    /// Closes the connection by hand.
    pub fn close(&self) {
        self.core().drive(|connection, _| connection.close());
    }

    /// Does not wait for the next attempt.
    pub fn retry_now(&self) {
        self.core().drive(Connection::retry_now);
    }

    /// What the connection is doing.
    #[must_use]
    pub fn status(&self) -> ReadSignal<Status> {
        self.status
    }

    /// Stops committing to topics: their signals stay as they are, and are shown as stale. Messages are received and
    /// handlers called as ever.
    pub fn pause(&self) {
        self.core().pause(true);
    }

    /// Commits again, the newest values at once.
    pub fn resume(&self) {
        self.core().pause(false);
    }

    /// Whether commits are held back.
    #[must_use]
    pub fn paused(&self) -> ReadSignal<bool> {
        self.paused
    }

    /// The time on the clock that [`Status::Reconnecting`] and [`TopicHandle::updated_at`] use.
    #[must_use]
    pub fn now(&self) -> Millis {
        self.core().now()
    }

    /// The last measured time from a question to the server to its answer.
    #[must_use]
    pub fn round_trip(&self) -> Option<Millis> {
        self.core().inspect(Connection::round_trip)
    }

    /// What has happened so far, in numbers.
    #[must_use]
    pub fn counters(&self) -> Counters {
        self.core().inspect(Connection::counters)
    }

    /// A topic's state. The registration ends with the current reactive owner, in a component the component.
    pub fn topic<T>(&self, topic: &Topic<T>) -> TopicHandle<T>
    where
        T: DeserializeOwned + Send + Sync + 'static,
    {
        let (typed, registration) = self.core().topic(topic);
        end_with_owner(registration);
        TopicHandle {
            value: typed.value.read_only().into(),
            freshness: typed.freshness.read_only().into(),
            seq: typed.seq.read_only().into(),
            updated_at: typed.updated_at.read_only().into(),
        }
    }

    /// Calls a handler with each message of a `socketType`, as it comes in, until the registration is dropped.
    ///
    /// Several handlers may be registered under one name; they are called in the order of their registration.
    pub fn register(
        &self,
        socket_type: &str,
        handler: impl Fn(Message<'_>) + 'static,
    ) -> Registration {
        self.core().register(socket_type, handler)
    }

    /// The same as [`register`](Self::register); the registration ends with the current reactive owner.
    pub fn register_here(&self, socket_type: &str, handler: impl Fn(Message<'_>) + 'static) {
        end_with_owner(self.register(socket_type, handler));
    }

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
        let text = serde_json::to_string(message).expect("a message is written as JSON");
        self.core().send(Frame::Text(text))
    }

    fn core(&self) -> Rc<Core> {
        Rc::clone(&self.core.read_value())
    }
}

impl std::fmt::Debug for SocketStore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SocketStore").finish_non_exhaustive()
    }
}

fn end_with_owner(registration: Registration) {
    let registration = SendWrapper::new(registration);
    on_cleanup(move || drop(registration));
}
