//! The [scripted world](crate::testing) with what tests of the core need beside: the core's own topics, and a native
//! server that is played by hand.

use std::ops::Deref;

use socket_conn::Status;

use crate::core::typed::TopicSignals;
use crate::core::{Machine, Registration};
use crate::handler::HandlerOutcome;
use crate::message::Message;
use crate::options::StoreOptions;
use crate::topic::Topic;
use crate::{NativeDialect, PlainDialect, testing};

pub(super) struct World(testing::World);

impl World {
    /// A store that speaks the native dialect and is live.
    pub(super) fn live() -> Self {
        Self::live_with(StoreOptions::new("/ws", NativeDialect::default()))
    }

    pub(super) fn live_with(options: StoreOptions) -> Self {
        let world = Self::new(options);
        world.store().open();
        world.welcome();
        world
    }

    /// A store that speaks the plain dialect and is live.
    pub(super) fn plain() -> Self {
        let world = Self::new(StoreOptions::new("/ws", PlainDialect::default()));
        world.store().open();
        world.opened();
        world
    }

    pub(super) fn new(options: StoreOptions) -> Self {
        Self(testing::World::new(options))
    }

    /// Registers a handler.
    pub(super) fn register<R: HandlerOutcome>(
        &self,
        socket_type: &str,
        handler: impl Fn(Message<'_>) -> R + 'static,
    ) -> Registration {
        self.store().register(socket_type, handler)
    }

    /// Registers for a topic.
    pub(super) fn topic<T, S>(&self, topic: &Topic<T, S>) -> (TopicSignals<S>, Registration)
    where
        T: 'static,
        S: Default + Send + Sync + 'static,
    {
        self.core.topic(topic, topic.subscription(), None)
    }

    pub(super) fn opened(&self) {
        self.settle();
        self.open_socket();
    }

    /// The socket opens, and the server lets us in.
    pub(super) fn welcome(&self) {
        self.opened();
        self.receive(r#"{"type":"hello","version":1,"codec":"json","heartbeat":25000,"ts":1}"#);
        assert_eq!(self.status(), Status::Live);
        self.sent();
    }

    /// A value of a topic `name`, in native mode.
    pub(super) fn value(&self, name: &str, seq: u64, data: &str) {
        self.receive(format!(
            r#"{{"socketType":"{name}Data","chartName":"{name}","epoch":"e","seq":{seq},"data":{data}}}"#
        ));
    }

    pub(super) fn lost(&self) {
        self.drop_connection(1006);
    }

    pub(super) fn redial(&self) {
        self.core.drive(Machine::retry_now);
    }
}

impl Deref for World {
    type Target = testing::World;

    fn deref(&self) -> &testing::World {
        &self.0
    }
}
