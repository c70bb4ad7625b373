use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::extract::ws::Utf8Bytes;
use parking_lot::RwLock;

/// Relayed messages that a reader may lag behind, and that are held: clients write them, each of a client's greatest length.
pub(super) const KEPT: usize = 256;

/// The newest relayed messages. Each reader takes them at its own pace, and to find that there is none costs it next to
/// nothing: it looks as often as somebody else has something new for it.
#[derive(Debug, Default)]
pub(super) struct RelayLog(Arc<Log>);

#[derive(Debug, Default)]
struct Log {
    /// Those that are kept, oldest first.
    texts: RwLock<VecDeque<Utf8Bytes>>,
    /// How many there have been.
    count: AtomicU64,
}

/// Takes the messages that are relayed from its beginning on.
#[derive(Debug)]
pub struct RelayReader {
    log: Arc<Log>,
    /// How many have been taken, or had been relayed before it began.
    taken: u64,
}

/// A reader was so slow that a message it lacks is not kept any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("relayed messages were missed")]
pub struct MissedRelays;

impl RelayLog {
    pub(super) fn add(&self, text: Utf8Bytes) {
        let mut texts = self.0.texts.write();
        if texts.len() == KEPT {
            texts.pop_front();
        }
        texts.push_back(text);
        self.0.count.fetch_add(1, Ordering::Release);
    }

    /// A reader of all that is added from now on.
    pub(super) fn reader(&self) -> RelayReader {
        RelayReader {
            log: Arc::clone(&self.0),
            taken: self.0.count.load(Ordering::Acquire),
        }
    }
}

impl RelayReader {
    /// The next message, if there is one.
    ///
    /// # Errors
    ///
    /// It is not kept any more.
    pub fn take_next(&mut self) -> Result<Option<Utf8Bytes>, MissedRelays> {
        if self.taken == self.log.count.load(Ordering::Acquire) {
            return Ok(None);
        }
        let texts = self.log.texts.read();
        // Messages are counted while the lock is held.
        let lacking = self.log.count.load(Ordering::Acquire) - self.taken;
        let lacking = usize::try_from(lacking).map_err(|_| MissedRelays)?;
        let place = texts.len().checked_sub(lacking).ok_or(MissedRelays)?;
        let text = texts.get(place).cloned();
        self.taken += u64::from(text.is_some());
        Ok(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(number: usize) -> Utf8Bytes {
        number.to_string().into()
    }

    #[test]
    fn a_reader_gets_what_is_added_after_it_began_each_message_once() {
        let log = RelayLog::default();
        log.add(text(0));
        let mut reader = log.reader();
        assert_eq!(reader.take_next(), Ok(None));
        (1..=KEPT).for_each(|number| log.add(text(number)));
        for number in 1..=KEPT {
            assert_eq!(reader.take_next(), Ok(Some(text(number))));
        }
        assert_eq!(reader.take_next(), Ok(None));
    }

    #[test]
    fn a_reader_that_lags_too_far_behind_is_told() {
        let log = RelayLog::default();
        let mut reader = log.reader();
        (0..=KEPT).for_each(|number| log.add(text(number)));
        assert_eq!(reader.take_next(), Err(MissedRelays));
    }

    #[test]
    fn readers_on_other_threads_miss_nothing_and_get_it_in_order() {
        const MESSAGES: usize = KEPT / 2;
        for _ in 0..50 {
            let log = RelayLog::default();
            let mut readers = [log.reader(), log.reader()];
            std::thread::scope(|scope| {
                scope.spawn(|| (0..MESSAGES).for_each(|number| log.add(text(number))));
                for reader in &mut readers {
                    scope.spawn(|| {
                        let mut next = 0;
                        while next < MESSAGES {
                            if let Some(read) = reader.take_next().unwrap() {
                                assert_eq!(read, text(next));
                                next += 1;
                            }
                        }
                    });
                }
            });
        }
    }
}
