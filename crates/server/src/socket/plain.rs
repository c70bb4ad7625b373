use axum::extract::ws::Utf8Bytes;
use socket_wire::{ClientMessage, ErrorCode, Malformed, Request, TopicName, scan};

use super::conversation::{Refusal, SUBSCRIPTIONS};
use crate::hub::{Hub, Snapshot};

/// Plain mode: a request for data is a subscription, and is answered with itself and the data, every time.
#[derive(Debug, Default)]
pub(super) struct Plain {
    following: Vec<Following>,
}

#[derive(Debug)]
struct Following {
    request: Request,
    topic: TopicName,
    /// The request's text up to where the data goes.
    head: String,
    sent: Option<(std::sync::Arc<str>, u64)>,
}

impl Plain {
    pub(super) fn handle(
        &mut self,
        message: &ClientMessage,
        text: &str,
        hub: &Hub,
    ) -> Result<Vec<Utf8Bytes>, Refusal> {
        let ClientMessage::GetData(request) = message else {
            return Err(Malformed::UnknownKind.into());
        };
        let topic = request.topic()?;
        let snapshot = hub.head(&topic).ok_or_else(Refusal::unknown_topic)?;
        let head = head(text)?;
        let following = self.follow(request, topic)?;
        following.head = head;
        Ok(vec![following.frame(&snapshot)])
    }

    pub(super) fn poll_changes(&mut self, hub: &Hub) -> Vec<Utf8Bytes> {
        self.following
            .iter_mut()
            .filter_map(|following| {
                let snapshot = hub.head(&following.topic)?;
                (!following.has(&snapshot)).then(|| following.frame(&snapshot))
            })
            .collect()
    }

    fn follow(&mut self, request: &Request, topic: TopicName) -> Result<&mut Following, Refusal> {
        let same = |following: &Following| {
            following.topic == topic && following.request.socket_type == request.socket_type
        };
        let index = match self.following.iter().position(same) {
            Some(index) => index,
            None if self.following.len() >= SUBSCRIPTIONS => {
                return Err(Refusal::new(
                    ErrorCode::NotAllowed,
                    "too many subscriptions",
                ));
            }
            None => {
                self.following.push(Following {
                    request: request.clone(),
                    topic,
                    head: String::new(),
                    sent: None,
                });
                self.following.len() - 1
            }
        };
        Ok(&mut self.following[index])
    }
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
