use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use socket_conn::Frame;

use super::peer::Peer;

/// A server that speaks [`PlainDialect`](crate::PlainDialect): whoever asks for a topic gets it, and gets it again
/// whenever it changes.
///
/// ```
/// use leptos_socket_store::testing::{PlainPeer, World};
/// use leptos_socket_store::{PlainDialect, StoreOptions, Topic};
/// use reactive_graph::traits::GetUntracked;
///
/// let options = StoreOptions::new("/ws", PlainDialect::default());
/// let world = World::with_peer(options, PlainPeer::default());
/// world.say(|server| server.publish("hot", 7.into()));
/// world.store().open();
/// let hot = world.within(|| world.store().topic(&Topic::<u32>::new("hot")));
/// world.settle();
/// world.flush();
/// assert_eq!(hot.value.get_untracked(), Some(7));
/// ```
#[derive(Debug, Default)]
pub struct PlainPeer {
    values: BTreeMap<String, Value>,
    /// What was asked for, by `chartName`, as it was asked.
    asked: BTreeMap<String, Value>,
    refused: BTreeSet<String>,
}

impl PlainPeer {
    /// A topic has another value.
    pub fn publish(&mut self, chart_name: &str, value: Value) -> Vec<Frame> {
        self.values.insert(chart_name.to_owned(), value);
        self.data(chart_name).into_iter().collect()
    }

    /// It refuses this topic from here on.
    pub fn refuse(&mut self, chart_name: &str) {
        self.refused.insert(chart_name.to_owned());
    }

    fn data(&self, chart_name: &str) -> Option<Frame> {
        let mut message = self.asked.get(chart_name)?.clone();
        message["data"] = self.values.get(chart_name)?.to_string().into();
        Some(Frame::Text(message.to_string()))
    }
}

impl Peer for PlainPeer {
    fn hear(&mut self, frame: &Frame) -> Vec<Frame> {
        let Some(Ok(message)) = frame.as_text().map(serde_json::from_str::<Value>) else {
            return Vec::new();
        };
        if message["type"] == "auth" {
            let answer = json!({ "type": "auth", "data": "auth ok" });
            return vec![Frame::Text(answer.to_string())];
        }
        let name = message["chartName"].as_str().unwrap_or_default().to_owned();
        if message["action"] != "getData" {
            return vec![frame.clone()];
        }
        if self.refused.contains(&name) {
            let refusal = json!({
                "type": "error", "code": "unknownTopic", "message": "the script refuses",
                "socketType": message["socketType"], "chartName": name,
            });
            return vec![Frame::Text(refusal.to_string())];
        }
        self.asked.insert(name.clone(), message);
        self.data(&name).into_iter().collect()
    }

    fn lose(&mut self) {
        self.asked.clear();
    }
}
