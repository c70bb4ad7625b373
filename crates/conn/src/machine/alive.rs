//! Time passes: silence, probes, deadlines, renewal, and the doubts that a browser raises.

use super::{Connection, Phase};
use crate::{CloseAction, Dialect, Liveness, Millis, Output, Wake, WakeReason};

/// A timer that fires this much too late means that the page or the machine slept.
const SLEPT: Millis = 5_000;

/// The wait before a renewal is tried again when the server could not be reached, milliseconds.
const RENEW_AGAIN: Millis = 10_000;

/// What is known about the peer's being alive.
#[derive(Debug, Default)]
pub(super) struct Alive {
    pub(super) round_trip: Option<Millis>,
    heard_at: Millis,
    probe: Option<Probe>,
    renewal_at: Option<Millis>,
}

#[derive(Debug, Clone, Copy)]
struct Probe {
    id: u64,
    sent_at: Millis,
    deadline: Millis,
}

impl Alive {
    /// Any frame is a sign of life.
    pub(super) fn heard(&mut self, now: Millis) {
        self.heard_at = now;
        self.probe = None;
    }

    /// The answer to a probe tells how far away the peer is; call before [`heard`](Self::heard).
    pub(super) fn answered(&mut self, id: Option<u64>, now: Millis) {
        if let Some(probe) = self.probe
            && id.is_none_or(|id| id == probe.id)
        {
            self.round_trip = Some(now.saturating_sub(probe.sent_at));
        }
    }

    /// The credentials end then: new ones are handed over when nine tenths of the time are gone.
    pub(super) fn expires_in(&mut self, span: Option<Millis>, now: Millis) {
        self.renewal_at = span.map(|span| now + span / 10 * 9);
    }

    pub(super) fn next_wake(&self, liveness: Option<Liveness>) -> Option<Wake> {
        let wake = |at, reason| Wake { at, reason };
        let silence = match (self.probe, liveness) {
            (Some(probe), _) => Some(wake(probe.deadline, WakeReason::NoAnswer)),
            (None, Some(l)) => Some(wake(self.heard_at + l.probe_after, WakeReason::Silence)),
            (None, None) => None,
        };
        let renewal = self.renewal_at.map(|at| wake(at, WakeReason::Renewal));
        silence.into_iter().chain(renewal).min()
    }
}

impl<D: Dialect> Connection<D> {
    /// Time has passed: does all that is due.
    pub fn handle_timeout(&mut self, now: Millis) {
        while let Some(wake) = self.poll_timeout().filter(|wake| wake.at <= now) {
            self.act(wake, now);
        }
        self.report();
    }

    /// There may be a reason why the peer is gone without a word, such as a page that was hidden: asks at once, and
    /// does not wait for the next attempt either.
    pub fn handle_doubt(&mut self, now: Millis) {
        match self.phase {
            Phase::Live => self.ask_whether_alive(self.options.doubt_timeout, now),
            Phase::Waiting { .. } => self.begin(now),
            _ => {}
        }
        self.report();
    }

    /// The browser says whether there is a network. Attempts go on without one: the browser may be wrong, and a
    /// server on the same machine needs none.
    pub fn handle_network(&mut self, online: bool, now: Millis) {
        let was_online = std::mem::replace(&mut self.online, online);
        if was_online != online {
            self.handle_doubt(now);
        }
    }

    pub(super) fn renew(&mut self, credentials: &str) {
        let id = self.next_id();
        let frame = self.dialect.renew(id, credentials);
        self.say(frame);
    }

    pub(super) fn renew_later(&mut self, now: Millis) {
        self.alive.renewal_at = Some(now + RENEW_AGAIN);
    }

    fn act(&mut self, wake: Wake, now: Millis) {
        let late = now - wake.at > SLEPT;
        match wake.reason {
            WakeReason::Retry => self.begin(now),
            WakeReason::StepTimedOut => self.lose(CloseAction::Retry, now),
            // Whoever slept can't know whether the peer spoke in the meantime: it gets a chance to answer.
            WakeReason::Silence | WakeReason::NoAnswer if late => {
                self.alive.probe = None;
                self.ask_whether_alive(self.options.doubt_timeout, now);
            }
            WakeReason::Silence => {
                let span = self.dialect.liveness().map_or(0, |l| l.answer_within);
                self.ask_whether_alive(span, now);
            }
            WakeReason::NoAnswer => self.lose(CloseAction::Retry, now),
            WakeReason::Renewal => {
                self.alive.renewal_at = None;
                self.outputs
                    .push_back(Output::FetchCredentials(self.generation));
            }
        }
    }

    fn ask_whether_alive(&mut self, answer_within: Millis, now: Millis) {
        let deadline = now + answer_within;
        if let Some(probe) = &mut self.alive.probe {
            probe.deadline = probe.deadline.min(deadline);
            return;
        }
        if self.dialect.liveness().is_none() {
            return;
        }
        let id = self.next_id();
        let frame = self.dialect.probe(id, self.topics.any());
        self.alive.probe = Some(Probe {
            id,
            sent_at: now,
            deadline,
        });
        self.say(frame);
    }
}
