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

/// How many values, given their lengths, fit into so many bytes; but one if there is one.
fn fitting(lengths: impl Iterator<Item = usize>, room: usize) -> usize {
    let mut bytes = 0;
    let fits = |(index, length): &(usize, usize)| {
        bytes += length;
        *index == 0 || bytes <= room
    };
    lengths.enumerate().take_while(fits).count()
}

/// How many values a history can hold, given their lengths, the newest first.
fn kept(lengths: impl Iterator<Item = usize>) -> usize {
    fitting(lengths.take(HISTORY), BYTES)
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

    /// Values for these texts, which follow on those that are here. Texts that would be gone at once get no number: a
    /// reader who has kept up is not to be overtaken by them.
    pub(super) fn number(&self, mut jsons: Vec<String>, now: u64) -> Vec<Arc<Snapshot>> {
        let kept = kept(jsons.iter().rev().map(String::len));
        jsons.drain(..jsons.len() - kept);
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
        (last + 1).saturating_sub(kept(newest_first) as u64)
    }

    /// Takes values in that follow on those that are here, and lets go those before `oldest`.
    pub(super) fn extend(&mut self, more: Vec<Arc<Snapshot>>, oldest: u64) {
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
        let rest = self.values.range(first..);
        let count = fitting(rest.clone().map(|value| value.json.len()), room);
        Ok(rest.take(count).cloned().collect())
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
