use std::sync::Arc;

use axum::extract::ws::Utf8Bytes;
use socket_wire::{ClientMessage, ErrorCode, Malformed, TopicName, scan};

use super::conversation::{NAMES, Refusal, SUBSCRIPTIONS};
use crate::hub::{Hub, Snapshot};

/// How long the requests of a peer may be together, in bytes: they are kept, since they come back with every value.
const REQUESTS: usize = 64 * 1024;

/// Plain mode: a request for data is a subscription, and is answered with itself and the data, every time.
#[derive(Debug, Default)]
pub(super) struct Plain {
    following: Vec<Following>,
    /// Whose turn it is to be looked at first, so that no chart waits for ever behind a busy one.
    turn: usize,
}

#[derive(Debug)]
struct Following {
    socket_type: Option<TopicName>,
    topic: TopicName,
    /// The request's text up to where the data goes.
    head: String,
    /// `None` while an answer is due.
    sent: Option<(Arc<str>, u64)>,
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
                && !following.has(&snapshot)
            {
                self.turn = place + 1;
                return Some(following.frame(&snapshot));
            }
        }
        None
    }

    fn follow(&mut self, fresh: Following) -> Result<(), Refusal> {
        let same =
            |old: &&mut Following| old.topic == fresh.topic && old.socket_type == fresh.socket_type;
        let kept: usize = self.following.iter().map(|old| old.head.len()).sum();
        let names = self
            .following
            .iter()
            .filter(|old| old.topic == fresh.topic)
            .count();
        let count = self.following.len();
        let place = self.following.iter_mut().find(same);
        let replaced = place.as_ref().map_or(0, |old| old.head.len());
        if kept - replaced + fresh.head.len() > REQUESTS {
            return Err(refused("the requests are too long to be kept"));
        }
        match place {
            Some(old) => *old = fresh,
            None if names >= NAMES => return Err(refused("too many names for one chart")),
            None if count >= SUBSCRIPTIONS => return Err(refused("too many subscriptions")),
            None => self.following.push(fresh),
        }
        Ok(())
    }
}

fn refused(message: &str) -> Refusal {
    Refusal::new(ErrorCode::NotAllowed, message)
}

impl Following {
    fn has(&self, snapshot: &Snapshot) -> bool {
        self.sent
            .as_ref()
            .is_some_and(|(epoch, seq)| *epoch == snapshot.epoch && *seq == snapshot.seq)
    }

    fn frame(&mut self, snapshot: &Snapshot) -> Utf8Bytes {
        self.sent = Some((snapshot.epoch.clone(), snapshot.seq));
        let data = snapshot.escaped();
        let mut frame = String::with_capacity(self.head.len() + data.len() + 1);
        frame.push_str(&self.head);
        frame.push_str(data);
        frame.push('}');
        frame.into()
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
