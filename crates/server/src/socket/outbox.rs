use std::collections::VecDeque;
use std::future::poll_fn;
use std::time::Duration;

use axum::extract::ws::Message;
use futures_util::{Sink, SinkExt as _};
use tokio::time::Instant;

/// How long a peer may take nothing.
const PATIENCE: Duration = Duration::from_secs(10);
/// So many bytes may wait before nothing more is read from the peer that asks for them.
const FULL: usize = 256 * 1024;

/// Messages that wait for the peer to take them.
///
/// Values of topics are not kept here: while anything waits none is added, so that a slow reader gets the newest value
/// when its turn comes. What can wait are answers, and they are bounded because no question is read while many do.
#[derive(Debug)]
pub(super) struct Outbox {
    waiting: VecDeque<Message>,
    bytes: usize,
    is_flushing: bool,
    /// When the peer last took something, or the first message began to wait.
    progress: Instant,
}

impl Outbox {
    pub(super) fn new(now: Instant) -> Self {
        Self {
            waiting: VecDeque::new(),
            bytes: 0,
            is_flushing: false,
            progress: now,
        }
    }

    /// One more message for the peer.
    pub(super) fn push(&mut self, message: Message, now: Instant) {
        if !self.is_pending() {
            self.progress = now;
        }
        self.bytes += length(&message);
        self.waiting.push_back(message);
    }

    /// Does anything wait?
    pub(super) fn is_pending(&self) -> bool {
        self.is_flushing || !self.waiting.is_empty()
    }

    /// Does so much wait that the peer must take some of it first?
    pub(super) fn is_full(&self) -> bool {
        self.bytes >= FULL
    }

    /// When the peer has been too slow, unless it takes something before that.
    pub(super) fn deadline(&self) -> Instant {
        self.progress + PATIENCE
    }

    /// Hands one message to the peer. May be dropped at any point and called again; nothing is lost or sent twice.
    pub(super) async fn drive<S>(&mut self, sink: &mut S) -> Result<(), S::Error>
    where
        S: Sink<Message> + Unpin,
    {
        if !self.is_flushing {
            poll_fn(|cx| sink.poll_ready_unpin(cx)).await?;
            let Some(message) = self.waiting.pop_front() else {
                return Ok(());
            };
            self.bytes -= length(&message);
            sink.start_send_unpin(message)?;
            self.is_flushing = true;
        }
        poll_fn(|cx| sink.poll_flush_unpin(cx)).await?;
        self.is_flushing = false;
        self.progress = Instant::now();
        Ok(())
    }
}

fn length(message: &Message) -> usize {
    match message {
        Message::Text(text) => text.len(),
        Message::Binary(bytes) | Message::Ping(bytes) | Message::Pong(bytes) => bytes.len(),
        Message::Close(_) => 0,
    }
}
