//! What the user says: at once, later, or as a question.

use super::{Connection, Phase};
use crate::outbox::Waiting;
use crate::{
    Delivery, Dialect, Frame, Millis, Output, Request, RequestError, SendError, SendErrorKind,
};

impl<D: Dialect> Connection<D> {
    /// Sends a message; it waits in the [queue](crate::Queue) while there is no connection, or while the socket takes
    /// no more. The order is kept.
    ///
    /// # Errors
    ///
    /// Hands the message back when the connection is closed or the queue is full.
    pub fn send(&mut self, frame: Frame, now: Millis) -> Result<(), SendError> {
        self.post(frame, None, now)
    }

    /// Sends a message at once or not at all: for what is worth nothing a moment later.
    ///
    /// # Errors
    ///
    /// Hands the message back when it would have to wait.
    pub fn send_volatile(&mut self, frame: Frame) -> Result<(), SendError> {
        if self.takes_more() {
            self.say(Some(frame));
            return Ok(());
        }
        self.counters.dropped += 1;
        let kind = SendErrorKind::NotNow;
        Err(SendError { frame, kind })
    }

    /// Asks the peer something. The answer comes as [`Output::Answered`] with the number that is returned: within
    /// `timeout` milliseconds, or it is [`RequestError::TimedOut`]. A request that was sent when the connection is lost
    /// is not repeated: the peer may have acted on it.
    ///
    /// # Errors
    ///
    /// The dialect has no requests, the connection is closed, or the queue is full.
    pub fn request(
        &mut self,
        request: &Request,
        timeout: Millis,
        now: Millis,
    ) -> Result<u64, RequestError> {
        let id = self.next_id();
        let frame = self.dialect.request(id, request);
        let frame = frame.ok_or(RequestError::Unsupported)?;
        self.requests.insert(id, now.saturating_add(timeout));
        self.post(frame, Some(id), now).map_err(|error| {
            self.requests.remove(id);
            match error.kind {
                SendErrorKind::Closed => RequestError::Closed,
                _ => RequestError::NotSent,
            }
        })?;
        Ok(id)
    }

    /// Nobody waits for the answer to a request any more; if it was not sent yet, it never will be.
    pub fn cancel(&mut self, id: u64) {
        self.requests.remove(id);
        self.outbox.withdraw(id);
    }

    /// How many bytes the socket has taken and not yet handed to the network: a browser's `bufferedAmount`.
    ///
    /// What is sent afterwards is added until the next call: call it before each
    /// [`handle_timeout`](Self::handle_timeout), or never; whoever never calls it has messages held back by nothing.
    pub fn handle_buffered(&mut self, bytes: usize) {
        self.buffered = Some(bytes);
    }

    fn post(&mut self, frame: Frame, request: Option<u64>, now: Millis) -> Result<(), SendError> {
        if matches!(
            self.state.phase,
            Phase::Idle | Phase::Closed | Phase::Failed(_)
        ) {
            let kind = SendErrorKind::Closed;
            return Err(SendError { frame, kind });
        }
        if self.takes_more() {
            self.transmit(frame, request);
            return Ok(());
        }
        self.drop_expired(now);
        let displaced = self.outbox.push(frame, request, &self.options.queue, now);
        let displaced = displaced.inspect_err(|_| self.counters.dropped += 1)?;
        for waiting in displaced {
            self.give_back(waiting, SendErrorKind::Displaced);
        }
        Ok(())
    }

    /// Whether a message may go out at once: behind those that wait it may not.
    fn takes_more(&self) -> bool {
        self.state.phase == Phase::Live && self.outbox.is_empty() && !self.is_choked()
    }

    fn is_choked(&self) -> bool {
        self.buffered.is_some_and(|n| n > self.options.high_water)
    }

    fn transmit(&mut self, frame: Frame, request: Option<u64>) {
        if let Some(id) = request {
            self.requests.sent(id);
        }
        self.say(Some(frame));
    }

    /// Sends as much of what waits as may be sent at once.
    pub(super) fn drain_outbox(&mut self, now: Millis) {
        self.drop_expired(now);
        for _ in 0..self.options.queue.burst.max(1) {
            if self.is_choked() {
                break;
            }
            let Some(Waiting { frame, request, .. }) = self.outbox.pop() else {
                return;
            };
            self.transmit(frame, request);
        }
        self.outbox.not_before = now.saturating_add(self.options.queue.pause.max(1));
    }

    pub(super) fn drop_expired(&mut self, now: Millis) {
        while let Some(waiting) = self.outbox.pop_expired(now) {
            self.give_back(waiting, SendErrorKind::Expired);
        }
    }

    /// A message that waited will not be sent.
    pub(super) fn give_back(&mut self, waiting: Waiting, kind: SendErrorKind) {
        self.counters.dropped += 1;
        let Waiting { frame, request, .. } = waiting;
        match request {
            // Closing ends all requests by itself.
            Some(_) if kind == SendErrorKind::Closed => {}
            Some(id) => self.end_request(id, Err(RequestError::NotSent)),
            None => self
                .outputs
                .push_back(Output::Dropped(SendError { frame, kind })),
        }
    }

    pub(super) fn end_late_requests(&mut self, now: Millis) {
        for id in self.requests.timed_out(now) {
            self.outbox.withdraw(id);
            self.answer(id, Err(RequestError::TimedOut));
        }
    }

    pub(super) fn end_lost_requests(&mut self) {
        for id in self.requests.lost() {
            self.answer(id, Err(RequestError::Lost));
        }
    }

    pub(super) fn end_all_requests(&mut self) {
        for id in self.requests.all() {
            self.answer(id, Err(RequestError::Closed));
        }
    }

    /// Ends a request, if somebody waits for it.
    pub(super) fn end_request(&mut self, id: u64, answer: Result<Delivery, RequestError>) {
        if self.requests.remove(id) {
            self.answer(id, answer);
        }
    }

    /// Whether an answer is waited for: whoever answers before being asked answers something else.
    pub(super) fn is_asked(&self, id: u64) -> bool {
        self.requests.is_sent(id)
    }

    fn answer(&mut self, id: u64, answer: Result<Delivery, RequestError>) {
        self.outputs.push_back(Output::Answered { id, answer });
    }
}
