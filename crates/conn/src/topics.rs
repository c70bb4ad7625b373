use std::collections::BTreeMap;

use crate::{Data, Freshness, History, Millis, Position, Recovery, Subscription};

/// The topics that someone wants, and where we stand in each.
#[derive(Debug, Default)]
pub(crate) struct Topics {
    by_socket_type: BTreeMap<String, Topic>,
}

#[derive(Debug)]
struct Topic {
    subscription: Subscription,
    /// The newest value that was taken from the socket.
    accepted: Option<Position>,
    /// The newest value that the owner has got: what a resumption goes on from.
    delivered: Option<Position>,
    history: History,
    freshness: Freshness,
    has_value: bool,
    /// The subscription's request on the current socket.
    request: Option<u64>,
    /// Values were missed on the current socket and are asked for.
    is_catching_up: bool,
    /// Nobody wants the topic any more, and from then on it is given up.
    ends_at: Option<Millis>,
}

/// A change of a topic's freshness: the topic, and what it is from here on.
pub(crate) type Change = (String, Freshness);

/// What becomes of a message for handlers.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Acceptance {
    /// It is passed on; the topic's freshness may have changed by it.
    New(Option<Change>),
    /// It was seen before.
    Seen,
    /// Messages before it are missing: to be asked for.
    Gap(Option<Change>),
    /// It comes again with those that are asked for.
    Early,
}

impl Topics {
    /// Wants a topic; false when it is wanted, or still subscribed, already.
    pub(crate) fn insert(&mut self, subscription: Subscription) -> bool {
        if let Some(topic) = self.by_socket_type.get_mut(&subscription.socket_type) {
            topic.ends_at = None;
            return false;
        }
        let topic = Topic {
            subscription: subscription.clone(),
            accepted: None,
            delivered: None,
            history: History::Newest,
            freshness: Freshness::Waiting,
            has_value: false,
            request: None,
            is_catching_up: false,
            ends_at: None,
        };
        self.by_socket_type.insert(subscription.socket_type, topic);
        true
    }

    /// Nobody wants the topic any more: it ends then, unless it is wanted again before.
    pub(crate) fn end_at(&mut self, socket_type: &str, at: Millis) {
        if let Some(topic) = self.by_socket_type.get_mut(socket_type) {
            topic.ends_at = topic.ends_at.or(Some(at));
        }
    }

    pub(crate) fn next_end(&self) -> Option<Millis> {
        self.by_socket_type.values().filter_map(|t| t.ends_at).min()
    }

    /// Forgets the topics whose end has come.
    pub(crate) fn ended(&mut self, now: Millis) -> Vec<Subscription> {
        let is_over = |topic: &Topic| topic.ends_at.is_some_and(|at| at <= now);
        self.by_socket_type
            .extract_if(.., |_, topic| is_over(topic))
            .map(|(_, topic)| topic.subscription)
            .collect()
    }

    pub(crate) fn names(&self) -> Vec<String> {
        self.by_socket_type.keys().cloned().collect()
    }

    /// A topic that the peer has answered before, or at least may answer.
    pub(crate) fn answerable(&self) -> Option<&Subscription> {
        let topics = || self.by_socket_type.values();
        let topic = topics()
            .find(|topic| topic.has_value && topic.freshness != Freshness::Error)
            .or_else(|| topics().find(|topic| topic.freshness != Freshness::Error))?;
        Some(&topic.subscription)
    }

    pub(crate) fn len(&self) -> usize {
        self.by_socket_type.len()
    }

    pub(crate) fn freshness(&self, socket_type: &str) -> Option<Freshness> {
        Some(self.by_socket_type.get(socket_type)?.freshness)
    }

    /// Notes that the topic is asked for on the current socket, and says what to ask.
    pub(crate) fn request(
        &mut self,
        socket_type: &str,
        id: u64,
    ) -> Option<(&Subscription, Option<&Position>)> {
        let topic = self.by_socket_type.get_mut(socket_type)?;
        topic.request = Some(id);
        Some((&topic.subscription, topic.accepted.as_ref()))
    }

    /// The peer has taken up a subscription, which says what our value is worth.
    pub(crate) fn subscribed(
        &mut self,
        id: u64,
        head: &Position,
        recovered: bool,
        history: History,
    ) -> Option<(String, Option<Recovery>, Option<Change>)> {
        let topic = self.by_request(id)?;
        topic.history = history;
        topic.is_catching_up = false;
        let name = topic.subscription.socket_type.clone();
        let Some(ours) = topic.accepted.clone() else {
            return Some((name, None, None));
        };
        if ours == *head {
            let change = topic.become_(Freshness::Live);
            return Some((name, Some(Recovery::Continued { missed: 0 }), change));
        }
        if recovered {
            let missed = head.seq.saturating_sub(ours.seq);
            return Some((name, Some(Recovery::Continued { missed }), None));
        }
        // What comes next may have any number: a server that has lost its newest values gives these once more.
        topic.accepted = None;
        topic.delivered = None;
        let change = topic.become_(Freshness::Gap);
        Some((name, Some(Recovery::Snapshot), change))
    }

    /// Whether a message for handlers is to be passed on.
    pub(crate) fn accept(&mut self, data: &Data) -> Acceptance {
        let name = data.socket_type.as_deref();
        let Some(topic) = name.and_then(|name| self.by_socket_type.get_mut(name)) else {
            return Acceptance::New(None);
        };
        if let Some(position) = &data.position {
            if let Some(ours) = topic
                .accepted
                .as_ref()
                .filter(|p| p.epoch == position.epoch)
            {
                if ours.seq >= position.seq {
                    return Acceptance::Seen;
                }
                if topic.history == History::Complete && position.seq > ours.seq + 1 {
                    if std::mem::replace(&mut topic.is_catching_up, true) {
                        return Acceptance::Early;
                    }
                    return Acceptance::Gap(topic.become_(Freshness::Gap));
                }
            }
            topic.accepted = Some(position.clone());
        }
        topic.has_value = true;
        Acceptance::New(topic.become_(Freshness::Live))
    }

    /// The owner has got a message.
    pub(crate) fn delivered(&mut self, data: &Data) {
        let name = data.socket_type.as_deref();
        if let Some(topic) = name.and_then(|name| self.by_socket_type.get_mut(name))
            && let Some(position) = &data.position
            && topic
                .accepted
                .as_ref()
                .is_some_and(|accepted| accepted.epoch == position.epoch)
        {
            topic.delivered = Some(position.clone());
        }
    }

    /// What was accepted and has not been delivered never will be: it must come again.
    pub(crate) fn roll_back(&mut self) {
        for topic in self.by_socket_type.values_mut() {
            topic.accepted = topic.delivered.clone();
        }
    }

    /// The peer refuses a topic.
    pub(crate) fn refused(&mut self, id: Option<u64>, socket_type: Option<&str>) -> Option<Change> {
        if let Some(id) = id {
            return self.by_request(id)?.become_(Freshness::Error);
        }
        self.by_socket_type
            .get_mut(socket_type?)?
            .become_(Freshness::Error)
    }

    /// The connection is gone: nobody can vouch for any value.
    pub(crate) fn lost(&mut self) -> Vec<Change> {
        let doubt = |topic: &mut Topic| {
            topic.request = None;
            topic.is_catching_up = false;
            // What was refused may be granted on the next connection.
            topic.become_(if topic.has_value {
                Freshness::Stale
            } else {
                Freshness::Waiting
            })
        };
        self.by_socket_type.values_mut().filter_map(doubt).collect()
    }

    fn by_request(&mut self, id: u64) -> Option<&mut Topic> {
        self.by_socket_type
            .values_mut()
            .find(|topic| topic.request == Some(id))
    }
}

impl Topic {
    fn become_(&mut self, freshness: Freshness) -> Option<Change> {
        if self.freshness == freshness {
            return None;
        }
        self.freshness = freshness;
        Some((self.subscription.socket_type.clone(), freshness))
    }
}
