//! Conversations without a socket, and connections over a pipe: the clock is tokio's, and paused.

mod codecs;
mod complete;
mod connection;
mod conversation;
mod native;
mod pipe;
mod plain;

use std::sync::Arc;

use axum::extract::ws::Message;
use socket_wire::CloseCode;
use tokio::time::Instant;

use super::{Conversation, Desk, Effect, Visitor};
use crate::auth::Role;
use crate::testing::{self, TestHub};

/// A conversation at a desk whose hub has the topics `rank` and `hot`.
struct Talk {
    hub: TestHub,
    desk: Arc<Desk>,
    conversation: Conversation,
}

impl Talk {
    fn new(visitor: Visitor) -> Self {
        let hub = TestHub::new();
        hub.publish("rank", "[1]");
        hub.publish("hot", "[]");
        let desk = hub.desk();
        let conversation = Conversation::new(Arc::clone(&desk), visitor, Instant::now());
        Self {
            hub,
            desk,
            conversation,
        }
    }

    fn operator() -> Self {
        Self::new(Visitor::User(testing::session(Role::Operator).1))
    }

    fn viewer() -> Self {
        Self::new(Visitor::User(testing::session(Role::Viewer).1))
    }

    fn stranger() -> Self {
        Self::new(Visitor::Stranger)
    }

    fn ticket(&self) -> String {
        let session = testing::session(Role::Operator).1;
        self.desk.tickets.issue(&session, Instant::now()).unwrap()
    }

    fn say(&mut self, text: &str) -> Vec<Effect> {
        self.conversation.handle_text(text, Instant::now())
    }

    /// What is sent in answer to a text, the frames included that are due then.
    fn ask(&mut self, text: &str) -> Vec<String> {
        let mut answer = sent(&self.say(text));
        answer.extend(self.frames());
        answer
    }

    /// The frames that are due.
    fn frames(&mut self) -> Vec<String> {
        self.messages().iter().filter_map(text).collect()
    }

    /// The messages that are due, whatever they are made of.
    fn messages(&mut self) -> Vec<Message> {
        let mut messages = Vec::new();
        while let Some(Effect::Send(message)) = self.conversation.poll_frame() {
            messages.push(message);
        }
        messages
    }
}

fn sent(effects: &[Effect]) -> Vec<String> {
    effects
        .iter()
        .filter_map(|effect| match effect {
            Effect::Send(message) => text(message),
            _ => None,
        })
        .collect()
}

fn text(message: &Message) -> Option<String> {
    match message {
        Message::Text(text) => Some(text.to_string()),
        _ => None,
    }
}

fn closed(effects: &[Effect]) -> Option<CloseCode> {
    match effects.last() {
        Some(Effect::Close(code)) => Some(*code),
        _ => None,
    }
}
