//! What unit tests share: a hub, a desk and sessions without a server around them.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use rusqlite::Connection;
use socket_wire::{Screen, TopicName};
use tokio::sync::watch;
use tokio::time::Instant;
use tower_sessions::session::Id;

use crate::auth::{Account, LiveSession, LiveSessions, Role, Tickets};
use crate::database::{self, Database, Journal, ScreenTable, SourceRow, TopicTable};
use crate::hub::{HISTORY, Hub, Reader, Seat};
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

    /// Adds values to a topic each of which counts.
    pub(crate) fn append(&self, topic: &str, values: impl IntoIterator<Item = u64>) {
        let name = name(topic);
        self.hub.open_history(&name).unwrap();
        let values = values.into_iter().map(|value| value.to_string());
        // Of more at once the first would get no number.
        for values in values.collect::<Vec<_>>().chunks(HISTORY) {
            self.hub.append(&name, values).unwrap();
        }
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
    hub_of(connection, &source, Screen::default())
}

fn hub_of(connection: Connection, source: &SourceRow, screen: Screen) -> Hub {
    let aliases = HashMap::from([(name("hotproduct"), name("hot"))]);
    let table = TopicTable::new(connection, source.id);
    Hub::new(table, &source.epoch, aliases, screen).unwrap()
}

/// A source in a file of its own, which can be told to refuse what is written.
pub(crate) struct TestStore {
    _folder: tempfile::TempDir,
    database: Database,
    source: SourceRow,
}

impl TestStore {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let database = Database::open(folder.path()).unwrap();
        let connection = database.connect().unwrap();
        Self {
            source: SourceRow::find_or_create(&connection, "test").unwrap(),
            _folder: folder,
            database,
        }
    }

    /// The hub of the source as a server that starts would have it.
    pub(crate) fn hub(&self) -> Hub {
        let screen = self.screens().load().unwrap();
        hub_of(self.database.connect().unwrap(), &self.source, screen)
    }

    pub(crate) fn journal(&self) -> Journal {
        Journal::new(self.database.connect().unwrap(), self.source.id)
    }

    pub(crate) fn screens(&self) -> ScreenTable {
        ScreenTable::new(self.database.connect().unwrap(), self.source.id)
    }

    /// From here on no row of that table can be changed.
    pub(crate) fn refuse_updates_of(&self, table: &str) {
        self.refuse("UPDATE", table);
    }

    /// From here on that cannot be done to any row of that table.
    pub(crate) fn refuse(&self, change: &str, table: &str) {
        self.execute(&format!(
            "CREATE TRIGGER full BEFORE {change} ON {table} BEGIN SELECT RAISE(ABORT, 'full'); END"
        ));
    }

    /// And from here on they can again.
    pub(crate) fn take_updates(&self) {
        self.execute("DROP TRIGGER full");
    }

    fn execute(&self, sql: &str) {
        self.database.connect().unwrap().execute_batch(sql).unwrap();
    }
}

/// Somebody in the audience who counts how often it was told: of values, and of relayed messages alone.
pub(crate) struct Listener {
    told: watch::Sender<(usize, usize)>,
}

impl Listener {
    pub(crate) fn new() -> Arc<Self> {
        let told = watch::Sender::new((0, 0));
        Arc::new(Self { told })
    }

    /// One who follows topics of a hub, as long as it has its seat.
    pub(crate) fn of(hub: &Hub, topics: &[&str]) -> (Arc<Self>, Seat) {
        let listener = Self::new();
        let seat = hub.seat(Arc::clone(&listener) as Arc<dyn Reader>);
        let topics = topics.iter().map(|topic| name(topic)).collect();
        seat.interest().follow(topics);
        (listener, seat)
    }

    pub(crate) fn counts(&self) -> (usize, usize) {
        *self.told.borrow()
    }

    /// How often it was told of values, when all that was published has been told.
    pub(crate) async fn settled(&self) -> usize {
        settle().await;
        self.counts().0
    }

    /// Waits until it has been told of values so often.
    pub(crate) async fn reaches(&self, count: usize) {
        let mut told = self.told.subscribe();
        told.wait_for(|(values, _)| *values >= count).await.unwrap();
    }
}

impl Reader for Listener {
    fn tell(&self, values: bool, _: Instant) {
        self.told.send_modify(|(told, relays)| {
            *if values { told } else { relays } += 1;
        });
    }
}

/// Lets the audience's tasks do what they have to do, on a clock that is paused: it goes on when nobody has more to do.
pub(crate) async fn settle() {
    tokio::time::sleep(Duration::from_secs(1)).await;
}

/// Waits until something is so that another thread brings about.
pub(crate) async fn until(mut is_so: impl FnMut() -> bool) {
    let waiting = async {
        while !is_so() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    let patience = Duration::from_secs(10);
    tokio::time::timeout(patience, waiting)
        .await
        .expect("it never came to be so");
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
