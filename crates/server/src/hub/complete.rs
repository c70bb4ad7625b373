//! Topics each value of which counts, beside those whose newest value is all that matters.

use std::collections::BTreeMap;
use std::sync::Arc;

use socket_wire::{Position, TopicName};

use super::history::{Behind, History};
use super::{Hub, PublishError, Snapshot, Topic};
#[cfg(test)]
use crate::database::Outgoing;
use crate::database::{TopicChange, TopicTable, Waiting};

/// Where a topic stands when a reader comes.
#[derive(Debug, Clone)]
pub struct Standing {
    /// The life of the numbering.
    pub epoch: Arc<str>,
    /// The number of the newest value, 0 before the first.
    pub seq: u64,
    /// Each value counts, not only the newest.
    pub is_complete: bool,
    /// The oldest value that a reader must not have missed.
    oldest: u64,
}

impl Standing {
    /// Has a reader who was there lost nothing that matters, or can be given what it lacks?
    ///
    /// A position past the head was never given out by this epoch.
    #[must_use]
    pub fn recovers(&self, from: &Position) -> bool {
        *from.epoch == *self.epoch && from.seq <= self.seq && self.oldest <= from.seq + 1
    }
}

impl Hub {
    /// Makes a topic known each value of which counts, with what is stored of it.
    ///
    /// Blocks as [`publish`](Self::publish) does.
    ///
    /// # Errors
    ///
    /// What is stored cannot be read.
    pub fn open_history(&self, name: &TopicName) -> Result<(), PublishError> {
        // Only here are topics added, and the table is locked: nobody comes in between.
        let table = self.table.lock();
        if self.topics.read().contains_key(name) {
            return Ok(());
        }
        let mut history = History::new(name, &self.epoch);
        let stored = table.history(name.as_str())?.into_iter();
        let values = stored.map(|stored| history.value(stored.seq, stored.ts, stored.json));
        let values: Vec<_> = values.collect();
        let oldest = history.oldest_with(&values);
        history.extend(values, oldest);
        let topic = Topic::Complete(history);
        self.topics.write().insert(name.clone(), topic);
        Ok(())
    }

    /// Where a topic stands, by its name or an alias.
    #[must_use]
    pub fn standing(&self, name: &TopicName) -> Option<Standing> {
        let (seq, oldest, is_complete) = self.look(name, |topic| match topic {
            Topic::Snapshot(head) => (head.seq, 0, false),
            Topic::Complete(history) => (history.last().0, history.oldest(), true),
        })?;
        Some(Standing {
            epoch: Arc::clone(&self.epoch),
            seq,
            is_complete,
            oldest,
        })
    }

    /// What a reader lacks of a topic, by its name or an alias, when the last value that it has got had this number: the
    /// newest value, or where each of them counts those that follow, as many as are `room` bytes long together, but one
    /// if there is one.
    ///
    /// # Errors
    ///
    /// The reader lacks values that count and are not kept any more.
    pub fn news(
        &self,
        name: &TopicName,
        seen: Option<u64>,
        room: usize,
    ) -> Result<Vec<Arc<Snapshot>>, Behind> {
        let news = self.look(name, |topic| match topic {
            Topic::Snapshot(head) if seen == Some(head.seq) => Ok(Vec::new()),
            Topic::Snapshot(head) => Ok(vec![Arc::clone(head)]),
            Topic::Complete(history) => history.after(seen, room),
        });
        news.unwrap_or_else(|| Ok(Vec::new()))
    }

    /// What the histories are to get from the outbox.
    pub(super) fn additions(
        &self,
        table: &TopicTable,
        now: u64,
    ) -> rusqlite::Result<Vec<Addition>> {
        let mut additions = Vec::new();
        for (name, topic) in &*self.topics.read() {
            let Topic::Complete(history) = topic else {
                continue;
            };
            let Waiting { values, through } = table.waiting(name.as_str())?;
            if values.is_empty() {
                continue;
            }
            let values = history.number(values, now);
            additions.push(Addition {
                topic: name.clone(),
                oldest: history.oldest_with(&values),
                values,
                through,
            });
        }
        Ok(additions)
    }
}

/// What a history is to get from the outbox.
pub(super) struct Addition {
    topic: TopicName,
    values: Vec<Arc<Snapshot>>,
    /// The oldest value that is kept then.
    oldest: u64,
    /// Up to which place the values waited.
    through: i64,
}

impl Addition {
    pub(super) fn topic(&self) -> &TopicName {
        &self.topic
    }

    pub(super) fn len(&self) -> usize {
        self.values.len()
    }

    pub(super) fn store(&self, change: &TopicChange<'_>) -> rusqlite::Result<()> {
        let values = self.values.iter();
        let rows = values.map(|value| (value.seq, value.ts, &*value.json));
        change.append(self.topic.as_str(), rows, self.oldest, self.through)
    }

    /// Gives the history what is stored by now.
    pub(super) fn add_to(self, topics: &mut BTreeMap<TopicName, Topic>) {
        if let Some(Topic::Complete(history)) = topics.get_mut(&self.topic) {
            history.extend(self.values, self.oldest);
        }
    }
}

#[cfg(test)]
impl Hub {
    /// Appends values to a history by way of the outbox.
    pub(crate) fn append(
        &self,
        name: &TopicName,
        values: &[String],
    ) -> Result<usize, PublishError> {
        self.table.lock().put(&Outgoing {
            topic: name.as_str(),
            values,
            most: usize::MAX,
        })?;
        self.publish(Vec::new())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::database::in_memory;
    use crate::hub::HISTORY;
    use crate::testing::{Listener, TestStore, hub, name};

    /// The numbers and the values that a reader gets who has seen everything up to there.
    fn news(hub: &Hub, seen: Option<u64>) -> Vec<(u64, String)> {
        let news = hub.news(&name("log"), seen, usize::MAX).unwrap();
        let value = |value: &Arc<Snapshot>| (value.seq, value.json.to_string());
        news.iter().map(value).collect()
    }

    fn append(hub: &Hub, values: impl IntoIterator<Item = usize>) {
        let values = values.into_iter().map(|value| value.to_string());
        append_texts(hub, &values.collect::<Vec<_>>());
    }

    fn append_texts(hub: &Hub, values: &[String]) {
        hub.append(&name("log"), values).unwrap();
    }

    fn in_memory_hub() -> Hub {
        opened(hub(in_memory(), "test"))
    }

    /// The hub of a store as a server that starts would have it.
    fn stored_hub(store: &TestStore) -> Hub {
        opened(store.hub())
    }

    fn opened(hub: Hub) -> Hub {
        hub.open_history(&name("log")).unwrap();
        hub
    }

    #[test]
    fn each_value_gets_a_number_even_one_that_is_like_the_last() {
        let hub = in_memory_hub();
        append(&hub, [7, 7]);
        append(&hub, [7]);
        let expected = [1, 2, 3].map(|seq| (seq, "7".to_owned()));
        assert_eq!(news(&hub, None), expected);
        assert_eq!(news(&hub, Some(1)), expected[1..]);
        assert_eq!(news(&hub, Some(3)), []);
    }

    #[test]
    fn the_newest_values_are_kept_and_a_reader_that_lacks_an_older_one_is_behind() {
        let store = TestStore::new();
        let hub = stored_hub(&store);
        append(&hub, 1..=HISTORY);
        append(&hub, HISTORY + 1..=HISTORY + 2);
        for hub in [&hub, &stored_hub(&store)] {
            let kept = news(hub, None);
            assert_eq!(kept.len(), HISTORY);
            assert_eq!(kept[0], (3, "3".to_owned()));
            assert_eq!(hub.table.lock().history("log").unwrap().len(), HISTORY);
            let behind = hub.news(&name("log"), Some(1), usize::MAX);
            assert!(matches!(behind, Err(Behind)));
            assert_eq!(news(hub, Some(2)), kept);
        }
    }

    #[test]
    fn a_history_has_its_length_in_bytes_too_and_keeps_the_newest_value_however_long() {
        let store = TestStore::new();
        let hub = stored_hub(&store);
        let long = |kib: usize| format!("\"{}\"", "x".repeat(kib * 1024));
        append_texts(&hub, &[long(100)]);
        append_texts(&hub, &[long(100), long(100)]);
        assert_eq!(news(&hub, None)[0].0, 2);
        append_texts(&hub, &[long(300)]);
        for hub in [&hub, &stored_hub(&store)] {
            assert_eq!(news(hub, None), [(4, long(300))]);
        }
    }

    #[test]
    fn numbers_go_on_after_a_restart() {
        let store = TestStore::new();
        append(&stored_hub(&store), [1, 2]);
        let hub = stored_hub(&store);
        append(&hub, [3]);
        assert_eq!(news(&hub, Some(2)), [(3, "3".to_owned())]);
        assert_eq!(news(&stored_hub(&store), None).len(), 3);
    }

    #[test]
    fn what_cannot_be_stored_goes_on_waiting_and_takes_no_number() {
        let store = TestStore::new();
        let hub = stored_hub(&store);
        append(&hub, [1]);
        store.refuse("INSERT", "histories");
        assert!(hub.append(&name("log"), &["2".to_owned()]).is_err());
        assert_eq!(news(&hub, Some(1)), []);
        store.take_updates();
        append(&hub, [3]);
        let expected = [2, 3].map(|value| (value, value.to_string()));
        assert_eq!(news(&hub, Some(1)), expected);
    }

    #[test]
    fn those_who_know_no_histories_get_an_array() {
        let hub = in_memory_hub();
        let array = || {
            hub.head(&name("log"))
                .map(|head| (head.seq, head.json.to_string()))
        };
        assert_eq!(array(), Some((0, "[]".to_owned())));
        append(&hub, [1, 2]);
        assert_eq!(array(), Some((2, "[1,2]".to_owned())));
    }

    #[test]
    fn a_relayed_message_cannot_pass_for_a_value() {
        let hub = hub(in_memory(), "test");
        assert!(!hub.is_data_type("logData"));
        hub.open_history(&name("log")).unwrap();
        assert!(hub.is_data_type("logData"));
    }

    #[tokio::test(start_paused = true)]
    async fn readers_are_told_of_a_value() {
        let hub = in_memory_hub();
        let (listener, _seat) = Listener::of(&hub, &["log"]);
        append(&hub, [1]);
        assert_eq!(listener.settled().await, 1);
    }

    #[tokio::test(start_paused = true)]
    async fn charts_and_values_are_published_together_and_readers_are_told_once() {
        let store = TestStore::new();
        let hub = stored_hub(&store);
        let (listener, _seat) = Listener::of(&hub, &["rank", "log"]);
        let publish = |json: &str| {
            let value = "7".to_owned();
            let waiting = Outgoing {
                topic: "log",
                values: &[value],
                most: usize::MAX,
            };
            hub.table.lock().put(&waiting).unwrap();
            hub.publish(vec![(name("rank"), json.to_owned())])
        };
        let rank = || hub.head(&name("rank")).unwrap().seq;

        assert_eq!(publish("[1]").unwrap(), 2);
        assert_eq!(
            (rank(), news(&hub, None).len(), listener.settled().await),
            (1, 1, 1)
        );
        store.refuse("DELETE", "outbox");
        assert!(publish("[2]").is_err());
        assert_eq!(
            (rank(), news(&hub, None).len(), listener.settled().await),
            (1, 1, 1)
        );
        store.take_updates();
        assert_eq!(publish("[2]").unwrap(), 3);
        assert_eq!(
            (rank(), news(&hub, None).len(), listener.settled().await),
            (2, 3, 2)
        );
    }
}
