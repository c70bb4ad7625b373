//! The machine: its state, the commands, and what it answers. The events are in the files beside this one.

mod alive;
mod dialling;
mod reading;
mod sending;
mod standing;

pub use standing::Standing;

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use crate::outbox::Outbox;
use crate::requests::Requests;
use crate::topics::{Change, Topics};
use crate::{
    Close, Counters, Dialect, FailReason, Frame, Freshness, Generation, Millis, Options, Output,
    SendErrorKind, Status, Subscription, Wake, WakeReason,
};

/// One realtime connection: see the [crate] for the loop that drives it.
///
/// ```
/// # use socket_conn::*;
/// # struct Echo;
/// # impl Dialect for Echo {
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
    state: State,
    credentials: Option<String>,
    status: Status,
    /// What is said first on every connection.
    first: Option<Frame>,
    last_close: Option<Close>,
    topics: Topics,
    outbox: Outbox,
    requests: Requests,
    /// Bytes that the socket has taken and not yet handed to the network, once its owner has told of them.
    buffered: Option<usize>,
    outputs: VecDeque<Output>,
    counters: Counters,
}

/// What a connection has made of what has happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct State {
    phase: Phase,
    generation: Generation,
    /// Whether a connection was lost, or an attempt failed, since the last time it was live.
    lost: bool,
    /// Whether it was ever live.
    was_live: bool,
    /// Attempts that have begun since the loss.
    attempt: u32,
    /// Failures since the peer last kept up a connection: what the backoff counts.
    failures: u32,
    /// Since when the connection is live, and whether the peer has answered as an application: an open socket alone
    /// proves nothing, a proxy may have opened it.
    live_since: Millis,
    replied: bool,
    /// Whether a refusal was already answered by fresh credentials.
    refreshed: bool,
    online: bool,
    last_id: u64,
    alive: alive::Alive,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Phase {
    Idle,
    CheckingHealth {
        deadline: Millis,
    },
    FetchingCredentials {
        deadline: Millis,
    },
    Dialling {
        deadline: Millis,
    },
    Greeting {
        deadline: Millis,
    },
    Live,
    Waiting {
        until: Millis,
    },
    /// The page was left, and may come back.
    Suspended,
    Closed,
    /// What comes next is the same as if it were closed.
    #[serde(skip)]
    Failed(FailReason),
}

impl<D: Dialect> Connection<D> {
    /// A connection that has not been opened; the seed makes the waits between attempts repeatable.
    pub fn new(dialect: D, options: Options, seed: u64) -> Self {
        Self {
            dialect,
            options,
            rng: fastrand::Rng::with_seed(seed),
            state: State {
                phase: Phase::Idle,
                generation: Generation::default(),
                lost: false,
                was_live: false,
                attempt: 0,
                failures: 0,
                live_since: 0,
                replied: false,
                refreshed: false,
                online: true,
                last_id: 0,
                alive: alive::Alive::default(),
            },
            credentials: None,
            status: Status::Idle,
            first: None,
            last_close: None,
            topics: Topics::default(),
            outbox: Outbox::default(),
            requests: Requests::default(),
            buffered: None,
            outputs: VecDeque::new(),
            counters: Counters::default(),
        }
    }

    /// What the connection is doing.
    pub fn status(&self) -> &Status {
        &self.status
    }

    /// The last measured time from a probe to its answer.
    pub fn round_trip(&self) -> Option<Millis> {
        self.state.alive.round_trip
    }

    /// What has happened so far, in numbers.
    pub fn counters(&self) -> Counters {
        self.counters
    }

    /// When the peer was last heard.
    pub fn last_heard(&self) -> Option<Millis> {
        self.state.alive.heard_at
    }

    /// How a socket last ended by the peer's doing or the network's, since the connection was opened.
    pub fn last_close(&self) -> Option<&Close> {
        self.last_close.as_ref()
    }

    /// How many messages wait for a connection, or for the socket to take more.
    pub fn queued(&self) -> usize {
        self.outbox.len()
    }

    /// How many requests wait for their answer.
    pub fn pending_requests(&self) -> usize {
        self.requests.len()
    }

    /// How many topics are wanted, or were until a moment ago.
    pub fn subscriptions(&self) -> usize {
        self.topics.len()
    }

    /// How far a topic's value can be trusted; `None` when nobody has wanted it for a while.
    pub fn freshness(&self, socket_type: &str) -> Option<Freshness> {
        self.topics.freshness(socket_type)
    }

    /// The dialect that is spoken.
    pub fn dialect(&self) -> &D {
        &self.dialect
    }

    /// Opens the connection; nothing happens when it is open or on its way.
    pub fn open(&mut self, now: Millis) {
        if matches!(
            self.state.phase,
            Phase::Idle | Phase::Closed | Phase::Failed(_)
        ) {
            self.state.lost = false;
            self.state.attempt = 0;
            self.state.failures = 0;
            self.state.refreshed = false;
            self.last_close = None;
            self.begin(now);
            self.report();
        }
    }

    /// What is said first on this and every later connection, before topics are asked for; takes effect with the next
    /// one.
    pub fn say_first(&mut self, frame: Option<Frame>) {
        self.first = frame;
    }

    /// What is said first, if anything is.
    pub fn first(&self) -> Option<&Frame> {
        self.first.as_ref()
    }

    /// Closes the connection by hand: it stays closed. What waited to be sent is handed back, and what was received
    /// and not yet handed over is not delivered any more.
    pub fn close(&mut self) {
        if matches!(self.state.phase, Phase::Idle | Phase::Closed) {
            return;
        }
        if self.state.phase == Phase::Live {
            let farewell = self.dialect.farewell();
            self.say(farewell);
        }
        self.rest(Phase::Closed);
    }

    /// Gives up at once, before or after dialling: this address can't be used. What was closed by hand stays closed.
    pub fn fail(&mut self, reason: FailReason) {
        if self.state.phase != Phase::Closed {
            self.rest(Phase::Failed(reason));
        }
    }

    fn rest(&mut self, phase: Phase) {
        self.hang_up(1000);
        self.state.phase = phase;
        self.outputs
            .retain(|output| !matches!(output, Output::Deliver(_)));
        self.topics.roll_back();
        self.end_all_requests();
        self.forsake();
        self.end_topics(Millis::MAX);
        while let Some(waiting) = self.outbox.pop() {
            self.give_back(waiting, SendErrorKind::Closed);
        }
        self.report();
    }

    /// Dials now when it waits for the next attempt, and opens when it was closed or has given up.
    pub fn retry_now(&mut self, now: Millis) {
        match self.state.phase {
            Phase::Waiting { .. } | Phase::Suspended => {
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
        if self.topics.insert(subscription) && self.state.phase == Phase::Live {
            self.ask_for(&socket_type);
        }
    }

    /// Wants a topic no more: it is given up after [`Options::linger`], or at once while there is no connection to
    /// wait for.
    pub fn unsubscribe(&mut self, socket_type: &str, now: Millis) {
        let at = now.saturating_add(self.options.linger);
        self.topics.end_at(socket_type, at);
        let resting = matches!(
            self.state.phase,
            Phase::Idle | Phase::Suspended | Phase::Closed | Phase::Failed(_)
        );
        self.end_topics(if resting { Millis::MAX } else { now });
    }

    pub(super) fn end_topics(&mut self, now: Millis) {
        for subscription in self.topics.ended(now) {
            if self.state.phase == Phase::Live {
                let id = self.next_id();
                let frame = self.dialect.unsubscribe(id, &subscription);
                self.say(frame);
            }
            let socket_type = subscription.socket_type;
            self.outputs.push_back(Output::Unsubscribed { socket_type });
        }
    }

    /// The next thing to do; `None` when there is nothing more.
    pub fn poll_output(&mut self) -> Option<Output> {
        let output = self.outputs.pop_front()?;
        if let Output::Deliver(delivery) = &output {
            self.topics.delivered(&delivery.data);
        }
        Some(output)
    }

    /// When to call [`handle_timeout`](Self::handle_timeout), and what for; `None` while nothing can become due.
    pub fn poll_timeout(&self) -> Option<Wake> {
        let wake = |at, reason| Some(Wake { at, reason });
        let (step, drain) = match self.state.phase {
            // There is nobody to wait for; whoever opens it begins anew.
            Phase::Idle | Phase::Closed | Phase::Failed(_) => return None,
            Phase::Suspended => (None, None),
            Phase::Waiting { until } => (wake(until, WakeReason::Retry), None),
            Phase::CheckingHealth { deadline }
            | Phase::FetchingCredentials { deadline }
            | Phase::Dialling { deadline }
            | Phase::Greeting { deadline } => (wake(deadline, WakeReason::StepTimedOut), None),
            Phase::Live => {
                let beat = self.dialect.beat_every();
                let alive = self.state.alive.next_wake(self.dialect.liveness(), beat);
                let drain = (!self.outbox.is_empty()).then_some(Wake {
                    at: self.outbox.not_before,
                    reason: WakeReason::Drain,
                });
                (alive, drain)
            }
        };
        let timers = [
            step,
            drain,
            self.outbox
                .next_expiry()
                .and_then(|at| wake(at, WakeReason::Expiry)),
            self.requests
                .next_deadline()
                .and_then(|at| wake(at, WakeReason::RequestTimedOut)),
            self.topics
                .next_end()
                .and_then(|at| wake(at, WakeReason::Linger)),
        ];
        timers.into_iter().flatten().min()
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
        match &self.state.phase {
            Phase::Idle => Status::Idle,
            Phase::Closed => Status::Closed,
            Phase::Failed(reason) => Status::Failed(reason.clone()),
            Phase::Live => Status::Live,
            _ if self.state.lost && !self.state.online => Status::Offline,
            Phase::Waiting { until } => Status::Reconnecting {
                attempt: self.state.attempt,
                next_at: Some(*until),
            },
            _ if self.state.lost => Status::Reconnecting {
                attempt: self.state.attempt,
                next_at: None,
            },
            Phase::Greeting { .. } => Status::Authenticating,
            _ => Status::Connecting,
        }
    }

    fn say(&mut self, frame: Option<Frame>) {
        if let Some(frame) = frame {
            self.counters.sent += 1;
            self.buffered = self.buffered.map(|n| n.saturating_add(frame.len()));
            self.outputs
                .push_back(Output::Send(self.state.generation, frame));
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
        self.state.last_id += 1;
        self.state.last_id
    }

    /// The socket is gone: nobody vouches for any value, and nobody answers what was asked on it.
    fn forsake(&mut self) {
        for change in self.topics.lost() {
            self.tell_freshness(change);
        }
        self.end_lost_requests();
    }

    fn tell_freshness(&mut self, (socket_type, freshness): Change) {
        self.outputs.push_back(Output::Freshness {
            socket_type,
            freshness,
        });
    }
}
