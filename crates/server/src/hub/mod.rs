//! Topics and their current values, for everyone who subscribes.
//!
//! Most topics are snapshots: the newest value is all that a reader needs. The hub keeps that value, numbers it within
//! its epoch, and tells all readers that something has changed; each reader then takes what it lacks. So a slow reader
//! skips values and holds up nobody. Of a complete topic each value counts: the hub keeps the newest ones, and a reader
//! takes all that follow on the last that it has; one that is slower than they go has to begin anew. The hub knows no
//! sales: a value is any JSON text.

mod audience;
mod complete;
mod history;
mod keep_screen;
mod relay;
mod relay_log;
mod screen;
mod topic;

pub use audience::{Interest, Reader, Seat};
pub use complete::Standing;
pub use history::{Behind, HISTORY};
pub use keep_screen::keep_screen;
pub use relay::{NotRelayable, check_relay};
pub use relay_log::{MissedRelays, RelayReader};
pub use topic::Snapshot;

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use axum::extract::ws::Utf8Bytes;
use parking_lot::{Mutex, RwLock};
use socket_wire::{Screen, TopicName};
use tokio::sync::watch;

use crate::clock;
use crate::database::TopicTable;
use audience::Audience;
use complete::Addition;
use history::History;
use relay_log::RelayLog;

/// See the [module](self).
#[derive(Debug)]
pub struct Hub {
    epoch: Arc<str>,
    table: Mutex<TopicTable>,
    topics: RwLock<BTreeMap<TopicName, Topic>>,
    aliases: HashMap<TopicName, TopicName>,
    relays: RelayLog,
    screen: watch::Sender<Screen>,
    audience: Audience,
}

#[derive(Debug)]
enum Topic {
    /// The newest value is all that matters.
    Snapshot(Arc<Snapshot>),
    /// Each value counts.
    Complete(History),
}

/// Values could not be stored, and so were not published.
#[derive(Debug, thiserror::Error)]
#[error("the charts cannot be stored: {0}")]
pub struct PublishError(#[from] rusqlite::Error);

impl Hub {
    /// A hub that goes on where its table ends.
    ///
    /// `aliases` are further names of topics, each with the name that it stands for; `screen` is what had been relayed.
    pub fn new(
        table: TopicTable,
        epoch: &str,
        aliases: HashMap<TopicName, TopicName>,
        screen: Screen,
    ) -> rusqlite::Result<Self> {
        let epoch: Arc<str> = epoch.into();
        let mut topics = BTreeMap::new();
        for stored in table.load()? {
            let Ok(name) = TopicName::new(stored.name) else {
                continue;
            };
            let snapshot = Snapshot::new(&name, &epoch, stored.seq, stored.ts, stored.json.into());
            topics.insert(name, Topic::Snapshot(Arc::new(snapshot)));
        }
        Ok(Self {
            epoch,
            table: Mutex::new(table),
            topics: RwLock::new(topics),
            aliases,
            relays: RelayLog::default(),
            screen: watch::Sender::new(screen),
            audience: Audience::default(),
        })
    }

    /// Makes these the current values, and appends to the histories what waits for them in the database's outbox, all or
    /// nothing. A value that is the current one already is left alone; one that waited is appended once, whatever is
    /// killed when.
    ///
    /// Blocks while it stores them: not for an async task. A value is stored before anyone gets it, so that a number
    /// never means two values, whatever is killed when. Readers are told once, of all that has changed.
    ///
    /// # Errors
    ///
    /// The values could not be stored; the current ones stay, and those that wait go on waiting.
    pub fn publish(&self, values: Vec<(TopicName, String)>) -> Result<usize, PublishError> {
        let mut table = self.table.lock();
        let now = clock::unix_ms();
        let mut changed = Vec::new();
        for (name, json) in values {
            let last = match self.topics.read().get(&name) {
                Some(Topic::Snapshot(head)) if *head.json == *json => continue,
                Some(Topic::Snapshot(head)) => Some((head.seq, head.ts)),
                _ => table.last_number(name.as_str())?,
            };
            // The wall clock may have been set back; the time of a topic's values is not.
            let (seq, ts) = last.map_or((1, now), |(seq, ts)| (seq + 1, now.max(ts)));
            let snapshot = Snapshot::new(&name, &self.epoch, seq, ts, json.into());
            changed.push((name, Arc::new(snapshot)));
        }
        let additions = self.additions(&table, now)?;
        if changed.is_empty() && additions.is_empty() {
            return Ok(0);
        }
        let change = table.change()?;
        let rows = changed
            .iter()
            .map(|(name, value)| (name.as_str(), value.seq, value.ts, &*value.json));
        change.save(rows)?;
        for addition in &additions {
            addition.store(&change)?;
        }
        change.commit()?;
        let added: usize = additions.iter().map(Addition::len).sum();
        let count = changed.len() + added;
        let names = changed.iter().map(|(name, _)| name);
        let names = names.chain(additions.iter().map(Addition::topic));
        let names = names.cloned().collect::<Vec<_>>();
        let mut topics = self.topics.write();
        let heads = changed.into_iter();
        topics.extend(heads.map(|(name, head)| (name, Topic::Snapshot(head))));
        for addition in additions {
            addition.add_to(&mut topics);
        }
        drop(topics);
        self.tell_of(&names);
        Ok(count)
    }

    /// Tells everyone that topics have changed, those included who follow one by an alias.
    fn tell_of(&self, topics: &[TopicName]) {
        let aliases = self.aliases.iter();
        let aliases = aliases.filter(|(_, topic)| topics.contains(topic));
        self.audience
            .published(topics.iter().chain(aliases.map(|(alias, _)| alias)));
    }

    /// Lets snapshots be unknown until they are published again, all or none; their numbers then go on.
    ///
    /// Blocks as [`publish`](Self::publish) does.
    ///
    /// # Errors
    ///
    /// That could not be stored; the topics stay.
    pub fn retire(&self, names: &[TopicName]) -> Result<usize, PublishError> {
        if names.is_empty() {
            return Ok(0);
        }
        let mut table = self.table.lock();
        table.retire(names.iter().map(TopicName::as_str))?;
        let mut topics = self.topics.write();
        Ok(names.iter().filter_map(|name| topics.remove(name)).count())
    }

    /// Whether values can be stored at all; blocks while it tries.
    ///
    /// # Errors
    ///
    /// They can't.
    pub fn probe(&self) -> Result<(), PublishError> {
        Ok(self.table.lock().probe()?)
    }

    /// All topics.
    #[must_use]
    pub fn names(&self) -> Vec<TopicName> {
        self.topics.read().keys().cloned().collect()
    }

    /// The current value of a topic, by its name or an alias; of a complete topic an array of all values that are kept.
    #[must_use]
    pub fn head(&self, name: &TopicName) -> Option<Arc<Snapshot>> {
        self.look(name, |topic| match topic {
            Topic::Snapshot(head) => Arc::clone(head),
            Topic::Complete(history) => history.array(),
        })
    }

    /// Looks at a topic, by its name or an alias. An alias that is a topic's own name means that topic.
    fn look<T>(&self, name: &TopicName, at: impl FnOnce(&Topic) -> T) -> Option<T> {
        let topics = self.topics.read();
        let of_alias = || topics.get(self.aliases.get(name)?);
        topics.get(name).or_else(of_alias).map(at)
    }

    /// Is this the socketType that values of a topic may come with? Both names of an alias count: clients ask by either.
    #[must_use]
    pub fn is_data_type(&self, socket_type: &str) -> bool {
        let Some(name) = TopicName::of_socket_type(socket_type) else {
            return false;
        };
        let is_alias = |(alias, topic): (&TopicName, &TopicName)| {
            alias.as_str() == name || topic.as_str() == name
        };
        self.topics.read().contains_key(name) || self.aliases.iter().any(is_alias)
    }

    /// Sends a message to every client, and remembers what late joiners need of it.
    ///
    /// Both under one lock: all clients see one order, and who joins finds a message noted or gets it, never both.
    pub fn relay(&self, text: Utf8Bytes) {
        self.screen.send_if_modified(|screen| {
            let before = screen.clone();
            screen::note(screen, &text);
            self.relays.add(text);
            *screen != before
        });
        self.audience.relayed();
    }

    /// Tells a reader whenever something is relayed, or published in what it follows, until the seat is dropped. Needs a
    /// tokio runtime.
    #[must_use]
    pub fn seat(&self, reader: Arc<dyn Reader>) -> Seat {
        self.audience.seat(reader)
    }

    /// The messages that are relayed from now on.
    #[must_use]
    pub fn relays(&self) -> RelayReader {
        self.relays.reader()
    }

    /// What has been relayed and still holds, and the messages that are relayed after that.
    #[must_use]
    pub fn join(&self) -> (Screen, RelayReader) {
        let screen = self.screen.borrow();
        (screen.clone(), self.relays.reader())
    }

    /// What has been relayed and still holds, whenever it changes.
    #[must_use]
    pub fn screen(&self) -> watch::Receiver<Screen> {
        self.screen.subscribe()
    }
}

#[cfg(test)]
mod tests;
