//! The rules of topics: each value once and in order, and no value that looks better than it is.

use std::collections::{BTreeMap, BTreeSet};

use socket_conn::{Freshness, Position};

use crate::harness::scene::AnyConnection;

/// Where the topics stand.
#[derive(Default)]
pub(super) struct Topics {
    /// The last freshness that was told per topic.
    freshness: BTreeMap<String, Freshness>,
    /// The number of each topic's newest question on the current socket.
    pub(super) asked: BTreeMap<String, String>,
    /// The topics that give every value.
    complete: BTreeSet<String>,
    /// The newest position that was delivered per topic.
    positions: BTreeMap<String, Position>,
    /// The head that the peer has last named per topic.
    heads: BTreeMap<String, Position>,
    /// The topics that may leave numbers out, for once: that was told.
    cut: BTreeSet<String>,
}

impl Topics {
    /// The client has said something.
    pub(super) fn said(&mut self, text: &str) {
        if let ["sub", id, socket_type, ..] = *text.split(' ').collect::<Vec<_>>() {
            self.asked.insert(socket_type.to_owned(), id.to_owned());
        }
    }

    /// The peer is about to say something: which of its topics give every value.
    pub(super) fn note(&mut self, text: &str) {
        let ["subscribed", id, epoch, seq, _, rest @ ..] = &*text.split(' ').collect::<Vec<_>>()
        else {
            return;
        };
        let asked = self.asked.iter().find(|(_, asked)| asked == id);
        let (Some((socket_type, _)), Ok(seq), true) = (asked, seq.parse(), *epoch != "-") else {
            return;
        };
        let epoch = (*epoch).to_owned();
        let head = Position { epoch, seq };
        self.heads.insert(socket_type.clone(), head);
        if rest.is_empty() {
            self.complete.remove(socket_type);
        } else {
            self.complete.insert(socket_type.clone());
        }
    }

    pub(super) fn told(&mut self, socket_type: &str, freshness: Freshness) {
        let before = self.freshness.insert(socket_type.to_owned(), freshness);
        assert_ne!(before, Some(freshness), "told the same freshness twice");
    }

    /// Values were missed, and can't be had: where the peer is behind us, what it numbers so is no repetition.
    pub(super) fn begins_anew(&mut self, socket_type: &str) {
        let head = self.heads.get(socket_type);
        let ours = self.positions.get(socket_type);
        let is_ahead = ours
            .zip(head)
            .is_some_and(|(ours, head)| ours.epoch == head.epoch && ours.seq <= head.seq);
        if !is_ahead {
            self.positions.remove(socket_type);
        }
        self.cut.insert(socket_type.to_owned());
    }

    /// Whoever wants the topic again begins anew.
    pub(super) fn forget(&mut self, socket_type: &str) {
        self.freshness.remove(socket_type);
        self.asked.remove(socket_type);
        self.complete.remove(socket_type);
        self.positions.remove(socket_type);
        self.heads.remove(socket_type);
        self.cut.remove(socket_type);
    }

    /// Within an epoch the numbers only go up; where every value counts, by one, and the epoch stays.
    pub(super) fn check_order(&mut self, socket_type: &str, position: &Position) {
        let seq = position.seq;
        let may_jump = self.cut.remove(socket_type);
        if let Some(before) = self.positions.get(socket_type) {
            let last = before.seq;
            let is_same_epoch = before.epoch == position.epoch;
            if self.complete.contains(socket_type) && !may_jump {
                assert!(is_same_epoch, "{socket_type}: another epoch untold");
                assert_eq!(seq, last + 1, "{socket_type}: delivered after {last}");
            } else if is_same_epoch {
                assert!(seq > last, "{socket_type}: {seq} delivered after {last}");
            }
        }
        self.positions
            .insert(socket_type.to_owned(), position.clone());
    }

    pub(super) fn check_at_rest(&self, connection: &AnyConnection, vouched: bool) {
        for (socket_type, told) in &self.freshness {
            assert_eq!(connection.freshness(socket_type), Some(*told));
            assert!(
                vouched || *told != Freshness::Live,
                "{socket_type} looks live"
            );
        }
    }
}
