//! From the wish to be connected to being live, and back through every kind of loss.

use std::ops::RangeInclusive;

use super::{Connection, Phase};
use crate::{
    Close, CloseAction, CredentialsError, Dialect, Entry, FailReason, Generation, Millis, Output,
};

/// The wait for a peer that has too much to do, milliseconds: long enough to help it, and no moment at which a crowd
/// would come back together.
const LATER: RangeInclusive<Millis> = 10_000..=20_000;

/// A connection that was kept up for so long has recovered, milliseconds: what fails next is a new failure. A peer
/// that lets clients in and drops them at once is dialled less and less often.
const STABLE: Millis = 2_000;

/// A connection that was kept up for so long has recovered even where the peer has nothing to say, milliseconds.
const STABLE_IN_SILENCE: Millis = 60_000;

/// One in so many attempts dials whatever the health check says: the check may be what is broken.
const UNHEALTHY_DIALS: u32 = 4;

impl<D: Dialect> Connection<D> {
    /// Credentials have come, or could not be had; `Ok(None)` where the dial needs none.
    pub fn handle_credentials(
        &mut self,
        generation: Generation,
        credentials: Result<Option<String>, CredentialsError>,
        now: Millis,
    ) {
        if generation != self.state.generation {
            return;
        }
        match (&self.state.phase, credentials) {
            (Phase::FetchingCredentials { .. }, Ok(credentials)) => {
                self.credentials = credentials;
                self.dial(now);
            }
            (Phase::FetchingCredentials { .. }, Err(CredentialsError::Unavailable)) => {
                self.lose(CloseAction::Retry, now);
            }
            (Phase::FetchingCredentials { .. }, Err(CredentialsError::SignInRequired)) => {
                self.fail(FailReason::SignInRequired);
            }
            (Phase::Live, answer) => self.renew(answer, now),
            _ => {}
        }
        self.report();
    }

    /// The server has said whether it is up.
    pub fn handle_health(&mut self, generation: Generation, healthy: bool, now: Millis) {
        if generation != self.state.generation
            || !matches!(self.state.phase, Phase::CheckingHealth { .. })
        {
            return;
        }
        self.examine(healthy, now);
        self.report();
    }

    /// The socket is open.
    pub fn handle_opened(&mut self, generation: Generation, now: Millis) {
        if generation != self.state.generation
            || !matches!(self.state.phase, Phase::Dialling { .. })
        {
            return;
        }
        self.state.alive.on_new_socket();
        self.buffered = self.buffered.map(|_| 0);
        let credentials = self.credentials.take();
        let greeting = self.dialect.greeting(credentials.as_deref());
        self.say(greeting);
        match self.dialect.entry() {
            Entry::Open => self.enter(now),
            Entry::Welcome => {
                let deadline = now.saturating_add(self.options.welcome_timeout);
                self.state.phase = Phase::Greeting { deadline };
            }
        }
        self.report();
    }

    /// The socket is closed, or could not be opened; 1006 stands for a close without a close frame.
    pub fn handle_closed(&mut self, generation: Generation, close: Close, now: Millis) {
        let ours = matches!(
            self.state.phase,
            Phase::Dialling { .. } | Phase::Greeting { .. } | Phase::Live
        );
        if generation != self.state.generation || !ours {
            return;
        }
        self.outputs.push_back(Output::Closed(close.clone()));
        self.last_close = Some(close.clone());
        match self.options.close_policy.action(&close) {
            CloseAction::Refresh => self.refused(now),
            CloseAction::Fatal => self.fail(FailReason::Refused(close)),
            action => self.lose(action, now),
        }
        self.report();
    }

    /// What follows the question for the server's health; no answer is a bad one.
    pub(super) fn examine(&mut self, healthy: bool, now: Millis) {
        if healthy || self.state.failures % UNHEALTHY_DIALS == UNHEALTHY_DIALS - 1 {
            self.fetch_credentials(now);
        } else {
            self.lose(CloseAction::Retry, now);
        }
    }

    /// Begins an attempt under a generation of its own, so that nothing of the one before can touch it.
    pub(super) fn begin(&mut self, now: Millis) {
        self.state.generation.0 += 1;
        if self.state.lost {
            self.state.attempt += 1;
        }
        let doubtful = self
            .options
            .health_after
            .is_some_and(|n| self.state.failures >= n);
        if doubtful {
            let deadline = now.saturating_add(self.options.dial_timeout);
            self.state.phase = Phase::CheckingHealth { deadline };
            self.outputs
                .push_back(Output::CheckHealth(self.state.generation));
        } else {
            self.fetch_credentials(now);
        }
    }

    fn fetch_credentials(&mut self, now: Millis) {
        if !self.options.credentials {
            self.credentials = None;
            return self.dial(now);
        }
        let deadline = now.saturating_add(self.options.credentials_timeout);
        self.state.phase = Phase::FetchingCredentials { deadline };
        self.outputs
            .push_back(Output::FetchCredentials(self.state.generation));
    }

    fn dial(&mut self, now: Millis) {
        let deadline = now.saturating_add(self.options.dial_timeout);
        self.state.phase = Phase::Dialling { deadline };
        self.outputs.push_back(Output::Dial(self.state.generation));
    }

    /// Let in: everything that was wanted before is wanted again, then what waited is sent.
    pub(super) fn enter(&mut self, now: Millis) {
        self.state.phase = Phase::Live;
        self.state.live_since = now;
        self.state.replied = false;
        if self.state.lost && self.state.was_live {
            self.counters.reconnects += 1;
        }
        self.state.was_live = true;
        self.state.lost = false;
        self.state.attempt = 0;
        self.state.alive.enter(now);
        let first = self.first.clone();
        self.say(first);
        for socket_type in self.topics.names() {
            self.ask_for(&socket_type);
        }
        self.drain_outbox(now);
    }

    /// The peer does not accept the credentials: they are fetched afresh once, then the user must sign in.
    ///
    /// Not without a wait: a peer may let us in and refuse us right after, again and again.
    pub(super) fn refused(&mut self, now: Millis) {
        if self.state.refreshed {
            return self.fail(FailReason::SignInRequired);
        }
        self.state.refreshed = true;
        self.lose(CloseAction::Refresh, now);
    }

    /// The connection, or the attempt, is lost: wait, then try again.
    pub(super) fn lose(&mut self, action: CloseAction, now: Millis) {
        self.settle(now);
        // Not the attempts since the loss: a peer that lets us in and drops us at once must come to an end too.
        let attempts = self.state.failures;
        if self.options.attempts.is_some_and(|most| attempts >= most) {
            let last = self.last_close.clone();
            return self.fail(FailReason::GaveUp { attempts, last });
        }
        self.hang_up(1000);
        let delay = match action {
            CloseAction::RetryLater => self.rng.u64(LATER),
            _ => self
                .options
                .backoff
                .delay(self.state.failures, &mut self.rng),
        };
        self.state.failures = self.state.failures.saturating_add(1);
        self.state.lost = true;
        // Not at once, lest timeouts of nothing and a backoff of nothing dial for ever in one go.
        let until = now.saturating_add(delay.max(1));
        self.state.phase = Phase::Waiting { until };
        self.forsake();
    }

    /// Forgives earlier failures when the connection has lasted until a time.
    pub(super) fn settle(&mut self, until: Millis) {
        let enough = if self.state.replied {
            STABLE
        } else {
            STABLE_IN_SILENCE
        };
        if self.state.phase == Phase::Live && until.saturating_sub(self.state.live_since) >= enough
        {
            self.state.failures = 0;
        }
    }

    /// Lets go of the socket of this generation, if there is one; what it still says is of no interest.
    pub(super) fn hang_up(&mut self, code: u16) {
        if matches!(
            self.state.phase,
            Phase::Dialling { .. } | Phase::Greeting { .. } | Phase::Live
        ) {
            self.outputs
                .push_back(Output::Close(self.state.generation, code));
        }
        self.state.generation.0 += 1;
    }
}
