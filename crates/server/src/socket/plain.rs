use std::collections::BTreeSet;

use axum::extract::ws::Utf8Bytes;
use socket_wire::{ClientMessage, Malformed, TopicName, scan};

use super::conversation::{Refusal, check_room};
use crate::hub::{Hub, Snapshot};

/// How long the requests of a peer may be together, in bytes: they are kept, since they come back with every value.
const REQUESTS: usize = 64 * 1024;

/// Plain mode: a request for data is a subscription, and is answered with itself and the data, every time.
#[derive(Debug, Default)]
pub(super) struct Plain {
    following: Vec<Following>,
    /// Another topic is followed than when they were taken last.
    has_changed: bool,
    /// Whose turn it is to be looked at first, so that no chart waits for ever behind a busy one.
    turn: usize,
}

#[derive(Debug)]
struct Following {
    socket_type: Option<TopicName>,
    topic: TopicName,
    /// The request's text up to where the data goes.
    head: String,
    /// The number of the value that was sent last; `None` while an answer is due.
    sent: Option<u64>,
}

impl Plain {
    /// Takes a request in; its answer is the next frame of its topic.
    pub(super) fn handle(
        &mut self,
        message: &ClientMessage,
        text: &str,
        hub: &Hub,
    ) -> Result<(), Refusal> {
        let ClientMessage::GetData(request) = message else {
            return Err(Malformed::UnknownKind.into());
        };
        let following = Following {
            socket_type: request.handlers()?,
            topic: request.topic()?,
            head: head(text)?,
            sent: None,
        };
        hub.standing(&following.topic)
            .ok_or_else(Refusal::unknown_topic)?;
        self.follow(following)
    }

    /// The next frame that the peer lacks, the newest value only.
    pub(super) fn poll_frame(&mut self, hub: &Hub) -> Option<Utf8Bytes> {
        let count = self.following.len();
        for place in (self.turn..count).chain(0..self.turn.min(count)) {
            let following = &mut self.following[place];
            if let Some(snapshot) = hub.head(&following.topic)
                && following.sent != Some(snapshot.seq)
            {
                self.turn = place + 1;
                return Some(following.frame(&snapshot));
            }
        }
        None
    }

    /// The topics that are followed, if that has changed since they were taken.
    pub(super) fn take_changed_topics(&mut self) -> Option<BTreeSet<TopicName>> {
        let topics = || self.following.iter().map(|one| one.topic.clone());
        std::mem::take(&mut self.has_changed).then(|| topics().collect())
    }

    fn follow(&mut self, fresh: Following) -> Result<(), Refusal> {
        let same =
            |old: &Following| old.topic == fresh.topic && old.socket_type == fresh.socket_type;
        let place = self.following.iter().position(same);
        let kept: usize = self.following.iter().map(|old| old.head.len()).sum();
        let replaced = place.map_or(0, |place| self.following[place].head.len());
        if kept - replaced + fresh.head.len() > REQUESTS {
            let message = "the requests are too long to be kept";
            return Err(Refusal::not_allowed(message));
        }
        if let Some(place) = place {
            self.following[place] = fresh;
            return Ok(());
        }
        check_room(self.following.iter().map(|old| &old.topic), &fresh.topic)?;
        self.following.push(fresh);
        self.has_changed = true;
        Ok(())
    }
}

impl Following {
    fn frame(&mut self, snapshot: &Snapshot) -> Utf8Bytes {
        self.sent = Some(snapshot.seq);
        snapshot.plain(&self.head)
    }
}

/// The request as it came, without its closing brace and with `"data":` at the end.
fn head(text: &str) -> Result<String, Malformed> {
    let mut head = String::from("{");
    let mut members = scan::members(text)?;
    while let Some(member) = members.next_member()? {
        if member.key != "data" {
            head.push('"');
            head.push_str(member.key);
            head.push_str("\":");
            head.push_str(member.value);
            head.push(',');
        }
    }
    head.push_str("\"data\":");
    Ok(head)
}
