use std::collections::BTreeMap;

use crate::{Data, Freshness, Position, Subscription};

/// The topics that someone wants, and where we stand in each.
#[derive(Debug, Default)]
pub(crate) struct Topics {
    by_socket_type: BTreeMap<String, Topic>,
}

#[derive(Debug)]
struct Topic {
    subscription: Subscription,
    position: Option<Position>,
    freshness: Freshness,
    /// The subscription's request on the current socket.
    request: Option<u64>,
}

/// A change of a topic's freshness: the topic, and what it is from here on.
pub(crate) type Change = (String, Freshness);

impl Topics {
    /// Wants a topic; false when it was wanted before.
    pub(crate) fn insert(&mut self, subscription: Subscription) -> bool {
        if self.by_socket_type.contains_key(&subscription.socket_type) {
            return false;
        }
        let topic = Topic {
            subscription: subscription.clone(),
            position: None,
            freshness: Freshness::Waiting,
            request: None,
        };
        self.by_socket_type.insert(subscription.socket_type, topic);
        true
    }

    pub(crate) fn remove(&mut self, socket_type: &str) -> Option<Subscription> {
        let topic = self.by_socket_type.remove(socket_type)?;
        Some(topic.subscription)
    }

    pub(crate) fn names(&self) -> Vec<String> {
        self.by_socket_type.keys().cloned().collect()
    }

    pub(crate) fn any(&self) -> Option<&Subscription> {
        let topic = self.by_socket_type.values().next()?;
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
        Some((&topic.subscription, topic.position.as_ref()))
    }

    /// The peer has taken up a subscription, which says what our value is worth.
    pub(crate) fn subscribed(
        &mut self,
        id: u64,
        head: &Position,
        recovered: bool,
    ) -> Option<Change> {
        let topic = self.by_request(id)?;
        let ours = topic.position.as_ref()?;
        if ours == head {
            return topic.become_(Freshness::Live);
        }
        if recovered {
            return None;
        }
        // A numbering that has gone back (a server that has lost its newest values) gives these numbers once more.
        if ours.epoch == head.epoch && ours.seq > head.seq {
            topic.position = None;
        }
        topic.become_(Freshness::Gap)
    }

    /// Whether a message for handlers is to be passed on: not when it was seen before.
    pub(crate) fn accept(&mut self, data: &Data) -> Option<Option<Change>> {
        let topic = data
            .socket_type
            .as_deref()
            .and_then(|name| self.by_socket_type.get_mut(name));
        let Some(topic) = topic else {
            return Some(None);
        };
        if let Some(position) = &data.position {
            let seen = |ours: &Position| ours.epoch == position.epoch && ours.seq >= position.seq;
            if topic.position.as_ref().is_some_and(seen) {
                return None;
            }
            topic.position = Some(position.clone());
        }
        Some(topic.become_(Freshness::Live))
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
            match topic.freshness {
                Freshness::Live => topic.become_(Freshness::Stale),
                // What was refused may be granted on the next connection.
                Freshness::Error => topic.become_(Freshness::Waiting),
                _ => None,
            }
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
