use std::collections::VecDeque;
use std::future::poll_fn;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::extract::ws::Message;
use futures_util::{Sink, SinkExt as _};
use tokio::time::Instant;

/// How long a message may wait for the peer to take it.
const PATIENCE: Duration = Duration::from_secs(10);
/// So many bytes may wait behind the message whose turn it is.
const LIMIT: usize = 1024 * 1024;

/// Messages that wait for the peer to take them.
///
/// Values of topics are not kept here, but for one that the peer had no room for: while anything waits none is added, so that
/// a slow reader gets the newest value when its turn comes. What else can wait are short answers, and a peer that lets too many of them wait, or one too long,
/// is cut.
#[derive(Debug)]
pub(super) struct Outbox {
    /// With the time at which each began to wait.
    waiting: VecDeque<(Message, Instant)>,
    /// What those are long together.
    bytes: usize,
    /// Since when the message waits that the peer is taking.
    sending: Option<Instant>,
}

/// The peer has let too much wait.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Overflow;

impl Outbox {
    pub(super) fn new() -> Self {
        Self {
            waiting: VecDeque::new(),
            bytes: 0,
            sending: None,
        }
    }

    /// One more message for the peer.
    pub(super) fn push(&mut self, message: Message, now: Instant) -> Result<(), Overflow> {
        self.bytes += length(&message);
        self.waiting.push_back((message, now));
        let first = match (self.sending, self.waiting.front()) {
            (None, Some((first, _))) => length(first),
            _ => 0,
        };
        if self.bytes - first > LIMIT {
            return Err(Overflow);
        }
        Ok(())
    }

    /// Does anything wait?
    pub(super) fn is_pending(&self) -> bool {
        self.sending.is_some() || !self.waiting.is_empty()
    }

    /// When the peer has been too slow, unless it takes what has waited longest before that.
    pub(super) fn deadline(&self) -> Option<Instant> {
        let oldest = self
            .sending
            .or(self.waiting.front().map(|(_, since)| *since));
        oldest.map(|since| since + PATIENCE)
    }

    /// Drops what the peer has not begun to take, to make way for the last words.
    pub(super) fn drop_waiting(&mut self) {
        self.waiting.clear();
        self.bytes = 0;
    }

    /// Hands what waits to the peer. May be dropped at any point and called again; nothing is lost or sent twice.
    pub(super) async fn drive<S>(&mut self, sink: &mut S) -> Result<(), S::Error>
    where
        S: Sink<Message> + Unpin,
    {
        poll_fn(|cx| self.poll_drive(cx, sink)).await
    }

    /// As [`drive`](Self::drive): ready when nothing waits.
    pub(super) fn poll_drive<S>(
        &mut self,
        cx: &mut Context<'_>,
        sink: &mut S,
    ) -> Poll<Result<(), S::Error>>
    where
        S: Sink<Message> + Unpin,
    {
        loop {
            // As many at once as the sink has room for: they go to the kernel together.
            while !self.waiting.is_empty() && sink.poll_ready_unpin(cx)?.is_ready() {
                let Some((message, since)) = self.waiting.pop_front() else {
                    break;
                };
                self.bytes -= length(&message);
                sink.start_send_unpin(message)?;
                self.sending.get_or_insert(since);
            }
            if self.sending.is_some() {
                ready!(sink.poll_flush_unpin(cx))?;
                self.sending = None;
            } else if self.waiting.is_empty() {
                return Poll::Ready(Ok(()));
            } else {
                return Poll::Pending;
            }
        }
    }

    /// Hands to the peer what `next` has, as much of it as the peer takes, while nothing waits. Ready when `next` has no
    /// more. Values that all readers get come this way: most readers take them at once, and nothing has to be kept.
    pub(super) fn poll_feed<S>(
        &mut self,
        cx: &mut Context<'_>,
        sink: &mut S,
        now: Instant,
        mut next: impl FnMut() -> Option<Message>,
    ) -> Poll<Result<(), S::Error>>
    where
        S: Sink<Message> + Unpin,
    {
        loop {
            ready!(self.poll_drive(cx, sink))?;
            while let Some(message) = next() {
                if sink.poll_ready_unpin(cx)?.is_pending() {
                    self.bytes += length(&message);
                    self.waiting.push_back((message, now));
                    break;
                }
                sink.start_send_unpin(message)?;
                self.sending = Some(now);
            }
            if !self.is_pending() {
                return Poll::Ready(Ok(()));
            }
        }
    }
}

fn length(message: &Message) -> usize {
    match message {
        Message::Text(text) => text.len(),
        Message::Binary(bytes) | Message::Ping(bytes) | Message::Pong(bytes) => bytes.len(),
        Message::Close(_) => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(bytes: usize) -> Message {
        Message::Text("x".repeat(bytes).into())
    }

    #[tokio::test(start_paused = true)]
    async fn one_message_may_be_as_long_as_it_is_and_what_waits_behind_it_may_not() {
        let mut outbox = Outbox::new();
        let now = Instant::now();
        assert_eq!(outbox.push(text(8 * LIMIT), now), Ok(()));
        assert_eq!(outbox.push(text(LIMIT), now), Ok(()));
        assert_eq!(outbox.push(text(1), now), Err(Overflow));
        outbox.drop_waiting();
        assert_eq!(outbox.push(text(8 * LIMIT), now), Ok(()));
    }

    #[tokio::test(start_paused = true)]
    async fn what_is_taken_makes_room() {
        let mut outbox = Outbox::new();
        let mut sink = futures_util::sink::drain();
        for _ in 0..8 {
            assert_eq!(outbox.push(text(LIMIT / 2), Instant::now()), Ok(()));
            outbox.drive(&mut sink).await.unwrap();
        }
        assert!(!outbox.is_pending());
    }
}
