use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde_json::value::{RawValue, to_raw_value};
use serde_json::{Value, json};
use socket_conn::Frame;
use socket_wire::{ClientMessage, Mode, Position, Request};

use super::peer::Peer;

/// A server that speaks [`NativeDialect`](crate::NativeDialect): it lets everybody in, numbers what it publishes, and
/// lets a client that comes back go on where it was.
///
/// ```
/// use leptos_socket_store::testing::{NativePeer, World};
/// use leptos_socket_store::{NativeDialect, Request, StoreOptions};
/// use serde_json::json;
///
/// let options = StoreOptions::new("/ws", NativeDialect::default());
/// let world = World::with_peer(options, NativePeer::default());
/// world.store().open();
/// world.settle();
/// world.say(|server| server.publish("stock", json!([3, 5])));
///
/// let question = Request {
///     action: "getData".into(),
///     chart_name: Some("stock".into()),
///     ..Request::default()
/// };
/// let reply = world.run(world.store().request(&question, 1_000));
/// assert_eq!(reply.expect("it answers").message().to_json(), json!([3, 5]));
/// ```
pub struct NativePeer {
    epoch: u64,
    topics: BTreeMap<String, Published>,
    refused: BTreeSet<String>,
    /// `chartName` and `socketType` of what the client has subscribed.
    subscribed: BTreeMap<String, String>,
    history: usize,
    answer: Box<Answering>,
}

/// `action` and `value` to an answer.
type Answering = dyn FnMut(&str, &Value) -> Option<Value>;

#[derive(Default)]
struct Published {
    seq: u64,
    /// The newest values with their numbers, oldest first.
    history: VecDeque<(u64, Value)>,
}

impl Default for NativePeer {
    fn default() -> Self {
        Self {
            epoch: 1,
            topics: BTreeMap::new(),
            refused: BTreeSet::new(),
            subscribed: BTreeMap::new(),
            history: 100,
            answer: Box::new(|_, _| None),
        }
    }
}

impl NativePeer {
    /// A topic has a further value.
    pub fn publish(&mut self, chart_name: &str, value: Value) -> Vec<Frame> {
        let topic = self.topics.entry(chart_name.to_owned()).or_default();
        topic.seq += 1;
        topic.history.push_back((topic.seq, value));
        let surplus = topic.history.len().saturating_sub(self.history.max(1));
        topic.history.drain(..surplus);
        let is_wanted = self.subscribed.contains_key(chart_name);
        let newest = self.newest(chart_name).filter(|_| is_wanted);
        newest
            .map(|(seq, value)| self.data(chart_name, seq, &value, None))
            .into_iter()
            .collect()
    }

    /// It keeps so many values per topic: whoever missed more of them begins again with the newest one.
    pub fn keep(&mut self, values: usize) {
        self.history = values;
    }

    /// It was restarted: it has forgotten everything, and numbers begin anew. Drop the connection too.
    pub fn restart(&mut self) {
        self.epoch += 1;
        self.topics.clear();
    }

    /// It refuses this topic from here on.
    pub fn refuse(&mut self, chart_name: &str) {
        self.refused.insert(chart_name.to_owned());
    }

    /// Answers actions of the app's own: the function gets `action` and `value`. What it answers with `None` is relayed
    /// to all, as themes are.
    pub fn answer_with(&mut self, answer: impl FnMut(&str, &Value) -> Option<Value> + 'static) {
        self.answer = Box::new(answer);
    }

    /// Its own heartbeat.
    #[must_use]
    pub fn heartbeat(&self) -> Vec<Frame> {
        vec![text(json!({ "type": "heartCheck", "ts": 1 }))]
    }

    fn subscribe(&mut self, request: Request, resume: Option<Position>) -> Vec<Frame> {
        let (Some(name), Some(socket_type)) = (request.chart_name, request.socket_type) else {
            return vec![refusal("malformed", request.id, None, None)];
        };
        if self.refused.contains(&name) {
            let code = "unknownTopic";
            return vec![refusal(code, request.id, Some(&socket_type), Some(&name))];
        }
        self.subscribed.insert(name.clone(), socket_type.clone());
        let (head, missed) = self.missed(&name, resume.as_ref());
        let recovered = missed.is_some();
        let newest = || self.newest(&name).into_iter().collect();
        let follows: Vec<(u64, Value)> = missed.unwrap_or_else(newest);
        let answer = json!({
            "type": "subscribed", "id": request.id, "socketType": socket_type, "chartName": name,
            "epoch": self.epoch.to_string(), "seq": head, "recovered": recovered,
        });
        let data = follows.iter();
        let data = data.map(|(seq, value)| self.data(&name, *seq, value, None));
        std::iter::once(text(answer)).chain(data).collect()
    }

    /// The topic's head, and what the client lacks, if all of it is there still.
    fn missed(&self, name: &str, at: Option<&Position>) -> (u64, Option<Vec<(u64, Value)>>) {
        let Some(topic) = self.topics.get(name) else {
            return (0, None);
        };
        let missed = at
            .filter(|at| at.epoch == self.epoch.to_string())
            .map(|at| {
                let missed = topic.history.iter().filter(|(seq, _)| *seq > at.seq);
                missed.cloned().collect::<Vec<_>>()
            });
        let is_whole = |missed: &Vec<(u64, Value)>| {
            at.is_some_and(|at| at.seq + missed.len() as u64 == topic.seq)
        };
        (topic.seq, missed.filter(is_whole))
    }

    fn newest(&self, name: &str) -> Option<(u64, Value)> {
        self.topics.get(name)?.history.back().cloned()
    }

    fn get_data(&self, request: Request) -> Frame {
        let name = request.chart_name.unwrap_or_default();
        match self.newest(&name) {
            Some((seq, value)) if !self.refused.contains(&name) => {
                self.data(&name, seq, &value, request.id)
            }
            _ => refusal("unknownTopic", request.id, None, Some(&name)),
        }
    }

    fn act(&mut self, heard: &Frame, action: &str, value: Option<&str>, id: Option<u64>) -> Frame {
        let value = value.and_then(|value| serde_json::from_str(value).ok());
        match (self.answer)(action, &value.unwrap_or_default()) {
            Some(answer) => message(
                socket_wire::Frame {
                    id,
                    socket_type: Some(action),
                    ..socket_wire::Frame::default()
                },
                &answer,
            ),
            None => heard.clone(),
        }
    }

    fn data(&self, name: &str, seq: u64, value: &Value, id: Option<u64>) -> Frame {
        let otherwise = socket_wire::socket_type_of(name);
        let socket_type = self.subscribed.get(name).unwrap_or(&otherwise);
        let head = socket_wire::Frame {
            id,
            socket_type: Some(socket_type),
            chart_name: Some(name),
            epoch: Some(&self.epoch.to_string()),
            seq: Some(seq),
            ..socket_wire::Frame::default()
        };
        message(head, value)
    }
}

impl Peer for NativePeer {
    fn hear(&mut self, frame: &Frame) -> Vec<Frame> {
        let heard = frame.as_text();
        let heard = heard.map(|text| ClientMessage::parse(text, Mode::Native));
        let Some(Ok(heard)) = heard else {
            return vec![refusal("malformed", None, None, None)];
        };
        match heard {
            ClientMessage::Hello(_) => vec![text(json!({
                "type": "hello", "version": 1, "codec": "json", "heartbeat": 25_000, "ts": 1,
            }))],
            ClientMessage::Auth { id, .. } => {
                let head = socket_wire::Frame {
                    kind: Some("auth"),
                    id,
                    expires_in: Some(3_600),
                    ..socket_wire::Frame::default()
                };
                vec![message(head, &json!("auth ok"))]
            }
            ClientMessage::Ping { id } => vec![text(json!({ "type": "pong", "id": id, "ts": 1 }))],
            ClientMessage::Subscribe { request, resume } => self.subscribe(request, resume),
            ClientMessage::Unsubscribe(request) => {
                let name = request.chart_name.unwrap_or_default();
                self.subscribed.remove(&name);
                vec![text(json!({ "type": "unsubscribed", "id": request.id }))]
            }
            ClientMessage::GetData(request) => vec![self.get_data(request)],
            ClientMessage::Action {
                action,
                value,
                request,
            } => vec![self.act(frame, &action, value.as_deref(), request.id)],
            ClientMessage::HeartCheck => Vec::new(),
        }
    }

    fn lose(&mut self) {
        self.subscribed.clear();
    }
}

impl std::fmt::Debug for NativePeer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NativePeer")
            .field("epoch", &self.epoch)
            .field("subscribed", &self.subscribed)
            .finish_non_exhaustive()
    }
}

fn refusal(
    code: &str,
    id: Option<u64>,
    socket_type: Option<&str>,
    chart_name: Option<&str>,
) -> Frame {
    let frame = socket_wire::Frame {
        kind: Some("error"),
        code: Some(code),
        message: Some("the script refuses"),
        id,
        socket_type,
        chart_name,
        ..socket_wire::Frame::default()
    };
    Frame::Text(frame.to_json())
}

/// A message with `data`, which is the last member in this dialect.
fn message(head: socket_wire::Frame<'_>, data: &Value) -> Frame {
    let data: Option<Box<RawValue>> = to_raw_value(data).ok();
    let data = data.as_deref();
    Frame::Text(socket_wire::Frame { data, ..head }.to_json())
}

fn text(message: Value) -> Frame {
    Frame::Text(message.to_string())
}
