use std::collections::VecDeque;
use std::sync::{Arc, OnceLock};

use socket_wire::TopicName;

use super::Snapshot;

/// Values that a history holds.
pub const HISTORY: usize = 1_000;
/// How long they may be together, in bytes; the newest is kept however long it is.
const BYTES: usize = 256 * 1024;

/// The newest values of a topic each of which counts, without a gap between their numbers.
#[derive(Debug)]
pub(super) struct History {
    topic: TopicName,
    epoch: Arc<str>,
    values: VecDeque<Arc<Snapshot>>,
    /// All of them as one value, for those who know no histories.
    array: OnceLock<Arc<Snapshot>>,
}

/// A reader lacks values that are not kept any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Behind;

/// How many values a history can hold, given their lengths, the newest first.
pub fn fitting(lengths: impl IntoIterator<Item = usize>) -> usize {
    let mut bytes = 0;
    let fits = |(index, length): &(usize, usize)| {
        bytes += length;
        *index == 0 || bytes <= BYTES
    };
    let newest = lengths.into_iter().take(HISTORY).enumerate();
    newest.take_while(fits).count()
}

impl History {
    pub(super) fn new(topic: &TopicName, epoch: &Arc<str>) -> Self {
        Self {
            topic: topic.clone(),
            epoch: Arc::clone(epoch),
            values: VecDeque::new(),
            array: OnceLock::new(),
        }
    }

    /// The number and the time of the newest value; before the first one the number is 0.
    pub(super) fn last(&self) -> (u64, u64) {
        let last = self.values.back();
        last.map_or((0, 0), |value| (value.seq, value.ts))
    }

    /// The lowest number that a value which is kept may have.
    pub(super) fn oldest(&self) -> u64 {
        self.values.front().map_or(1, |value| value.seq)
    }

    /// A value that comes after the others, with this number.
    pub(super) fn value(&self, seq: u64, ts: u64, json: String) -> Arc<Snapshot> {
        Arc::new(Snapshot::new(
            &self.topic,
            &self.epoch,
            seq,
            ts,
            json.into(),
        ))
    }

    /// Values for these texts, which follow on those that are here.
    pub(super) fn number(&self, jsons: Vec<String>, now: u64) -> Vec<Arc<Snapshot>> {
        let (last, ts) = self.last();
        // The wall clock may have been set back; the time of a topic's values is not.
        let ts = now.max(ts);
        let numbered = (last + 1..).zip(jsons);
        numbered
            .map(|(seq, json)| self.value(seq, ts, json))
            .collect()
    }

    /// The oldest value that is still kept when these have followed.
    pub(super) fn oldest_with(&self, more: &[Arc<Snapshot>]) -> u64 {
        let all = self.values.iter().chain(more);
        let newest_first = all.rev().map(|value| value.json.len());
        let last = more.last().map_or(self.last().0, |value| value.seq);
        (last + 1).saturating_sub(fitting(newest_first) as u64)
    }

    /// Takes values in that follow on those that are here, and lets the oldest go.
    pub(super) fn extend(&mut self, more: Vec<Arc<Snapshot>>) {
        let oldest = self.oldest_with(&more);
        self.values.extend(more);
        let gone = self.values.partition_point(|value| value.seq < oldest);
        self.values.drain(..gone);
        self.array = OnceLock::new();
    }

    /// The values after the one that was seen last, as many as are `room` bytes long together, but one if there is one.
    pub(super) fn after(
        &self,
        seen: Option<u64>,
        room: usize,
    ) -> Result<Vec<Arc<Snapshot>>, Behind> {
        let first = match seen {
            None => 0,
            Some(seen) if seen + 1 < self.oldest() => return Err(Behind),
            Some(seen) => self.values.partition_point(|value| value.seq <= seen),
        };
        let mut bytes = 0;
        let fits = |(index, value): &(usize, &Arc<Snapshot>)| {
            bytes += value.json.len();
            *index == 0 || bytes <= room
        };
        let rest = self.values.range(first..).enumerate().take_while(fits);
        Ok(rest.map(|(_, value)| Arc::clone(value)).collect())
    }

    /// All that is kept as one JSON array, the newest value last.
    pub(super) fn array(&self) -> Arc<Snapshot> {
        let array = self.array.get_or_init(|| {
            let values: Vec<&str> = self.values.iter().map(|value| &*value.json).collect();
            let (seq, ts) = self.last();
            self.value(seq, ts, format!("[{}]", values.join(",")))
        });
        Arc::clone(array)
    }
}
