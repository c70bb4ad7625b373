//! What the connection has been through, for those who want to know whether to trust it.

use leptos::prelude::*;
use leptos_socket_store::{Millis, Status};
use serde_json::json;

use super::{age::age, connection_pill::Connection, shown::Shown};
use crate::{
    clock::use_clock,
    connection::{Past, is_worth_retrying, reason, retry_in, words},
    intl::date_time_format,
    words::{t, tf},
};

/// How it is at this moment, and the states before.
#[component]
pub fn ConnectionPanel(
    /// The connection.
    connection: Connection,
) -> impl IntoView {
    let clock = use_clock();
    let status = connection.status;
    let now = move || clock.uptime.get();
    let round_trip = Signal::derive(move || {
        let span = connection.round_trip.get();
        span.map_or_else(
            || t("not measured").to_owned(),
            |span| tf("{0} ms", &[&span.to_string()]),
        )
    });
    let heard = Signal::derive(move || {
        let span = connection.heard_at.get().map(|at| now().saturating_sub(at));
        span.map_or_else(|| t("nothing yet").to_owned(), when)
    });
    let attempt = Signal::derive(move || status.with(|status| attempt(status, now())));
    let is_lost = Signal::derive(move || attempt.with(Option::is_some));
    let can_retry = Signal::derive(move || status.with(is_worth_retrying));
    view! {
        <section class="connection-panel" data-testid="connection-panel" aria-label=t("Connection")>
            <dl class="facts">
                <dt>{t("Round trip")}</dt>
                <dd>{round_trip}</dd>
                <dt>{t("Last message")}</dt>
                <dd>{heard}</dd>
                <Shown when=is_lost>
                    <dt>{t("Attempt")}</dt>
                    <dd data-testid="attempt">{attempt}</dd>
                </Shown>
            </dl>
            <Shown when=can_retry>
                <button type="button" class="button" on:click=move |_| connection.retry.run(())>{t("Retry now")}</button>
            </Shown>
            <h2 class="connection-panel__title">{t("So far")}</h2>
            <PastStates connection />
        </section>
    }
}

/// The states, the newest first.
#[component]
fn PastStates(connection: Connection) -> impl IntoView {
    let clock = use_clock();
    let format = StoredValue::new_local(date_time_format(&json!({ "timeStyle": "medium" })));
    let time =
        move |at: f64| format.with_value(|format| format.as_ref().map(|format| format.format(at)));
    let rows = move || {
        let now = clock.uptime.get();
        connection.history.with(|history| {
            let mut until = now;
            let row = |past: &Past| {
                let lasted = std::mem::replace(&mut until, past.since).saturating_sub(past.since);
                view! {
                    <li class="past" data-state=past.status.name()>
                        <time>{time(past.at)}</time>
                        <span class="past__what">{words(&past.status)}</span>
                        <span class="past__why">{past.close.as_ref().map(reason)}</span>
                        <span class="past__span">{span(lasted)}</span>
                    </li>
                }
            };
            history.iter().map(row).collect_view()
        })
    };
    view! { <ol class="connection-panel__past" tabindex="0" aria-label=t("So far")>{rows}</ol> }
}

fn attempt(status: &Status, now: Millis) -> Option<String> {
    let Status::Reconnecting { attempt, .. } = status else {
        return None;
    };
    Some(match retry_in(status, now) {
        Some(seconds) => tf(
            "{0}, in {1} s",
            &[&(attempt + 1).to_string(), &seconds.to_string()],
        ),
        None => tf("{0}, under way", &[&attempt.to_string()]),
    })
}

fn when(elapsed: Millis) -> String {
    let age = age(elapsed);
    if age.is_empty() {
        t("just now").to_owned()
    } else {
        age
    }
}

/// How long something lasted, in its two largest units.
fn span(millis: Millis) -> String {
    let (minutes, seconds) = (millis / 60_000, millis / 1_000 % 60);
    match minutes {
        0 => tf("{0} s", &[&seconds.to_string()]),
        1..60 => tf(
            "{0} min {1} s",
            &[&minutes.to_string(), &seconds.to_string()],
        ),
        _ => tf(
            "{0} h {1} min",
            &[&(minutes / 60).to_string(), &(minutes % 60).to_string()],
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::{Status, attempt, span};

    #[test]
    fn an_attempt_is_waited_for_or_under_way() {
        let lost = |next_at| Status::Reconnecting {
            attempt: 2,
            next_at,
        };
        assert_eq!(
            attempt(&lost(Some(5_000)), 2_000).as_deref(),
            Some("3, in 3 s")
        );
        assert_eq!(attempt(&lost(None), 2_000).as_deref(), Some("2, under way"));
        assert_eq!(attempt(&Status::Live, 0), None);
    }

    #[test]
    fn a_span_is_told_in_its_two_largest_units() {
        assert_eq!(span(59_999), "59 s");
        assert_eq!(span(61_000), "1 min 1 s");
        assert_eq!(span(7_320_000), "2 h 2 min");
    }
}
