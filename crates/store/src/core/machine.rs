//! The connection as the core tells it things.

use std::ops::Deref;
use std::rc::Rc;

use socket_conn::{
    Close, Connection, CredentialsError, Dialect, FailReason, Frame, Generation, Millis, Output,
    Request, RequestError, SendError, SendErrorKind, Subscription, Unsupported,
};

use super::tape::Tape;
use crate::recording::{Credentials, Event, Words};

/// The [`Connection`], each method under its own name: what it is told is noted on the way while a recording is made,
/// and only what was recorded reaches it while one is replayed.
pub(crate) struct Machine {
    connection: Connection<Box<dyn Dialect>>,
    tape: Rc<Tape>,
    now: Millis,
}

/// What happens.
impl Machine {
    pub(crate) fn handle_credentials(
        &mut self,
        generation: Generation,
        credentials: Result<Option<String>, CredentialsError>,
        now: Millis,
    ) {
        self.tape.keep_secret(&credentials);
        let event = Event::Credentials {
            dial: generation.0,
            outcome: Credentials::from(&credentials),
        };
        if self.note(event) {
            self.connection
                .handle_credentials(generation, credentials, now);
        }
    }

    pub(crate) fn handle_health(&mut self, generation: Generation, healthy: bool, now: Millis) {
        let dial = generation.0;
        if self.note(Event::Health { dial, healthy }) {
            self.connection.handle_health(generation, healthy, now);
        }
    }

    pub(crate) fn handle_opened(&mut self, generation: Generation, now: Millis) {
        let dial = generation.0;
        if self.note(Event::Opened { dial }) {
            self.connection.handle_opened(generation, now);
        }
    }

    pub(crate) fn handle_frame(&mut self, generation: Generation, frame: Frame, now: Millis) {
        let frame = self.connection.received(frame);
        let event = Event::Received {
            dial: generation.0,
            frame: Words::from(&frame),
        };
        if self.note(event) {
            self.connection.handle_frame(generation, frame, now);
        }
    }

    pub(crate) fn handle_closed(&mut self, generation: Generation, close: Close, now: Millis) {
        let event = Event::Closed {
            dial: generation.0,
            code: close.code,
            reason: close.reason.as_str().into(),
            was_clean: close.was_clean,
        };
        if self.note(event) {
            self.connection.handle_closed(generation, close, now);
        }
    }

    pub(crate) fn handle_timeout(&mut self, now: Millis) {
        if self.note(Event::Timeout) {
            self.connection.handle_timeout(now);
        }
    }

    pub(crate) fn handle_doubt(&mut self, now: Millis) {
        if self.note(Event::Doubt) {
            self.connection.handle_doubt(now);
        }
    }

    pub(crate) fn handle_suspended(&mut self) {
        if self.note(Event::Suspended) {
            self.connection.handle_suspended();
        }
    }

    pub(crate) fn handle_network(&mut self, online: bool, now: Millis) {
        if self.note(Event::Network { online }) {
            self.connection.handle_network(online, now);
        }
    }

    pub(crate) fn handle_buffered(&mut self, bytes: usize) {
        if self.note(Event::Buffered { bytes }) {
            self.connection.handle_buffered(bytes);
        }
    }
}

/// What is wanted.
impl Machine {
    pub(crate) fn open(&mut self, now: Millis) {
        if self.note(Event::Open) {
            self.connection.open(now);
        }
    }

    pub(crate) fn say_first(&mut self, frame: Option<Frame>) {
        let event = Event::SayFirst {
            first: frame.as_ref().map(Words::from),
        };
        if self.note(event) {
            self.connection.say_first(frame);
        }
    }

    pub(crate) fn close(&mut self) {
        if self.note(Event::Close) {
            self.connection.close();
        }
    }

    pub(crate) fn retry_now(&mut self, now: Millis) {
        if self.note(Event::Retry) {
            self.connection.retry_now(now);
        }
    }

    pub(crate) fn measure_round_trip(&mut self, now: Millis) {
        if self.note(Event::Measure) {
            self.connection.measure_round_trip(now);
        }
    }

    pub(crate) fn fail_to_dial(&mut self, why: Unsupported) {
        if self.note(Event::undialable(&why)) {
            self.connection.fail(FailReason::Unsupported(why));
        }
    }

    pub(crate) fn subscribe(&mut self, subscription: Subscription) {
        let event = Event::Subscribe {
            socket_type: subscription.socket_type.as_str().into(),
            chart_name: subscription.chart_name.as_str().into(),
        };
        if self.note(event) {
            self.connection.subscribe(subscription);
        }
    }

    pub(crate) fn unsubscribe(&mut self, socket_type: &str, now: Millis) {
        let event = Event::Unsubscribe {
            socket_type: socket_type.into(),
        };
        if self.note(event) {
            self.connection.unsubscribe(socket_type, now);
        }
    }

    pub(crate) fn send(&mut self, frame: Frame, now: Millis) -> Result<(), SendError> {
        let event = Event::Send {
            frame: Words::from(&frame),
        };
        if self.note(event) {
            return self.connection.send(frame, now);
        }
        Ok(())
    }

    pub(crate) fn send_volatile(&mut self, frame: Frame) -> Result<(), SendError> {
        let event = Event::SendVolatile {
            frame: Words::from(&frame),
        };
        if self.note(event) {
            return self.connection.send_volatile(frame);
        }
        let kind = SendErrorKind::NotNow;
        Err(SendError { frame, kind })
    }

    pub(crate) fn request(
        &mut self,
        request: &Request,
        timeout: Millis,
        now: Millis,
    ) -> Result<u64, RequestError> {
        let event = Event::Request {
            action: request.action.as_str().into(),
            socket_type: request.socket_type.as_deref().map(Into::into),
            chart_name: request.chart_name.as_deref().map(Into::into),
            value: request.value.as_deref().map(Into::into),
            timeout,
        };
        if self.note(event) {
            return self.connection.request(request, timeout, now);
        }
        Err(RequestError::Closed)
    }

    pub(crate) fn cancel(&mut self, id: u64) {
        if self.note(Event::Cancel { id }) {
            self.connection.cancel(id);
        }
    }
}

impl Machine {
    pub(super) fn new(connection: Connection<Box<dyn Dialect>>, tape: Rc<Tape>) -> Self {
        Self {
            connection,
            tape,
            now: 0,
        }
    }

    /// The time of what follows.
    pub(super) fn at(&mut self, now: Millis) {
        self.now = now;
    }

    pub(super) fn now(&self) -> Millis {
        self.now
    }

    /// What there is to do next.
    pub(super) fn poll_output(&mut self) -> Option<Output> {
        let output = self.connection.poll_output()?;
        self.tape.count();
        Some(output)
    }

    /// Past the tape: for what a recording tells.
    pub(super) fn replayed(&mut self) -> &mut Connection<Box<dyn Dialect>> {
        &mut self.connection
    }

    fn note(&self, event: Event<'_>) -> bool {
        self.tape.note(&|| self.now, event)
    }
}

impl Deref for Machine {
    type Target = Connection<Box<dyn Dialect>>;

    fn deref(&self) -> &Self::Target {
        &self.connection
    }
}
