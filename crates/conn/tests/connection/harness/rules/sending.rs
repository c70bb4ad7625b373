//! The rules of sending: each message once and in order, or handed back once; each request ended once.

use std::collections::{BTreeSet, VecDeque};

use socket_conn::{Frame, Options, RequestError, SendError, SendErrorKind};

use crate::harness::scene::AnyConnection;

/// What the user has said, and what has become of it.
pub(super) struct Sending {
    options: Options,
    /// What was taken and neither sent nor handed back, oldest first; with its number if it is a request.
    pub(super) queue: VecDeque<(String, Option<u64>)>,
    /// The requests without an answer.
    pub(super) pending: BTreeSet<u64>,
    /// What the socket holds, once that was told.
    pub(super) buffered: Option<usize>,
}

impl Sending {
    pub(super) fn new(options: &Options) -> Self {
        Self {
            options: options.clone(),
            queue: VecDeque::new(),
            pending: BTreeSet::new(),
            buffered: None,
        }
    }

    /// The client has said something.
    pub(super) fn said(&mut self, frame: &Frame) {
        let text = frame.as_text().unwrap_or_default();
        if text.starts_with("msg") || text.starts_with("ask") {
            let is_choked = self.buffered.is_some_and(|n| n > self.options.high_water);
            assert!(!is_choked, "sent to a socket that takes no more: {text}");
            let oldest = self.queue.pop_front().map(|(text, _)| text);
            assert_eq!(oldest.as_deref(), Some(text), "sent out of order, or twice");
        }
        self.buffered = self.buffered.map(|n| n + frame.len());
    }

    /// A message was handed back.
    pub(super) fn dropped(&mut self, error: &SendError) {
        let oldest = match error.kind {
            // The requests that waited with it are answered all at once.
            SendErrorKind::Closed => self.queue.iter().position(|(_, id)| id.is_none()),
            SendErrorKind::Displaced | SendErrorKind::Expired => Some(0),
            kind => panic!("was never taken: {kind:?}"),
        };
        let oldest = oldest.and_then(|at| self.queue.remove(at));
        let oldest = oldest.expect("was never taken, or had gone out");
        let text = error.frame.as_text().unwrap_or_default();
        assert_eq!(oldest.0, text, "handed back out of order, or twice");
    }

    pub(super) fn answered(&mut self, id: u64, why: Option<&RequestError>) {
        assert!(self.pending.remove(&id), "{id} was not asked, or has ended");
        let place = self.queue.iter().position(|(_, asked)| *asked == Some(id));
        match why {
            None | Some(RequestError::Refused(_) | RequestError::Lost) => {
                assert_eq!(place, None, "{id} was not even sent: {why:?}");
            }
            Some(RequestError::NotSent) => assert_eq!(place, Some(0), "{id} is not the oldest"),
            Some(RequestError::TimedOut | RequestError::Closed) => {}
            Some(RequestError::Unsupported) => panic!("{id} can't have been taken"),
        }
        self.withdraw(id);
    }

    pub(super) fn withdraw(&mut self, id: u64) {
        self.queue.retain(|(_, asked)| *asked != Some(id));
    }

    pub(super) fn check_at_rest(&self, connection: &AnyConnection) {
        let limits = &self.options.queue;
        assert_eq!(connection.queued(), self.queue.len());
        assert_eq!(connection.pending_requests(), self.pending.len());
        assert!(self.queue.len() <= limits.messages, "too many wait");
        let bytes = self.queue.iter().map(|(text, _)| text.len()).sum::<usize>();
        assert!(bytes <= limits.bytes, "{bytes} bytes wait");
    }
}
