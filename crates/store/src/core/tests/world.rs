//! The scripted world. A test lets things happen with `opened`, `receive`, `lost` and `flush`, and reads what the
//! store did from `sent`, `dials` and `warnings`. For a new event add a method that calls `core.drive`.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use serde::de::DeserializeOwned;
use socket_conn::{Close, Frame, Generation, Millis, Status, Unsupported};

use reactive_graph::traits::GetUntracked;

use crate::core::typed::TypedTopic;
use crate::core::{Core, Platform, Registration};
use crate::handler::HandlerOutcome;
use crate::message::Message;
use crate::options::{LocalFuture, StoreOptions};
use crate::topic::Topic;
use crate::{NativeDialect, PlainDialect};

#[derive(Default)]
struct Log {
    now: Cell<Millis>,
    generation: Cell<Generation>,
    dials: Cell<u32>,
    sent: RefCell<Vec<String>>,
    warnings: RefCell<Vec<String>>,
    flush_requests: Cell<u32>,
}

pub(super) struct World {
    pub(super) core: Rc<Core>,
    log: Rc<Log>,
}

impl World {
    /// A store that speaks the native dialect and is live.
    pub(super) fn live() -> Self {
        let world = Self::new(StoreOptions::new("/ws", NativeDialect::default()));
        world.core.drive(socket_conn::Connection::open);
        world.welcome();
        world
    }

    /// A store that speaks the plain dialect and is live.
    pub(super) fn plain() -> Self {
        let world = Self::new(StoreOptions::new("/ws", PlainDialect::default()));
        world.core.drive(socket_conn::Connection::open);
        world.opened();
        world
    }

    pub(super) fn new(options: StoreOptions) -> Self {
        let log = Rc::new(Log::default());
        let platform = Script(Rc::clone(&log));
        let core = Core::new(options, 1, |_| Box::new(platform));
        Self { core, log }
    }

    /// Registers a handler.
    pub(super) fn register<R: HandlerOutcome>(
        &self,
        socket_type: &str,
        handler: impl Fn(Message<'_>) -> R + 'static,
    ) -> Registration {
        self.core
            .register(socket_type, move |message| handler(message).into_result())
    }

    /// Registers for a topic.
    pub(super) fn topic<T, S>(&self, topic: &Topic<T, S>) -> (Rc<TypedTopic<T, S>>, Registration)
    where
        T: DeserializeOwned + 'static,
        S: Default + Send + Sync + 'static,
    {
        self.core.topic(topic, topic.subscription(), None)
    }

    pub(super) fn opened(&self) {
        let generation = self.log.generation.get();
        self.core.drive(|c, now| c.handle_opened(generation, now));
    }

    /// The socket opens, and the server lets us in.
    pub(super) fn welcome(&self) {
        self.opened();
        self.receive(r#"{"type":"hello","version":1,"codec":"json","heartbeat":25000,"ts":1}"#);
        assert_eq!(self.status(), Status::Live);
        self.log.sent.borrow_mut().clear();
    }

    pub(super) fn receive(&self, frame: impl Into<Frame>) {
        let generation = self.log.generation.get();
        let frame = frame.into();
        self.core
            .drive(|c, now| c.handle_frame(generation, frame, now));
    }

    /// A value of a topic `name`, in native mode.
    pub(super) fn value(&self, name: &str, seq: u64, data: &str) {
        self.receive(format!(
            r#"{{"socketType":"{name}Data","chartName":"{name}","epoch":"e","seq":{seq},"data":{data}}}"#
        ));
    }

    pub(super) fn lost(&self) {
        let generation = self.log.generation.get();
        self.core
            .drive(|c, now| c.handle_closed(generation, Close::abnormal(), now));
    }

    pub(super) fn redial(&self) {
        self.core.drive(socket_conn::Connection::retry_now);
    }

    /// The next picture.
    pub(super) fn flush(&self) {
        self.core.flush();
    }

    pub(super) fn advance(&self, span: Millis) {
        self.log.now.set(self.log.now.get() + span);
        self.core.drive(socket_conn::Connection::handle_timeout);
    }

    pub(super) fn status(&self) -> Status {
        self.core.status.get_untracked()
    }

    /// What was sent since the last call.
    pub(super) fn sent(&self) -> Vec<String> {
        self.log.sent.take()
    }

    pub(super) fn warnings(&self) -> Vec<String> {
        self.log.warnings.take()
    }

    pub(super) fn dials(&self) -> u32 {
        self.log.dials.get()
    }

    pub(super) fn flush_requests(&self) -> u32 {
        self.log.flush_requests.get()
    }
}

struct Script(Rc<Log>);

impl Platform for Script {
    fn now(&self) -> Millis {
        self.0.now.get()
    }

    fn buffered(&self) -> usize {
        0
    }

    fn dial(&self, generation: Generation) -> Result<(), Unsupported> {
        self.0.dials.set(self.0.dials.get() + 1);
        self.0.generation.set(generation);
        Ok(())
    }

    fn send(&self, generation: Generation, frame: Frame) {
        assert_eq!(
            generation,
            self.0.generation.get(),
            "sent on a stale socket"
        );
        let text = frame.as_text().expect("text").to_owned();
        self.0.sent.borrow_mut().push(text);
    }

    fn close(&self, _: Generation, _: u16) {}

    fn check_health(&self, _: Generation) {}

    fn wake_at(&self, _: Option<Millis>) {}

    fn request_flush(&self) {
        self.0.flush_requests.set(self.0.flush_requests.get() + 1);
    }

    fn spawn(&self, mut future: LocalFuture<()>) {
        let mut context = std::task::Context::from_waker(std::task::Waker::noop());
        let poll = future.as_mut().poll(&mut context);
        assert!(poll.is_ready(), "the script has no way to wait");
    }

    fn warn(&self, text: &str) {
        self.0.warnings.borrow_mut().push(text.to_owned());
    }
}
