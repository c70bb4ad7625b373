use std::collections::{BTreeMap, VecDeque};
use std::ops::Bound;
use std::sync::Arc;

use axum::extract::ws::Utf8Bytes;
use socket_wire::{
    CODEC_JSON, ClientMessage, ErrorCode, Frame, Malformed, Position, Request, Screen, TopicName,
    VERSION, Welcome,
};
use tokio::time::Instant;

use super::conversation::{Refusal, SUBSCRIPTIONS};
use super::desk::{Desk, Visitor};
use crate::clock;
use crate::hub::{Hub, Snapshot};

/// Questions that may wait for their answers.
const QUESTIONS: usize = 64;
/// Values are sent together until they are this long, in bytes; a longer one goes alone.
const BATCH: usize = 256 * 1024;

/// Native mode: subscriptions that know where they stand.
#[derive(Debug, Default)]
pub(super) struct Native {
    has_begun: bool,
    subscriptions: BTreeMap<TopicName, Subscription>,
    /// Requests that are answered once, when their turn comes.
    questions: VecDeque<Request>,
    /// The topic that was sent last: the others go first, so that none waits for ever behind a busy one.
    last: Option<TopicName>,
}

#[derive(Debug)]
struct Subscription {
    socket_type: String,
    sent: Option<(Arc<str>, u64)>,
}

/// The answer to a hello.
pub(super) fn welcome(desk: &Desk, visitor: &Visitor, screen: Screen, now: Instant) -> Welcome {
    let account = match visitor {
        Visitor::User(session) => Some(&session.account),
        _ => None,
    };
    Welcome {
        version: VERSION,
        codec: CODEC_JSON.to_owned(),
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

    /// The next frame that the peer lacks: an answer that is due, or the newest values of its topics.
    pub(super) fn poll_frame(&mut self, hub: &Hub) -> Option<Utf8Bytes> {
        if let Some(request) = self.questions.pop_front() {
            let answer = answer(&request, hub);
            return Some(answer.unwrap_or_else(|refusal| refusal.frame(&request)));
        }
        let mut frames: Vec<Utf8Bytes> = Vec::new();
        let mut bytes = 0;
        while let Some((name, snapshot)) = self.next_due(hub) {
            bytes += snapshot.json.len();
            if bytes > BATCH && !frames.is_empty() {
                break;
            }
            if let Some(subscription) = self.subscriptions.get_mut(&name) {
                frames.push(subscription.frame(&name, &snapshot));
            }
            self.last = Some(name);
        }
        match frames.len() {
            0 | 1 => frames.pop(),
            _ => Some(batch(&frames)),
        }
    }

    /// The first topic after the last one whose newest value the peer has not got.
    fn next_due(&self, hub: &Hub) -> Option<(TopicName, Arc<Snapshot>)> {
        let after = self.last.as_ref().map_or(Bound::Unbounded, Bound::Excluded);
        let rest = self
            .subscriptions
            .range::<TopicName, _>((after, Bound::Unbounded));
        rest.chain(&self.subscriptions)
            .find_map(|(name, subscription)| {
                let snapshot = hub.head(name)?;
                (!subscription.has(&snapshot)).then(|| (name.clone(), snapshot))
            })
    }

    fn ask(&mut self, request: &Request, hub: &Hub) -> Result<Vec<Utf8Bytes>, Refusal> {
        request.handlers()?;
        hub.head(&request.topic()?)
            .ok_or_else(Refusal::unknown_topic)?;
        if self.questions.len() >= QUESTIONS {
            return Err(Refusal::new(
                ErrorCode::NotAllowed,
                "too many questions at once",
            ));
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
        let name = request.topic()?;
        let socket_type = socket_type(request, &name)?;
        let snapshot = hub.head(&name).ok_or_else(Refusal::unknown_topic)?;
        if self.subscriptions.len() >= SUBSCRIPTIONS && !self.subscriptions.contains_key(&name) {
            return Err(Refusal::new(
                ErrorCode::NotAllowed,
                "too many subscriptions",
            ));
        }
        // A topic is a snapshot: whoever was in this epoch loses nothing that matters by skipping to its newest value.
        // A position past the head was never given out by this epoch.
        let recovered = resume
            .is_some_and(|resume| *resume.epoch == *snapshot.epoch && resume.seq <= snapshot.seq);
        let is_current = recovered && resume.is_some_and(|resume| resume.seq == snapshot.seq);
        let subscribed = Frame {
            kind: Some("subscribed"),
            id: request.id,
            socket_type: Some(&socket_type),
            chart_name: Some(name.as_str()),
            epoch: Some(&snapshot.epoch),
            seq: Some(snapshot.seq),
            recovered: Some(recovered),
            ..Frame::default()
        };
        let answer = subscribed.to_json().into();
        let subscription = Subscription {
            socket_type,
            sent: is_current.then(|| (Arc::clone(&snapshot.epoch), snapshot.seq)),
        };
        self.subscriptions.insert(name, subscription);
        Ok(vec![answer])
    }

    fn unsubscribe(&mut self, request: &Request) -> Result<Vec<Utf8Bytes>, Refusal> {
        let name = request.topic()?;
        self.subscriptions.remove(&name);
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

impl Subscription {
    fn has(&self, snapshot: &Snapshot) -> bool {
        self.sent
            .as_ref()
            .is_some_and(|(epoch, seq)| *epoch == snapshot.epoch && *seq == snapshot.seq)
    }

    fn frame(&mut self, name: &TopicName, snapshot: &Snapshot) -> Utf8Bytes {
        self.sent = Some((Arc::clone(&snapshot.epoch), snapshot.seq));
        let own_names = *name == snapshot.topic
            && self.socket_type.strip_suffix("Data") == Some(snapshot.topic.as_str());
        if own_names {
            snapshot.native()
        } else {
            snapshot.native_as(&self.socket_type, name.as_str(), None)
        }
    }
}

fn answer(request: &Request, hub: &Hub) -> Result<Utf8Bytes, Refusal> {
    let name = request.topic()?;
    let snapshot = hub.head(&name).ok_or_else(Refusal::unknown_topic)?;
    let socket_type = socket_type(request, &name)?;
    Ok(snapshot.native_as(&socket_type, name.as_str(), request.id))
}

/// What the client's handlers are registered under; `<chartName>Data` unless it says otherwise.
fn socket_type(request: &Request, name: &TopicName) -> Result<String, Malformed> {
    let own = request.handlers()?;
    Ok(own.map_or_else(|| format!("{name}Data"), |own| own.to_string()))
}

fn batch(frames: &[Utf8Bytes]) -> Utf8Bytes {
    let frames: Vec<&str> = frames.iter().map(Utf8Bytes::as_str).collect();
    format!(r#"{{"type":"batch","data":[{}]}}"#, frames.join(",")).into()
}
