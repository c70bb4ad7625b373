//! What waits to be sent.

use std::collections::VecDeque;

use crate::{Frame, Millis};

/// A message that was not taken or will not be sent, handed back.
///
/// ```
/// use socket_conn::{SendError, SendErrorKind};
///
/// let error = SendError { frame: "dark".into(), kind: SendErrorKind::Closed };
/// assert_eq!(error.to_string(), "the connection is closed");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SendError {
    /// The message.
    pub frame: Frame,
    /// Why it is not sent.
    pub kind: SendErrorKind,
}

/// Why a message is not sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SendErrorKind {
    /// It would have to wait, and the queue is full.
    QueueFull,
    /// It waited, and made room for a newer one.
    Displaced,
    /// It waited longer than it is worth anything.
    Expired,
    /// Not connected, or the socket takes nothing at the moment; told of messages that do not wait.
    NotNow,
    /// Never opened, closed by hand or given up: it would never be sent.
    Closed,
}

impl std::fmt::Display for SendError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self.kind {
            SendErrorKind::QueueFull => "not connected, and the queue is full",
            SendErrorKind::Displaced => "a newer message took its place in the queue",
            SendErrorKind::Expired => "it waited too long for a connection",
            SendErrorKind::NotNow => "it can't be sent at once",
            SendErrorKind::Closed => "the connection is closed",
        })
    }
}

impl std::error::Error for SendError {}

/// How much may wait to be sent, and for how long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Queue {
    /// How many messages wait at most.
    pub messages: usize,
    /// How many bytes wait at most.
    pub bytes: usize,
    /// After this time a message that waits is worth nothing, milliseconds; `None`: it never expires.
    pub ttl: Option<Millis>,
    /// What happens to a message when the queue is full.
    pub when_full: WhenFull,
    /// At most so many waiting messages are sent at once when a connection comes back, lest the server take the flood
    /// for an attack.
    pub burst: usize,
    /// The pause between two bursts, milliseconds.
    pub pause: Millis,
}

impl Default for Queue {
    fn default() -> Self {
        Self {
            messages: 256,
            bytes: 100_000,
            ttl: None,
            when_full: WhenFull::RefuseNewest,
            burst: 32,
            pause: 500,
        }
    }
}

/// What happens to a message when the queue is full. Either way one is handed back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhenFull {
    /// The message is refused; those that wait stay.
    RefuseNewest,
    /// The oldest ones make room.
    DropOldest,
}

/// Messages that wait, in order, bounded by count and bytes.
#[derive(Debug, Default)]
pub(crate) struct Outbox {
    waiting: VecDeque<Waiting>,
    bytes: usize,
    /// No burst before this time.
    pub(crate) not_before: Millis,
}

#[derive(Debug)]
pub(crate) struct Waiting {
    pub(crate) frame: Frame,
    expires_at: Option<Millis>,
    /// The request that it asks, if it is one.
    pub(crate) request: Option<u64>,
}

impl Outbox {
    /// Keeps a message; hands back those that made room for it.
    pub(crate) fn push(
        &mut self,
        frame: Frame,
        request: Option<u64>,
        queue: &Queue,
        now: Millis,
    ) -> Result<Vec<Waiting>, SendError> {
        let mut displaced = Vec::new();
        let fits_at_all = queue.messages > 0 && frame.len() <= queue.bytes;
        while self.waiting.len() >= queue.messages || self.bytes + frame.len() > queue.bytes {
            if !fits_at_all || queue.when_full == WhenFull::RefuseNewest {
                let kind = SendErrorKind::QueueFull;
                return Err(SendError { frame, kind });
            }
            displaced.extend(self.pop());
        }
        self.bytes += frame.len();
        self.waiting.push_back(Waiting {
            frame,
            expires_at: queue.ttl.map(|ttl| now.saturating_add(ttl)),
            request,
        });
        Ok(displaced)
    }

    /// The oldest one.
    pub(crate) fn pop(&mut self) -> Option<Waiting> {
        let oldest = self.waiting.pop_front()?;
        self.bytes -= oldest.frame.len();
        Some(oldest)
    }

    /// The oldest one, if it is worth nothing any more.
    pub(crate) fn pop_expired(&mut self, now: Millis) -> Option<Waiting> {
        let expired = self.next_expiry().is_some_and(|at| at <= now);
        expired.then(|| self.pop())?
    }

    /// All have the same time to live: the oldest one is the first to expire.
    pub(crate) fn next_expiry(&self) -> Option<Millis> {
        self.waiting.front()?.expires_at
    }

    /// Forgets the message of a request.
    pub(crate) fn withdraw(&mut self, request: u64) {
        self.waiting
            .retain(|waiting| waiting.request != Some(request));
        self.bytes = self.waiting.iter().map(|waiting| waiting.frame.len()).sum();
    }

    pub(crate) fn len(&self) -> usize {
        self.waiting.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }
}
