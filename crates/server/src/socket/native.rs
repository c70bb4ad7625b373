use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::ops::Bound;
use std::sync::Arc;

use axum::extract::ws::{Message, Utf8Bytes};
use socket_wire::{
    ClientMessage, Frame, Malformed, Position, Request, Screen, TopicName, VERSION, Welcome,
};
use tokio::time::Instant;

use super::codec::{Addressed, Codec, Names};
use super::conversation::{Refusal, check_room};
use super::desk::{Desk, Visitor};
use crate::clock;
use crate::hub::{Behind, Hub, Snapshot};

/// Questions that may wait for their answers.
const QUESTIONS: usize = 64;
/// Values are sent together until they are this long, in bytes; a longer one goes alone.
const BATCH: usize = 256 * 1024;

/// Native mode: subscriptions that know where they stand.
#[derive(Debug, Default)]
pub(super) struct Native {
    has_begun: bool,
    codec: Codec,
    subscriptions: BTreeMap<Arc<Names>, Subscription>,
    /// Another topic is followed than when they were taken last.
    has_changed: bool,
    /// Requests that are answered once, when their turn comes.
    questions: VecDeque<Request>,
    /// What was sent last: the others go first, so that none waits for ever behind a busy one.
    last: Option<Arc<Names>>,
}

#[derive(Debug)]
struct Subscription {
    /// The number of the value that was sent last.
    sent: Option<u64>,
}

/// Values of a topic that the peer lacks.
type News = (Arc<Names>, Vec<Arc<Snapshot>>);

/// The answer to a hello.
pub(super) fn welcome(
    desk: &Desk,
    visitor: &Visitor,
    codec: Codec,
    screen: Screen,
    now: Instant,
) -> Welcome {
    let account = match visitor {
        Visitor::User(session) => Some(&session.account),
        _ => None,
    };
    Welcome {
        version: VERSION,
        codec: codec.name().to_owned(),
        user: account.map(|account| account.name.clone()),
        role: account.map(|account| account.role.as_str().to_owned()),
        heartbeat: u64::try_from(desk.heartbeat.as_millis()).unwrap_or(u64::MAX),
        expires_in: visitor.expires_in(now),
        ts: clock::unix_ms(),
        screen,
    }
}

impl Native {
    /// The hello has come; `false` if it had come before.
    pub(super) fn begin(&mut self) -> bool {
        !std::mem::replace(&mut self.has_begun, true)
    }

    /// How data is written from now on.
    pub(super) fn speak(&mut self, codec: Codec) {
        self.codec = codec;
    }

    pub(super) fn handle(
        &mut self,
        message: &ClientMessage,
        hub: &Hub,
    ) -> Result<Vec<Utf8Bytes>, Refusal> {
        match message {
            ClientMessage::Subscribe { request, resume } => {
                self.subscribe(request, resume.as_ref(), hub)
            }
            ClientMessage::Unsubscribe(request) => self.unsubscribe(request),
            ClientMessage::GetData(request) => self.ask(request, hub),
            _ => Err(Malformed::UnknownKind.into()),
        }
    }

    /// The next frame that the peer lacks: an answer that is due, or what is new in its topics.
    pub(super) fn poll_frame(&mut self, hub: &Hub) -> Result<Option<Message>, Behind> {
        if let Some(request) = self.questions.pop_front() {
            let answer = answer(&request, self.codec, hub);
            let refused = |refusal: Refusal| Message::Text(refusal.frame(&request));
            return Ok(Some(answer.unwrap_or_else(refused)));
        }
        let mut due = Vec::new();
        let mut room = BATCH;
        while let Some((names, values)) = self.next_due(hub, room)? {
            let bytes = values.iter().map(|value| value.json.len()).sum();
            if bytes > room && !due.is_empty() {
                break;
            }
            room = room.saturating_sub(bytes);
            if let Some(subscription) = self.subscriptions.get_mut(&names) {
                subscription.sent = values.last().map(|value| value.seq);
            }
            self.last = Some(Arc::clone(&names));
            due.push((names, values));
        }
        if due.is_empty() {
            return Ok(None);
        }
        let addressed = due.iter().flat_map(|(names, values)| {
            values.iter().map(move |value| Addressed {
                names,
                id: None,
                value,
            })
        });
        Ok(Some(self.codec.frame(&addressed.collect::<Vec<_>>())))
    }

    /// The topics that are followed, if that has changed since they were taken.
    pub(super) fn take_changed_topics(&mut self) -> Option<BTreeSet<TopicName>> {
        let topics = || {
            self.subscriptions
                .keys()
                .map(|names| names.chart_name.clone())
        };
        std::mem::take(&mut self.has_changed).then(|| topics().collect())
    }

    /// The first topic after the last one of which the peer lacks something, and what that is.
    fn next_due(&self, hub: &Hub, room: usize) -> Result<Option<News>, Behind> {
        let last = self.last.as_ref();
        let after = last.map_or(Bound::Unbounded, Bound::Excluded);
        let rest = self
            .subscriptions
            .range::<Arc<Names>, _>((after, Bound::Unbounded));
        let up_to_last = last.map(|last| self.subscriptions.range::<Arc<Names>, _>(..=last));
        for (names, subscription) in rest.chain(up_to_last.into_iter().flatten()) {
            let values = hub.news(&names.chart_name, subscription.sent, room)?;
            if !values.is_empty() {
                return Ok(Some((Arc::clone(names), values)));
            }
        }
        Ok(None)
    }

    fn ask(&mut self, request: &Request, hub: &Hub) -> Result<Vec<Utf8Bytes>, Refusal> {
        request.handlers()?;
        hub.standing(&request.topic()?)
            .ok_or_else(Refusal::unknown_topic)?;
        if self.questions.len() >= QUESTIONS {
            return Err(Refusal::not_allowed("too many questions at once"));
        }
        self.questions.push_back(request.clone());
        Ok(Vec::new())
    }

    fn subscribe(
        &mut self,
        request: &Request,
        resume: Option<&Position>,
        hub: &Hub,
    ) -> Result<Vec<Utf8Bytes>, Refusal> {
        let names = names(request)?;
        let standing = hub.standing(&names.chart_name);
        let standing = standing.ok_or_else(Refusal::unknown_topic)?;
        if !self.subscriptions.contains_key(&names) {
            let followed = self.subscriptions.keys().map(|names| &names.chart_name);
            check_room(followed, &names.chart_name)?;
        }
        let resumed = resume.filter(|resume| standing.recovers(resume));
        let subscribed = Frame {
            kind: Some("subscribed"),
            id: request.id,
            socket_type: Some(&names.socket_type),
            chart_name: Some(names.chart_name.as_str()),
            epoch: Some(&standing.epoch),
            seq: Some(standing.seq),
            recovered: Some(resumed.is_some()),
            complete: standing.is_complete.then_some(true),
            ..Frame::default()
        };
        let answer = subscribed.to_json().into();
        let sent = resumed.map(|resumed| resumed.seq);
        self.subscriptions
            .insert(Arc::new(names), Subscription { sent });
        self.has_changed = true;
        Ok(vec![answer])
    }

    fn unsubscribe(&mut self, request: &Request) -> Result<Vec<Utf8Bytes>, Refusal> {
        self.subscriptions.remove(&names(request)?);
        self.has_changed = true;
        let answer = Frame {
            kind: Some("unsubscribed"),
            id: request.id,
            socket_type: request.socket_type.as_deref(),
            chart_name: request.chart_name.as_deref(),
            ..Frame::default()
        };
        Ok(vec![answer.to_json().into()])
    }
}

fn answer(request: &Request, codec: Codec, hub: &Hub) -> Result<Message, Refusal> {
    let names = names(request)?;
    let value = hub
        .head(&names.chart_name)
        .ok_or_else(Refusal::unknown_topic)?;
    Ok(codec.frame(&[Addressed {
        names: &names,
        id: request.id,
        value: &value,
    }]))
}

/// By which names the client knows a topic: its handlers wait under `<chartName>Data` unless it says otherwise.
fn names(request: &Request) -> Result<Names, Malformed> {
    let chart_name = request.topic()?;
    let own = request.handlers()?;
    let socket_type = own.map_or_else(|| chart_name.socket_type(), |own| own.to_string());
    Ok(Names {
        chart_name,
        socket_type,
    })
}
