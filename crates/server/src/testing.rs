//! What unit tests share: a hub, a desk and sessions without a server around them.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use rusqlite::Connection;
use socket_wire::TopicName;
use tokio::time::Instant;
use tower_sessions::session::Id;

use crate::auth::{Account, LiveSession, LiveSessions, Role, Tickets};
use crate::database::{self, SourceRow, TopicTable};
use crate::hub::Hub;
use crate::socket::{Desk, HEARTBEAT};

pub(crate) fn name(text: &str) -> TopicName {
    TopicName::new(text).unwrap()
}

/// A hub of its own, with `hotproduct` for `hot`.
pub(crate) struct TestHub {
    pub(crate) hub: Arc<Hub>,
}

impl TestHub {
    pub(crate) fn new() -> Self {
        Self {
            hub: Arc::new(hub(database::in_memory(), "test")),
        }
    }

    pub(crate) fn publish(&self, topic: &str, json: &str) {
        self.hub
            .publish(vec![(name(topic), json.to_owned())])
            .unwrap();
    }

    pub(crate) fn desk(&self) -> Arc<Desk> {
        Arc::new(Desk {
            hub: Arc::clone(&self.hub),
            tickets: Arc::new(Tickets::default()),
            relay: ["fullScreen", "themeChange"].map(str::to_owned).into(),
            heartbeat: HEARTBEAT,
        })
    }
}

/// The hub of a source.
pub(crate) fn hub(connection: Connection, source: &str) -> Hub {
    let source = SourceRow::find_or_create(&connection, source).unwrap();
    let aliases = HashMap::from([(name("hotproduct"), name("hot"))]);
    let table = TopicTable::new(connection, source.id);
    Hub::new(table, &source.epoch, aliases).unwrap()
}

/// A user's session that lasts an hour; the registry can end it.
pub(crate) fn session(role: Role) -> (LiveSessions, Arc<LiveSession>) {
    let sessions = LiveSessions::default();
    let account = Account {
        name: "ann".into(),
        role,
        generation: 1,
    };
    let end = Instant::now() + Duration::from_secs(3600);
    let session = sessions.touch(Id(1), &account, end);
    (sessions, session)
}
