//! Time passes: silence, probes, deadlines, renewal, and the doubts that a browser raises.

use serde::{Deserialize, Serialize};

use super::{Connection, Phase};
use crate::{
    CloseAction, CredentialsError, Dialect, FailReason, Liveness, Millis, Output, Wake, WakeReason,
};

/// A timer that fires this much too late means that the page or the machine slept, milliseconds.
const SLEPT: Millis = 5_000;

/// The wait before a renewal is tried again when the server could not be reached, milliseconds.
const RENEW_AGAIN: Millis = 10_000;

/// A question that was not answered for so long has no answer, milliseconds.
const ANSWER_LOST: Millis = 60_000;

/// The shortest time between two renewals, milliseconds: a peer whose credentials end at once gets no storm of them.
const RENEW_AT_MOST_EVERY: Millis = 1_000;

/// What is known about the peer's being alive.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Alive {
    pub(super) round_trip: Option<Millis>,
    /// When the peer was last heard, on whichever socket.
    pub(super) heard_at: Option<Millis>,
    /// Since when the peer is silent.
    silent_since: Millis,
    /// When the peer's own heartbeat came, or what stands for it.
    heartbeat_at: Millis,
    /// When the client's own heartbeat went out.
    beat_at: Millis,
    probe: Option<Probe>,
    /// The last question that went out, until it is answered. It outlives its probe, which any sign of life ends.
    question: Option<Question>,
    renewal: Renewal,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Question {
    id: u64,
    sent_at: Millis,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Probe {
    deadline: Millis,
    /// The peer was asked; else only its own heartbeat is waited for.
    is_asked: bool,
    /// There was a reason to ask other than silence.
    doubtful: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Renewal {
    #[default]
    NotDue,
    At(Millis),
    /// New credentials have been asked for, and must come until then.
    Asked(Millis),
}

impl Alive {
    /// What was known of the socket before says nothing about the next one.
    pub(super) fn on_new_socket(&mut self) {
        *self = Self {
            round_trip: self.round_trip,
            heard_at: self.heard_at,
            ..Self::default()
        };
    }

    /// Live from here on.
    pub(super) fn enter(&mut self, now: Millis) {
        self.silent_since = now;
        self.heartbeat(now);
        self.beat_at = now;
    }

    /// Any frame is a sign of life. To whoever was asked it counts as a heartbeat too, lest a peer that lives be asked
    /// again and again until its next one.
    pub(super) fn heard(&mut self, now: Millis) {
        self.heard_at = Some(now);
        self.silent_since = now;
        if self.probe.is_some_and(|probe| probe.is_asked) {
            self.heartbeat(now);
        }
    }

    /// The peer's own heartbeat.
    pub(super) fn heartbeat(&mut self, now: Millis) {
        self.heartbeat_at = now;
        self.probe = None;
    }

    /// The answer to a question tells how far away the peer is.
    pub(super) fn answered(&mut self, id: Option<u64>, now: Millis) {
        let is_answered = |question: &mut Question| id.is_none_or(|id| id == question.id);
        if let Some(question) = self.question.take_if(is_answered) {
            self.round_trip = Some(now.saturating_sub(question.sent_at));
        }
    }

    /// The credentials end then: new ones are handed over when nine tenths of the time are gone.
    pub(super) fn expires_in(&mut self, span: Option<Millis>, now: Millis) {
        let wait = |span| Millis::max(span / 10 * 9, RENEW_AT_MOST_EVERY);
        self.renewal = span.map_or(Renewal::NotDue, |span| {
            Renewal::At(now.saturating_add(wait(span)))
        });
    }

    pub(super) fn next_wake(
        &self,
        liveness: Option<Liveness>,
        beat: Option<Millis>,
    ) -> Option<Wake> {
        let wake = |at, reason| Some(Wake { at, reason });
        let peer = match (self.probe, liveness) {
            (Some(probe), _) => wake(probe.deadline, WakeReason::NoAnswer),
            // Not at once, lest a peer that can't be asked be asked for ever in one go.
            (None, Some(Liveness::Asked { after, .. })) => wake(
                self.silent_since.saturating_add(after.max(1)),
                WakeReason::Silence,
            ),
            (None, Some(Liveness::Beats { within })) => wake(
                self.heartbeat_at.saturating_add(within.max(1)),
                WakeReason::NoAnswer,
            ),
            (None, None) => None,
        };
        let beat = beat
            .and_then(|every| wake(self.beat_at.saturating_add(every.max(1)), WakeReason::Beat));
        let renewal = match self.renewal {
            Renewal::At(at) | Renewal::Asked(at) => wake(at, WakeReason::Renewal),
            Renewal::NotDue => None,
        };
        [peer, beat, renewal].into_iter().flatten().min()
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
        match self.state.phase {
            Phase::Live => self.ask_in_doubt(now),
            Phase::Waiting { .. } | Phase::Suspended => self.begin(now),
            _ => {}
        }
        self.report();
    }

    /// Asks the peer how far away it is: its answer becomes the [round trip](Self::round_trip), whatever comes in before
    /// it. Nothing happens unless the connection is live, while another question waits for its answer (for a minute at
    /// most), and with a peer that can only be asked for a topic.
    pub fn measure_round_trip(&mut self, now: Millis) {
        let is_asked = |question: Question| now.saturating_sub(question.sent_at) < ANSWER_LOST;
        if self.state.phase != Phase::Live || self.state.alive.question.is_some_and(is_asked) {
            return;
        }
        let id = self.next_id();
        let frame = self.dialect.probe(id, None);
        if frame.is_some() {
            self.state.alive.question = Some(Question { id, sent_at: now });
            self.say(frame);
        }
    }

    /// The page is left, and may be kept for the case that its reader comes back: closes the socket, so that the
    /// server knows, and dials again with the next [doubt](Self::handle_doubt).
    pub fn handle_suspended(&mut self) {
        if matches!(
            self.state.phase,
            Phase::Idle | Phase::Closed | Phase::Failed(_)
        ) {
            return;
        }
        self.settle(self.state.alive.heard_at.unwrap_or(0));
        self.hang_up(1000);
        self.state.lost = true;
        self.state.phase = Phase::Suspended;
        self.forsake();
        self.report();
    }

    /// The browser says whether there is a network. Attempts go on without one: the browser may be wrong, and a
    /// server on the same machine needs none. A page that was left is not dialled for a network that comes back.
    pub fn handle_network(&mut self, online: bool, now: Millis) {
        let was_online = std::mem::replace(&mut self.state.online, online);
        if was_online == online {
            return;
        }
        let is_wanted = online && self.state.phase != Phase::Suspended;
        if is_wanted || self.state.phase == Phase::Live {
            self.handle_doubt(now);
        }
        self.report();
    }

    /// What to do with an answer to [`Output::FetchCredentials`] while live.
    pub(super) fn renew(&mut self, answer: Result<Option<String>, CredentialsError>, now: Millis) {
        if !matches!(self.state.alive.renewal, Renewal::Asked(_)) {
            return;
        }
        self.state.alive.renewal = Renewal::NotDue;
        match answer {
            Ok(Some(credentials)) => {
                let id = self.next_id();
                let frame = self.dialect.renew(id, &credentials);
                self.say(frame);
            }
            Ok(None) => {}
            Err(CredentialsError::Unavailable) => {
                self.state.alive.renewal = Renewal::At(now.saturating_add(RENEW_AGAIN));
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
            WakeReason::StepTimedOut => match self.state.phase {
                Phase::CheckingHealth { .. } => self.examine(false, now),
                _ => self.lose(CloseAction::Retry, now),
            },
            WakeReason::Silence if slept(wake, now) => self.ask_in_doubt(now),
            WakeReason::Silence => {
                if let Some(Liveness::Asked { within, .. }) = self.dialect.liveness() {
                    self.ask(within, false, now);
                }
            }
            WakeReason::NoAnswer => self.miss_answer(slept(wake, now), now),
            WakeReason::Beat => {
                self.state.alive.beat_at = now;
                let beat = self.dialect.beat();
                self.say(beat);
            }
            WakeReason::Renewal => self.ask_for_credentials(now),
            WakeReason::Drain => self.drain_outbox(now),
            WakeReason::Expiry => self.drop_expired(now),
            WakeReason::RequestTimedOut => self.end_late_requests(now),
            WakeReason::Linger => self.end_topics(now),
        }
    }

    fn ask_for_credentials(&mut self, now: Millis) {
        self.state.alive.renewal = match self.state.alive.renewal {
            // Whoever was asked has no answer: as if there were none to be had.
            Renewal::Asked(_) => Renewal::At(now.saturating_add(RENEW_AGAIN)),
            _ => {
                let output = Output::FetchCredentials(self.state.generation);
                self.outputs.push_back(output);
                Renewal::Asked(now.saturating_add(self.options.credentials_timeout.max(1)))
            }
        };
    }

    /// A probe has run out, or the peer's heartbeat has not come.
    fn miss_answer(&mut self, slept: bool, now: Millis) {
        let doubtful = self.state.alive.probe.take().is_some_and(|p| p.doubtful);
        // Whoever slept can't know whether the peer has answered in the meantime: it gets another chance, though not
        // one after the other, since the timers of a hidden page are late each time.
        if slept && !doubtful {
            return self.ask_in_doubt(now);
        }
        self.lose(CloseAction::Retry, now);
        // The reason was here and not at the peer: there is no crowd to be spread, and someone may be looking.
        if doubtful && matches!(self.state.phase, Phase::Waiting { .. }) {
            self.begin(now);
        }
    }

    fn ask_in_doubt(&mut self, now: Millis) {
        let far_away = self.state.alive.round_trip.unwrap_or(0).saturating_mul(3);
        self.ask(self.options.doubt_timeout.max(far_away), true, now);
    }

    /// Asks the peer for a sign of life; a question that is under way may become more urgent.
    fn ask(&mut self, answer_within: Millis, doubtful: bool, now: Millis) {
        let deadline = now.saturating_add(answer_within);
        if let Some(probe) = &mut self.state.alive.probe {
            probe.deadline = probe.deadline.min(deadline);
            probe.doubtful |= doubtful;
            return;
        }
        let Some(liveness) = self.dialect.liveness() else {
            return;
        };
        let id = self.next_id();
        let frame = self.dialect.probe(id, self.topics.answerable());
        if frame.is_none() && matches!(liveness, Liveness::Asked { .. }) {
            self.state.alive.silent_since = now;
            return;
        }
        // A peer that beats by itself can't be asked: what it said while we slept comes in by itself.
        let is_overdue =
            |within: Millis| self.state.alive.heartbeat_at.saturating_add(within) <= now;
        if frame.is_none() && !matches!(liveness, Liveness::Beats { within } if is_overdue(within))
        {
            return;
        }
        if frame.is_some() {
            self.state.alive.question = Some(Question { id, sent_at: now });
        }
        self.state.alive.probe = Some(Probe {
            deadline,
            is_asked: frame.is_some(),
            doubtful,
        });
        self.say(frame);
    }
}

fn slept(wake: Wake, now: Millis) -> bool {
    now.saturating_sub(wake.at) > SLEPT
}
