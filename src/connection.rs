//! What the connection is doing and has been through, in words.

use std::collections::VecDeque;

use leptos::prelude::*;
use leptos_socket_store::{Close, FailReason, Millis, SocketStore, Status};

use crate::{
    clock::Clock,
    effect::effect,
    words::{t, tf},
};

/// So many states are remembered.
const REMEMBERED: usize = 30;

/// A state that the connection was in.
#[derive(Debug, Clone, PartialEq)]
pub struct Past {
    /// Which one, as it was last.
    pub status: Status,
    /// How the socket before it ended, where that led to it.
    pub close: Option<Close>,
    /// When it began, milliseconds since 1970.
    pub at: f64,
    /// The same on the store's clock, which never jumps.
    pub since: Millis,
}

/// The states of a connection, the newest first.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct History(VecDeque<Past>);

impl History {
    /// The states, the newest first.
    pub fn iter(&self) -> impl Iterator<Item = &Past> {
        self.0.iter()
    }

    /// Adds a state. One that goes on, such as one attempt after another, stays one.
    fn add(&mut self, past: Past) {
        match self.0.front_mut() {
            Some(last) if last.status.name() == past.status.name() => last.status = past.status,
            _ => {
                self.0.push_front(past);
                self.0.truncate(REMEMBERED);
            }
        }
    }
}

/// Writes down what a store's connection goes through, as long as the current owner lasts.
pub fn history_of(store: SocketStore, clock: Clock) -> Signal<History> {
    let history = RwSignal::new(History::default());
    effect(move || {
        let status = store.status().get();
        let is_loss = matches!(
            status,
            Status::Reconnecting { .. } | Status::Failed(FailReason::Refused(_))
        );
        let past = Past {
            close: store.last_close().get_untracked().filter(|_| is_loss),
            status,
            at: clock.wall.get_untracked(),
            since: store.now(),
        };
        history.update(|history| history.add(past));
    });
    history.into()
}

/// A status in words.
#[must_use]
pub fn words(status: &Status) -> String {
    match status {
        Status::Idle => t("Not connected").into(),
        Status::Connecting => t("Connecting").into(),
        Status::Authenticating => t("Signing in").into(),
        Status::Live => t("Live").into(),
        Status::Reconnecting { .. } => t("Reconnecting").into(),
        Status::Offline => t("Offline").into(),
        Status::Closed => t("Closed").into(),
        Status::Failed(FailReason::SignInRequired) => t("Signed out").into(),
        Status::Failed(FailReason::Refused(close)) => tf("Refused: {0}", &[&reason(close)]),
        Status::Failed(FailReason::GaveUp { attempts, .. }) => {
            tf("No connection after {0} attempts", &[&attempts.to_string()])
        }
        Status::Failed(FailReason::Unsupported(why)) => {
            tf("Cannot connect: {0}", &[&why.to_string()])
        }
    }
}

/// Why a socket ended: what the peer says, else the code.
#[must_use]
pub fn reason(close: &Close) -> String {
    if close.reason.is_empty() {
        close.code.to_string()
    } else {
        format!("{} ({})", close.reason, close.code)
    }
}

/// Whether an attempt at once may help.
#[must_use]
pub fn is_worth_retrying(status: &Status) -> bool {
    match status {
        Status::Reconnecting { .. } | Status::Offline | Status::Closed => true,
        Status::Failed(reason) => !reason.requires_sign_in(),
        Status::Idle | Status::Connecting | Status::Authenticating | Status::Live => false,
    }
}

/// Seconds until the next attempt, while one is waited for.
#[must_use]
pub fn retry_in(status: &Status, now: Millis) -> Option<u64> {
    match status {
        Status::Reconnecting {
            next_at: Some(at), ..
        } => Some(at.saturating_sub(now).div_ceil(1_000)).filter(|&seconds| seconds > 0),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{
        Close, FailReason, History, Millis, Past, REMEMBERED, Status, is_worth_retrying, retry_in,
        words,
    };

    fn waiting(attempt: u32, next_at: Millis) -> Status {
        Status::Reconnecting {
            attempt,
            next_at: Some(next_at),
        }
    }

    fn refused(reason: &str) -> Status {
        Status::Failed(FailReason::Refused(Close {
            code: 4403,
            reason: reason.into(),
            was_clean: true,
        }))
    }

    fn past(status: Status, since: Millis) -> Past {
        Past {
            status,
            close: None,
            at: 0.0,
            since,
        }
    }

    #[test]
    fn waiting_for_an_attempt_counts_down() {
        assert_eq!(words(&waiting(2, 9_000)), "Reconnecting");
        assert_eq!(retry_in(&waiting(2, 9_000), 6_400), Some(3));
        assert_eq!(retry_in(&waiting(2, 9_000), 9_000), None);
        assert_eq!(retry_in(&Status::Live, 0), None);
    }

    #[test]
    fn a_refusal_says_why() {
        assert_eq!(
            words(&refused("not for viewers")),
            "Refused: not for viewers (4403)"
        );
        assert_eq!(words(&refused("")), "Refused: 4403");
    }

    #[test]
    fn retrying_is_offered_where_it_can_help() {
        assert!(is_worth_retrying(&Status::Offline));
        assert!(!is_worth_retrying(&Status::Live));
        assert!(!is_worth_retrying(&Status::Failed(
            FailReason::SignInRequired
        )));
    }

    #[test]
    fn attempts_that_follow_each_other_are_one_loss_which_began_with_the_first() {
        let mut history = History::default();
        history.add(past(Status::Live, 0));
        history.add(past(waiting(0, 100), 50));
        history.add(past(waiting(1, 900), 700));
        let last = history.iter().next().expect("two states");
        assert_eq!((history.0.len(), last.since), (2, 50));
        assert_eq!(last.status, waiting(1, 900));
    }

    #[test]
    fn only_the_newest_states_are_remembered() {
        let mut history = History::default();
        for turn in 0..100 {
            let status = if turn % 2 == 0 {
                Status::Live
            } else {
                Status::Offline
            };
            history.add(past(status, turn));
        }
        assert_eq!(history.0.len(), REMEMBERED);
        assert_eq!(history.iter().next().map(|past| past.since), Some(99));
    }
}
