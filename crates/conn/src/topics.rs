use serde::{Deserialize, Serialize};

use crate::{Data, Freshness, History, Millis, Position, Recovery, SortedMap, Subscription};

/// The topics that someone wants, and where we stand in each.
#[derive(Debug, Default)]
pub(crate) struct Topics {
    by_socket_type: SortedMap<String, Topic>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Topic {
    subscription: Subscription,
    /// The newest value that was taken from the socket.
    accepted: Option<Position>,
    /// The newest value that the owner has got: what a resumption goes on from.
    delivered: Option<Position>,
    history: History,
    freshness: Freshness,
    has_value: bool,
    /// The owner has got a value.
    has_delivered: bool,
    /// The subscription's request on the current socket.
    request: Option<u64>,
    catch_up: CatchUp,
    /// Nobody wants the topic any more, and from then on it is given up.
    ends_at: Option<Millis>,
}

/// What is done about values that were missed on the current socket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
enum CatchUp {
    None,
    /// They are asked for.
    Asked,
    /// The peer has answered; what comes next shows whether it has them.
    Answered,
    /// They are lost, and that was told.
    Lost,
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
    /// Messages before it are missing, and asking for them did not help: it is passed on, and they are lost.
    Cut(Option<Change>),
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
            has_delivered: false,
            request: None,
            catch_up: CatchUp::None,
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
        let over = self.by_socket_type.extract(is_over).into_iter();
        over.map(|(_, topic)| topic.subscription).collect()
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
        self.by_socket_type.count()
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

    /// The peer has taken up a subscription, which says what our value is worth, if there is one.
    pub(crate) fn subscribed(
        &mut self,
        id: u64,
        head: &Position,
        recovered: bool,
        history: History,
    ) -> Option<(String, Recovery, Option<Change>)> {
        let topic = self.by_request(id)?;
        topic.history = history;
        if topic.catch_up == CatchUp::Asked {
            topic.catch_up = CatchUp::Answered;
        }
        let ours = topic.accepted.as_ref()?;
        let name = topic.subscription.socket_type.clone();
        if ours == head {
            let recovery = Recovery::Continued { missed: 0 };
            return Some((name, recovery, topic.become_(Freshness::Live)));
        }
        if recovered && ours.epoch == head.epoch {
            let missed = head.seq.saturating_sub(ours.seq);
            return Some((name, Recovery::Continued { missed }, None));
        }
        if ours.epoch == head.epoch && ours.seq < head.seq {
            topic.catch_up = CatchUp::Lost;
        } else {
            // A server that has lost its newest values gives these numbers once more.
            topic.accepted = None;
            topic.delivered = None;
        }
        Some((name, Recovery::Snapshot, topic.become_(Freshness::Gap)))
    }

    /// Whether a message for handlers is to be passed on.
    pub(crate) fn accept(&mut self, data: &Data) -> Acceptance {
        let name = data.socket_type.as_deref();
        let Some(topic) = name.and_then(|name| self.by_socket_type.get_mut(name)) else {
            return Acceptance::New(None);
        };
        if let Some(position) = &data.position {
            let step = topic.step_to(position);
            if step == Step::Back {
                return Acceptance::Seen;
            }
            let is_gap = step == Step::Far && topic.history == History::Complete;
            match topic.catch_up {
                CatchUp::None if is_gap => {
                    topic.catch_up = CatchUp::Asked;
                    return Acceptance::Gap(topic.become_(Freshness::Gap));
                }
                CatchUp::Asked if is_gap => return Acceptance::Early,
                CatchUp::Answered if is_gap => {
                    let change = topic.take(Some(position));
                    return Acceptance::Cut(change);
                }
                CatchUp::Answered | CatchUp::Lost => topic.catch_up = CatchUp::None,
                CatchUp::None | CatchUp::Asked => {}
            }
        }
        Acceptance::New(topic.take(data.position.as_ref()))
    }

    /// The owner has got a message.
    pub(crate) fn delivered(&mut self, data: &Data) {
        let name = data.socket_type.as_deref();
        let Some(topic) = name.and_then(|name| self.by_socket_type.get_mut(name)) else {
            return;
        };
        topic.has_delivered = true;
        // A topic that has begun anew meanwhile does not go on from what came before.
        if topic.accepted.is_some()
            && let Some(position) = &data.position
        {
            go_to(&mut topic.delivered, position);
        }
    }

    /// What was accepted and has not been delivered never will be: it must come again.
    pub(crate) fn roll_back(&mut self) {
        for topic in self.by_socket_type.values_mut() {
            topic.accepted = topic.delivered.clone();
            topic.has_value = topic.has_delivered;
        }
    }

    /// The peer refuses a topic.
    pub(crate) fn refused(&mut self, id: Option<u64>, socket_type: Option<&str>) -> Option<Change> {
        let topic = match id {
            Some(id) => self.by_request(id)?,
            None => self.by_socket_type.get_mut(socket_type?)?,
        };
        if topic.catch_up == CatchUp::Asked {
            topic.catch_up = CatchUp::Answered;
        }
        topic.become_(Freshness::Error)
    }

    /// All topics, and where we stand in each.
    pub(crate) fn standing(&self) -> Vec<Topic> {
        self.by_socket_type.values().cloned().collect()
    }

    /// Goes on from there.
    pub(crate) fn go_on(&mut self, standing: Vec<Topic>) {
        for topic in standing {
            let socket_type = topic.subscription.socket_type.clone();
            self.by_socket_type.insert(socket_type, topic);
        }
    }

    /// The connection is gone: nobody can vouch for any value.
    pub(crate) fn lost(&mut self) -> Vec<Change> {
        let doubt = |topic: &mut Topic| {
            topic.request = None;
            topic.catch_up = CatchUp::None;
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

/// From the newest value that was taken to another.
#[derive(Debug, PartialEq, Eq)]
enum Step {
    /// To the same one, or one before it.
    Back,
    /// To the next one, or to the first one of all.
    Next,
    /// Past others, or into another life of the numbering.
    Far,
}

impl Topic {
    fn step_to(&self, position: &Position) -> Step {
        match &self.accepted {
            None => Step::Next,
            Some(ours) if ours.epoch != position.epoch => Step::Far,
            Some(ours) if ours.seq >= position.seq => Step::Back,
            Some(ours) if ours.seq + 1 == position.seq => Step::Next,
            Some(_) => Step::Far,
        }
    }

    /// Takes a value that is passed on.
    fn take(&mut self, position: Option<&Position>) -> Option<Change> {
        if let Some(position) = position {
            go_to(&mut self.accepted, position);
        }
        self.has_value = true;
        self.become_(Freshness::Live)
    }

    fn become_(&mut self, freshness: Freshness) -> Option<Change> {
        if self.freshness == freshness {
            return None;
        }
        self.freshness = freshness;
        Some((self.subscription.socket_type.clone(), freshness))
    }
}

/// Moves a place in a topic. The room of its epoch is used again.
fn go_to(place: &mut Option<Position>, position: &Position) {
    match place {
        Some(place) => {
            place.epoch.clone_from(&position.epoch);
            place.seq = position.seq;
        }
        None => *place = Some(position.clone()),
    }
}
