use std::collections::VecDeque;

use crate::Frame;

/// A message that was not taken, handed back.
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
    /// Why it was not taken.
    pub kind: SendErrorKind,
}

/// Why a message was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SendErrorKind {
    /// Not connected, and the queue is full.
    QueueFull,
    /// Never opened, closed by hand or given up: it would never be sent.
    Closed,
}

impl std::fmt::Display for SendError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self.kind {
            SendErrorKind::QueueFull => "not connected, and the queue is full",
            SendErrorKind::Closed => "the connection is closed",
        })
    }
}

impl std::error::Error for SendError {}

/// Messages that wait for a connection, in order, bounded by count and bytes.
#[derive(Debug, Default)]
pub(crate) struct Outbox {
    frames: VecDeque<Frame>,
    bytes: usize,
}

impl Outbox {
    pub(crate) fn push(&mut self, frame: Frame, limits: (usize, usize)) -> Result<(), SendError> {
        let (messages, bytes) = limits;
        if self.frames.len() >= messages || self.bytes + frame.len() > bytes {
            let kind = SendErrorKind::QueueFull;
            return Err(SendError { frame, kind });
        }
        self.bytes += frame.len();
        self.frames.push_back(frame);
        Ok(())
    }

    /// All of them, oldest first; leaves nothing behind.
    pub(crate) fn take(&mut self) -> VecDeque<Frame> {
        std::mem::take(self).frames
    }

    pub(crate) fn len(&self) -> usize {
        self.frames.len()
    }

    pub(crate) fn clear(&mut self) {
        *self = Self::default();
    }
}
