//! Time passes: silence, probes, deadlines, renewal, and the doubts that a browser raises.

use super::{Connection, Phase};
use crate::{
    CloseAction, CredentialsError, Dialect, FailReason, Liveness, Millis, Output, Wake, WakeReason,
};

/// A timer that fires this much too late means that the page or the machine slept, milliseconds.
const SLEPT: Millis = 5_000;

/// The wait before a renewal is tried again when the server could not be reached, milliseconds.
const RENEW_AGAIN: Millis = 10_000;

/// The shortest time between two renewals, milliseconds: a peer whose credentials end at once gets no storm of them.
const RENEW_AT_MOST_EVERY: Millis = 1_000;

/// What is known about the peer's being alive.
#[derive(Debug, Default)]
pub(super) struct Alive {
    pub(super) round_trip: Option<Millis>,
    heard_at: Millis,
    probe: Option<Probe>,
    renewal: Renewal,
}

#[derive(Debug, Clone, Copy)]
struct Probe {
    id: u64,
    sent_at: Millis,
    deadline: Millis,
    /// There was a reason to ask other than silence.
    doubtful: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Renewal {
    #[default]
    NotDue,
    At(Millis),
    /// New credentials have been asked for.
    Asked,
}

impl Alive {
    /// What was known of the socket before says nothing about the next one.
    pub(super) fn on_new_socket(&mut self) {
        let round_trip = self.round_trip;
        *self = Self {
            round_trip,
            ..Self::default()
        };
    }

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
        let wait = |span| Millis::max(span / 10 * 9, RENEW_AT_MOST_EVERY);
        self.renewal = span.map_or(Renewal::NotDue, |span| {
            Renewal::At(now.saturating_add(wait(span)))
        });
    }

    pub(super) fn next_wake(&self, liveness: Option<Liveness>) -> Option<Wake> {
        let wake = |at, reason| Wake { at, reason };
        // Not at once, lest a peer that can't be asked be asked for ever in one go.
        let silence = |l: Liveness| self.heard_at.saturating_add(l.probe_after.max(1));
        let peer = match (self.probe, liveness) {
            (Some(probe), _) => Some(wake(probe.deadline, WakeReason::NoAnswer)),
            (None, Some(l)) => Some(wake(silence(l), WakeReason::Silence)),
            (None, None) => None,
        };
        let renewal = match self.renewal {
            Renewal::At(at) => Some(wake(at, WakeReason::Renewal)),
            Renewal::NotDue | Renewal::Asked => None,
        };
        peer.into_iter().chain(renewal).min()
    }
}

impl<D: Dialect> Connection<D> {
    /// Time has passed: does all that is due.
    pub fn handle_timeout(&mut self, now: Millis) {
        self.do_what_is_due(now);
        self.report();
    }

    /// There may be a reason why the peer is gone without a word, such as a page that was hidden: asks at once, and
    /// does not wait for the next attempt either.
    pub fn handle_doubt(&mut self, now: Millis) {
        // Whoever slept may have an attempt that ran out meanwhile: the next one is not to wait.
        self.do_what_is_due(now);
        match self.phase {
            Phase::Live => self.ask_in_doubt(now),
            Phase::Waiting { .. } => self.begin(now),
            _ => {}
        }
        self.report();
    }

    /// The browser says whether there is a network. Attempts go on without one: the browser may be wrong, and a
    /// server on the same machine needs none.
    pub fn handle_network(&mut self, online: bool, now: Millis) {
        let was_online = std::mem::replace(&mut self.online, online);
        if was_online == online {
            return;
        }
        if online || self.phase == Phase::Live {
            self.handle_doubt(now);
        }
        self.report();
    }

    /// What to do with an answer to [`Output::FetchCredentials`] while live.
    pub(super) fn renew(&mut self, answer: Result<Option<String>, CredentialsError>, now: Millis) {
        if self.alive.renewal != Renewal::Asked {
            return;
        }
        self.alive.renewal = Renewal::NotDue;
        match answer {
            Ok(Some(credentials)) => {
                let id = self.next_id();
                let frame = self.dialect.renew(id, &credentials);
                self.say(frame);
            }
            Ok(None) => {}
            Err(CredentialsError::Unavailable) => {
                self.alive.renewal = Renewal::At(now.saturating_add(RENEW_AGAIN));
            }
            Err(CredentialsError::SignInRequired) => self.fail(FailReason::SignInRequired),
        }
    }

    fn do_what_is_due(&mut self, now: Millis) {
        while let Some(wake) = self.poll_timeout().filter(|wake| wake.at <= now) {
            self.act(wake, now);
        }
    }

    fn act(&mut self, wake: Wake, now: Millis) {
        match wake.reason {
            WakeReason::Retry => self.begin(now),
            WakeReason::StepTimedOut => self.lose(CloseAction::Retry, now),
            WakeReason::Silence if slept(wake, now) => self.ask_in_doubt(now),
            WakeReason::Silence => {
                let span = self.dialect.liveness().map_or(0, |l| l.answer_within);
                self.ask(span, false, now);
            }
            WakeReason::NoAnswer => self.miss_answer(slept(wake, now), now),
            WakeReason::Renewal => {
                self.alive.renewal = Renewal::Asked;
                self.outputs
                    .push_back(Output::FetchCredentials(self.generation));
            }
        }
    }

    /// A probe has run out.
    fn miss_answer(&mut self, slept: bool, now: Millis) {
        let doubtful = self.alive.probe.take().is_some_and(|p| p.doubtful);
        // Whoever slept can't know whether the peer has answered in the meantime: it gets another chance, though not
        // one after the other, since the timers of a hidden page are late each time.
        if slept && !doubtful {
            return self.ask_in_doubt(now);
        }
        self.lose(CloseAction::Retry, now);
        // The reason was here and not at the peer: there is no crowd to be spread, and someone may be looking.
        if doubtful {
            self.begin(now);
        }
    }

    fn ask_in_doubt(&mut self, now: Millis) {
        self.ask(self.options.doubt_timeout, true, now);
    }

    /// Asks the peer for a sign of life; a question that is under way may become more urgent.
    fn ask(&mut self, answer_within: Millis, doubtful: bool, now: Millis) {
        let deadline = now.saturating_add(answer_within);
        if let Some(probe) = &mut self.alive.probe {
            probe.deadline = probe.deadline.min(deadline);
            probe.doubtful |= doubtful;
            return;
        }
        if self.dialect.liveness().is_none() {
            return;
        }
        let id = self.next_id();
        let Some(frame) = self.dialect.probe(id, self.topics.any()) else {
            return self.alive.heard(now);
        };
        self.alive.probe = Some(Probe {
            id,
            sent_at: now,
            deadline,
            doubtful,
        });
        self.say(Some(frame));
    }
}

fn slept(wake: Wake, now: Millis) -> bool {
    now.saturating_sub(wake.at) > SLEPT
}
