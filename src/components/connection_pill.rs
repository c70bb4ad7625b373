//! What the connection is doing, in a word; behind it what it has been through, and a way to hurry it.

use leptos::prelude::*;
use leptos_socket_store::{Millis, Status};

use super::{connection_panel::ConnectionPanel, popup::Popup, shown::Shown};
use crate::{
    clock::use_clock,
    connection::{History, is_worth_retrying, retry_in, words},
    words::{t, tf},
};

/// What there is to say about a connection.
#[derive(Clone, Copy)]
pub struct Connection {
    /// What it is doing.
    pub status: Signal<Status>,
    /// The last measured time from a question to the server to its answer, milliseconds.
    pub round_trip: Signal<Option<Millis>>,
    /// When the last message came, on [`crate::clock::Clock::uptime`].
    pub heard_at: Signal<Option<Millis>>,
    /// What it has been through.
    pub history: Signal<History>,
    /// Asks for an attempt at once.
    pub retry: Callback<()>,
}

/// The connection's state. It is announced to screen readers when it changes; the seconds of a countdown are not.
#[component]
pub fn ConnectionPill(
    /// The connection.
    connection: Connection,
) -> impl IntoView {
    let Connection { status, .. } = connection;
    let clock = use_clock();
    let text = Memo::new(move |_| status.with(words));
    let state = Signal::derive(move || status.with(Status::name));
    let detail = Memo::new(move |_| {
        let (now, round_trip) = (clock.uptime.get(), connection.round_trip.get());
        status.with(|status| detail(status, now, round_trip))
    });
    let can_retry = Signal::derive(move || status.with(is_worth_retrying));
    let face = move || {
        view! {
            <span class="connection__dot" aria-hidden="true"></span>
            <span class="connection__text">{text}</span>
            <span class="connection__detail">{detail}</span>
        }
    };
    view! {
        <div class="connection" data-testid="connection" data-state=state>
            <span class="unseen" role="status">{text}</span>
            <Popup label=t("Connection: what it has been through") worded=true class="connection__face" testid="connection-details" face>
                <ConnectionPanel connection />
            </Popup>
            <Shown when=can_retry>
                <button
                    type="button"
                    class="connection__retry"
                    data-testid="retry-now"
                    on:click=move |_| connection.retry.run(())
                >
                    {t("Retry now")}
                </button>
            </Shown>
        </div>
    }
}

/// What follows the word: how far away the server is, or when the next attempt begins.
fn detail(status: &Status, now: Millis, round_trip: Option<Millis>) -> Option<String> {
    match (status, retry_in(status, now)) {
        (Status::Live, _) => round_trip.map(|span| tf("{0} ms", &[&span.to_string()])),
        (_, Some(seconds)) => Some(tf("in {0} s", &[&seconds.to_string()])),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Status, detail};

    #[test]
    fn a_live_connection_says_how_far_away_the_server_is() {
        assert_eq!(detail(&Status::Live, 0, Some(12)).as_deref(), Some("12 ms"));
        assert_eq!(detail(&Status::Live, 0, None), None);
        assert_eq!(detail(&Status::Offline, 0, Some(12)), None);
    }

    #[test]
    fn a_lost_one_says_when_it_is_tried_again() {
        let status = Status::Reconnecting {
            attempt: 2,
            next_at: Some(9_000),
        };
        assert_eq!(detail(&status, 6_400, Some(12)).as_deref(), Some("in 3 s"));
    }
}
