//! Everyone who is to be told that there is something new.
//!
//! To wake a task for each reader costs more than what the reader then does. So a few tasks, the rows, go from reader to
//! reader and let each take what it lacks at once. What costs most is that the kernel is called for each reader; so a row
//! goes along its readers no more often than once in a while, and whatever has come meanwhile is taken together.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::available_parallelism;
use std::time::Duration;

use parking_lot::Mutex;
use socket_wire::TopicName;
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep_until};

/// Readers that are told before others get their turn on the thread.
const AT_ONCE: usize = 64;
/// From one beginning of a row to the next at the least: half a picture on a usual screen. What comes after a silence goes
/// out at once.
const GATHERING: Duration = Duration::from_millis(7);

/// Somebody who takes what is new.
pub trait Reader: Send + Sync {
    /// Something was relayed, or if `values` are new something was published in a topic that the reader follows. Must not
    /// block.
    fn tell(&self, values: bool, now: Instant);
}

/// All readers, in rows.
#[derive(Debug, Default)]
pub(super) struct Audience {
    rows: Mutex<Vec<Tending>>,
    next: AtomicUsize,
}

/// A row, and the task that goes along it.
#[derive(Debug)]
struct Tending {
    row: Arc<Row>,
    task: JoinHandle<()>,
}

#[derive(Default)]
struct Row {
    seats: Mutex<Seats>,
    news: Mutex<News>,
    has_news: Notify,
}

/// What a row has not been told yet.
#[derive(Default)]
struct News {
    topics: BTreeSet<TopicName>,
    relays: bool,
}

#[derive(Default)]
struct Seats {
    /// By their numbers, none of which is given out twice.
    places: BTreeMap<u64, Place>,
    last: u64,
    /// Who follows a topic, so that it costs nothing to those who don't.
    followers: BTreeMap<TopicName, BTreeSet<u64>>,
}

struct Place {
    reader: Arc<dyn Reader>,
    topics: BTreeSet<TopicName>,
}

/// The right to be told, until it is dropped.
#[derive(Debug)]
pub struct Seat {
    row: Arc<Row>,
    place: u64,
}

/// Says for a reader which topics it follows, as long as it has its seat.
#[derive(Debug)]
pub struct Interest {
    row: Arc<Row>,
    place: u64,
}

impl Audience {
    /// Tells a reader of all that is relayed from now on, and of what is published in the topics that it follows. Needs a
    /// tokio runtime: the rows are its tasks.
    pub(super) fn seat(&self, reader: Arc<dyn Reader>) -> Seat {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let row = self.row(number);
        let place = row.seats.lock().add(reader);
        Seat { row, place }
    }

    /// Something was published in these topics.
    pub(super) fn published<'a>(&self, topics: impl Iterator<Item = &'a TopicName> + Clone) {
        self.news(|news| news.topics.extend(topics.clone().cloned()));
    }

    /// Something was relayed.
    pub(super) fn relayed(&self) {
        self.news(|news| news.relays = true);
    }

    fn news(&self, note: impl Fn(&mut News)) {
        for Tending { row, .. } in &*self.rows.lock() {
            note(&mut row.news.lock());
            row.has_news.notify_one();
        }
    }

    fn row(&self, number: usize) -> Arc<Row> {
        let mut rows = self.rows.lock();
        if rows.is_empty() {
            let count = available_parallelism().map_or(1, usize::from);
            rows.extend((0..count).map(|_| Tending::begin()));
        }
        Arc::clone(&rows[number % rows.len()].row)
    }
}

impl Tending {
    fn begin() -> Self {
        let row = Arc::<Row>::default();
        let task = tokio::spawn(tend(Arc::clone(&row)));
        Self { row, task }
    }
}

impl Drop for Tending {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Seat {
    /// What the reader says which topics it follows by.
    #[must_use]
    pub fn interest(&self) -> Interest {
        Interest {
            row: Arc::clone(&self.row),
            place: self.place,
        }
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let left = self.row.seats.lock().leave(self.place);
        // The lock is free again, whatever a reader does at its end.
        drop(left);
    }
}

impl Interest {
    /// The reader follows these topics from now on, and no others. What it looks up after that, or is told, is all there is.
    pub fn follow(&self, topics: BTreeSet<TopicName>) {
        self.row.seats.lock().follow(self.place, topics);
    }
}

impl Seats {
    fn add(&mut self, reader: Arc<dyn Reader>) -> u64 {
        self.last += 1;
        let topics = BTreeSet::new();
        self.places.insert(self.last, Place { reader, topics });
        self.last
    }

    fn follow(&mut self, number: u64, topics: BTreeSet<TopicName>) {
        let Some(place) = self.places.get_mut(&number) else {
            return;
        };
        for topic in place.topics.difference(&topics) {
            if let Some(followers) = self.followers.get_mut(topic) {
                followers.remove(&number);
                if followers.is_empty() {
                    self.followers.remove(topic);
                }
            }
        }
        for topic in topics.difference(&place.topics) {
            let followers = self.followers.entry(topic.clone());
            followers.or_default().insert(number);
        }
        place.topics = topics;
    }

    fn leave(&mut self, number: u64) -> Option<Place> {
        self.follow(number, BTreeSet::new());
        self.places.remove(&number)
    }

    /// The places of all who are concerned, and whether by a value.
    fn concerned(&self, news: &News) -> Vec<(u64, bool)> {
        let topics = news.topics.iter();
        let followers = topics.filter_map(|topic| self.followers.get(topic));
        let following: BTreeSet<u64> = followers.flatten().copied().collect();
        if news.relays {
            let all = self.places.keys();
            all.map(|place| (*place, following.contains(place)))
                .collect()
        } else {
            following.into_iter().map(|place| (place, true)).collect()
        }
    }

    /// Those of them who are still there.
    fn readers(&self, concerned: &[(u64, bool)]) -> Vec<(Arc<dyn Reader>, bool)> {
        let found = concerned.iter().filter_map(|&(place, values)| {
            let reader = &self.places.get(&place)?.reader;
            Some((Arc::clone(reader), values))
        });
        found.collect()
    }
}

impl fmt::Debug for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seats = self.seats.lock();
        f.debug_struct("Row")
            .field("taken", &seats.places.len())
            .finish()
    }
}

/// Goes along a row whenever there is something new. Whatever comes until a reader is told is what it is told of.
async fn tend(row: Arc<Row>) {
    loop {
        row.has_news.notified().await;
        let begun = Instant::now();
        let news = std::mem::take(&mut *row.news.lock());
        let concerned = row.seats.lock().concerned(&news);
        for some in concerned.chunks(AT_ONCE) {
            let now = Instant::now();
            let readers = row.seats.lock().readers(some);
            for (reader, values) in readers {
                tell(&*reader, values, now);
            }
            tokio::task::yield_now().await;
        }
        sleep_until(begun + GATHERING).await;
    }
}

/// One reader that fails does not keep the others from being told.
fn tell(reader: &dyn Reader, values: bool, now: Instant) {
    let told = catch_unwind(AssertUnwindSafe(|| reader.tell(values, now)));
    if told.is_err() {
        tracing::error!("a reader failed while it was told what is new");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Listener, name, settle};

    fn reader(audience: &Audience, topics: &[&str]) -> (Arc<Listener>, Seat) {
        let told = Listener::new();
        let seat = audience.seat(told.clone());
        let topics = topics.iter().map(|topic| name(topic)).collect();
        seat.interest().follow(topics);
        (told, seat)
    }

    struct Failing;

    impl Reader for Failing {
        fn tell(&self, _: bool, _: Instant) {
            panic!("a mistake in the program");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_reader_that_fails_keeps_nobody_from_being_told() {
        let audience = Audience::default();
        let failing = audience.seat(Arc::new(Failing));
        failing.interest().follow([name("a")].into());
        let others: Vec<_> = (0..10).map(|_| reader(&audience, &["a"])).collect();
        for count in 1..=2 {
            publish(&audience, "a").await;
            assert!(others.iter().all(|(told, _)| told.counts() == (count, 0)));
        }
    }

    async fn publish(audience: &Audience, topic: &str) {
        audience.published([name(topic)].iter());
        settle().await;
    }

    #[tokio::test(start_paused = true)]
    async fn those_who_follow_a_topic_are_told_and_of_a_relayed_message_all_are() {
        let audience = Audience::default();
        let following: Vec<_> = (0..300).map(|_| reader(&audience, &["a", "b"])).collect();
        let (other, _seat) = reader(&audience, &["c"]);
        publish(&audience, "a").await;
        assert!(following.iter().all(|(told, _)| told.counts() == (1, 0)));
        assert_eq!(other.counts(), (0, 0));
        audience.relayed();
        settle().await;
        assert!(following.iter().all(|(told, _)| told.counts() == (1, 1)));
        assert_eq!(other.counts(), (0, 1));
        audience.relayed();
        publish(&audience, "c").await;
        assert_eq!(following[0].0.counts(), (1, 2));
        assert_eq!(other.counts(), (1, 1));
    }

    #[tokio::test(start_paused = true)]
    async fn what_comes_soon_after_is_told_together_and_what_comes_after_a_silence_at_once() {
        let audience = Audience::default();
        let (told, _seat) = reader(&audience, &["a"]);
        let topics = [name("a")];
        for silences in 0..2 {
            let begun = Instant::now();
            audience.published(topics.iter());
            told.reaches(2 * silences + 1).await;
            assert_eq!(begun.elapsed(), Duration::ZERO);
            for _ in 0..3 {
                audience.published(topics.iter());
                tokio::time::sleep(GATHERING / 8).await;
            }
            told.reaches(2 * silences + 2).await;
            assert_eq!(begun.elapsed(), GATHERING);
            settle().await;
            assert_eq!(told.counts(), (2 * silences + 2, 0));
        }
    }

    #[tokio::test(start_paused = true)]
    async fn who_follows_other_topics_is_told_of_those() {
        let audience = Audience::default();
        let (told, seat) = reader(&audience, &["a"]);
        seat.interest().follow([name("b")].into());
        publish(&audience, "a").await;
        assert_eq!(told.counts(), (0, 0));
        publish(&audience, "b").await;
        assert_eq!(told.counts(), (1, 0));
    }

    #[tokio::test(start_paused = true)]
    async fn who_has_left_is_not_told_and_follows_nothing_in_the_name_of_the_next() {
        let audience = Audience::default();
        let (left, seat) = reader(&audience, &["a"]);
        let interest = seat.interest();
        drop(seat);
        let stayed: Vec<_> = (0..10).map(|_| reader(&audience, &["a"])).collect();
        interest.follow([name("b")].into());
        publish(&audience, "a").await;
        assert_eq!(left.counts(), (0, 0));
        assert_eq!(Arc::strong_count(&left), 1);
        assert!(stayed.iter().all(|(told, _)| told.counts() == (1, 0)));
    }
}
