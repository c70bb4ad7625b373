//! The machine: its state, the commands, and what it answers. The events are in the files beside this one.

mod alive;
mod dialling;
mod reading;

use std::collections::VecDeque;

use crate::outbox::Outbox;
use crate::topics::{Change, Topics};
use crate::{
    Counters, Dialect, FailReason, Frame, Freshness, Generation, Millis, Options, Output,
    SendError, SendErrorKind, Status, Subscription, Wake, WakeReason,
};

/// One realtime connection: see the [crate] for the loop that drives it.
///
/// ```
/// # use socket_conn::*;
/// # struct Echo;
/// # impl Dialect for Echo {
/// #     fn entry(&self) -> Entry { Entry::Open }
/// #     fn liveness(&self) -> Option<Liveness> { None }
/// #     fn greeting(&self, _: Option<&str>) -> Option<Frame> { None }
/// #     fn subscribe(&self, _: u64, _: &Subscription, _: Option<&Position>) -> Option<Frame> { None }
/// #     fn unsubscribe(&self, _: u64, _: &Subscription) -> Option<Frame> { None }
/// #     fn probe(&self, _: u64, _: Option<&Subscription>) -> Option<Frame> { None }
/// #     fn echo(&self) -> Option<Frame> { None }
/// #     fn renew(&self, _: u64, _: &str) -> Option<Frame> { None }
/// #     fn read(&self, _: &Frame, _: &mut Vec<Reading>) -> Result<(), String> { Ok(()) }
/// # }
/// let mut connection = Connection::new(Echo, Options::default(), 7);
/// connection.open(0);
/// assert_eq!(connection.poll_output(), Some(Output::Dial(Generation(1))));
/// assert_eq!(connection.poll_output(), Some(Output::Status(Status::Connecting)));
/// connection.handle_opened(Generation(1), 20);
/// assert_eq!(*connection.status(), Status::Live);
/// ```
#[derive(Debug)]
pub struct Connection<D> {
    dialect: D,
    options: Options,
    rng: fastrand::Rng,
    phase: Phase,
    generation: Generation,
    credentials: Option<String>,
    /// Whether a connection was lost, or an attempt failed, since the last time it was live.
    lost: bool,
    /// Attempts that have begun since the loss.
    attempt: u32,
    /// Failures since the peer's last application reply: what the backoff counts.
    failures: u32,
    /// Whether a refusal was already answered by fresh credentials.
    refreshed: bool,
    online: bool,
    status: Status,
    topics: Topics,
    outbox: Outbox,
    outputs: VecDeque<Output>,
    last_id: u64,
    alive: alive::Alive,
    counters: Counters,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Phase {
    Idle,
    CheckingHealth { deadline: Millis },
    FetchingCredentials { deadline: Millis },
    Dialling { deadline: Millis },
    Greeting { deadline: Millis },
    Live,
    Waiting { until: Millis },
    Closed,
    Failed(FailReason),
}

impl<D: Dialect> Connection<D> {
    /// A connection that has not been opened; the seed makes the waits between attempts repeatable.
    pub fn new(dialect: D, options: Options, seed: u64) -> Self {
        Self {
            dialect,
            options,
            rng: fastrand::Rng::with_seed(seed),
            phase: Phase::Idle,
            generation: Generation::default(),
            credentials: None,
            lost: false,
            attempt: 0,
            failures: 0,
            refreshed: false,
            online: true,
            status: Status::Idle,
            topics: Topics::default(),
            outbox: Outbox::default(),
            outputs: VecDeque::new(),
            last_id: 0,
            alive: alive::Alive::default(),
            counters: Counters::default(),
        }
    }

    /// What the connection is doing.
    pub fn status(&self) -> &Status {
        &self.status
    }

    /// The last measured time from a probe to its answer.
    pub fn round_trip(&self) -> Option<Millis> {
        self.alive.round_trip
    }

    /// What has happened so far, in numbers.
    pub fn counters(&self) -> Counters {
        self.counters
    }

    /// How many messages wait for a connection.
    pub fn queued(&self) -> usize {
        self.outbox.len()
    }

    /// How many topics are wanted.
    pub fn subscriptions(&self) -> usize {
        self.topics.len()
    }

    /// How far a topic's value can be trusted; `None` when nobody wants it.
    pub fn freshness(&self, socket_type: &str) -> Option<Freshness> {
        self.topics.freshness(socket_type)
    }

    /// The dialect that is spoken.
    pub fn dialect(&self) -> &D {
        &self.dialect
    }

    /// Opens the connection; nothing happens when it is open or on its way.
    pub fn open(&mut self, now: Millis) {
        if matches!(self.phase, Phase::Idle | Phase::Closed | Phase::Failed(_)) {
            self.lost = false;
            self.attempt = 0;
            self.failures = 0;
            self.refreshed = false;
            self.begin(now);
            self.report();
        }
    }

    /// Closes the connection by hand: it stays closed, and what waited to be sent is dropped.
    pub fn close(&mut self) {
        if matches!(self.phase, Phase::Idle | Phase::Closed) {
            return;
        }
        self.hang_up(1000);
        self.phase = Phase::Closed;
        self.outbox.clear();
        self.doubt_topics();
        self.report();
    }

    /// Gives up at once, before or after dialling: this address can't be used. What was closed by hand stays closed.
    pub fn fail(&mut self, reason: FailReason) {
        if self.phase == Phase::Closed {
            return;
        }
        self.hang_up(1000);
        self.phase = Phase::Failed(reason);
        self.outbox.clear();
        self.doubt_topics();
        self.report();
    }

    /// Dials now when it waits for the next attempt, and opens when it was closed or has given up.
    pub fn retry_now(&mut self, now: Millis) {
        match self.phase {
            Phase::Waiting { .. } => {
                self.begin(now);
                self.report();
            }
            Phase::Closed | Phase::Failed(_) => self.open(now),
            _ => {}
        }
    }

    /// Wants a topic, on this and every later socket, until it is unsubscribed.
    pub fn subscribe(&mut self, subscription: Subscription) {
        let socket_type = subscription.socket_type.clone();
        if self.topics.insert(subscription) && self.phase == Phase::Live {
            self.ask_for(&socket_type);
        }
    }

    /// Gives a topic up.
    pub fn unsubscribe(&mut self, socket_type: &str) {
        let Some(subscription) = self.topics.remove(socket_type) else {
            return;
        };
        if self.phase == Phase::Live {
            let id = self.next_id();
            let frame = self.dialect.unsubscribe(id, &subscription);
            self.say(frame);
        }
    }

    /// Sends a message, or keeps it for the next connection while one is being made.
    ///
    /// # Errors
    ///
    /// Hands the message back when the connection is closed or the queue is full.
    pub fn send(&mut self, frame: Frame) -> Result<(), SendError> {
        match self.phase {
            Phase::Live => {
                self.say(Some(frame));
                Ok(())
            }
            Phase::Idle | Phase::Closed | Phase::Failed(_) => {
                let kind = SendErrorKind::Closed;
                Err(SendError { frame, kind })
            }
            _ => {
                let limits = (self.options.queue_messages, self.options.queue_bytes);
                self.outbox.push(frame, limits)
            }
        }
    }

    /// The next thing to do; `None` when there is nothing more.
    pub fn poll_output(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    /// When to call [`handle_timeout`](Self::handle_timeout), and what for; `None` while nothing can become due.
    pub fn poll_timeout(&self) -> Option<Wake> {
        let wake = |at, reason| Some(Wake { at, reason });
        match self.phase {
            Phase::Idle | Phase::Closed | Phase::Failed(_) => None,
            Phase::Waiting { until } => wake(until, WakeReason::Retry),
            Phase::CheckingHealth { deadline }
            | Phase::FetchingCredentials { deadline }
            | Phase::Dialling { deadline }
            | Phase::Greeting { deadline } => wake(deadline, WakeReason::StepTimedOut),
            Phase::Live => self.alive.next_wake(self.dialect.liveness()),
        }
    }

    /// Tells the owner what the status has become.
    fn report(&mut self) {
        let status = self.current_status();
        if status != self.status {
            self.status = status.clone();
            self.outputs.push_back(Output::Status(status));
        }
    }

    fn current_status(&self) -> Status {
        match &self.phase {
            Phase::Idle => Status::Idle,
            Phase::Closed => Status::Closed,
            Phase::Failed(reason) => Status::Failed(reason.clone()),
            Phase::Live => Status::Live,
            _ if self.lost && !self.online => Status::Offline,
            Phase::Waiting { until } => Status::Reconnecting {
                attempt: self.attempt,
                next_at: Some(*until),
            },
            _ if self.lost => Status::Reconnecting {
                attempt: self.attempt,
                next_at: None,
            },
            Phase::Greeting { .. } => Status::Authenticating,
            _ => Status::Connecting,
        }
    }

    fn say(&mut self, frame: Option<Frame>) {
        if let Some(frame) = frame {
            self.counters.sent += 1;
            self.outputs.push_back(Output::Send(self.generation, frame));
        }
    }

    fn ask_for(&mut self, socket_type: &str) {
        let id = self.next_id();
        let Some((subscription, resume)) = self.topics.request(socket_type, id) else {
            return;
        };
        let frame = self.dialect.subscribe(id, subscription, resume);
        self.say(frame);
    }

    fn next_id(&mut self) -> u64 {
        self.last_id += 1;
        self.last_id
    }

    fn doubt_topics(&mut self) {
        for change in self.topics.lost() {
            self.tell_freshness(change);
        }
    }

    fn tell_freshness(&mut self, (socket_type, freshness): Change) {
        self.outputs.push_back(Output::Freshness {
            socket_type,
            freshness,
        });
    }
}
