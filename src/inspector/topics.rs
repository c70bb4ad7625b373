//! The topics that are held, and how the store is doing.

use leptos::prelude::*;
use leptos_socket_store::Stats;

use super::{
    Inspector,
    rates::{Rates, TopicLine},
    size::{size, tenths},
};
use crate::{
    intl::number,
    words::{t, tf},
};

/// So many beats pass from one look to the next.
const BEATS: u32 = 4;

/// A line for each topic, and the connection's counters below.
#[component]
pub fn Topics(
    /// Whose topics.
    inspector: Inspector,
    /// When to look again.
    beat: Signal<u32>,
) -> impl IntoView {
    let store = inspector.store;
    let turn = Memo::new(move |_| beat.get() / BEATS);
    let rates = StoredValue::new_local(Rates::default());
    let lines = move || {
        turn.get();
        let look = |rates: &mut Rates| rates.look(store.topics(), store.now());
        let lines = rates.try_update_value(look).unwrap_or_default();
        lines.iter().map(line).collect_view()
    };
    let facts = move || {
        turn.get();
        let facts = counters(&store.stats()).into_iter();
        facts
            .map(|(name, value)| view! { <div><dt>{name}</dt><dd>{value}</dd></div> })
            .collect_view()
    };
    let heading = |text: &'static str| view! { <th scope="col" class="number">{text}</th> };
    let headings = [
        t("Messages/s"),
        t("Bytes/s"),
        t("Last size"),
        t("Handlers"),
        t("Registrations"),
        t("Received"),
        t("Committed"),
        t("Coalesced"),
        t("Dropped"),
        t("Errors"),
    ];
    view! {
        <div class="inspector__scroll" tabindex="0" role="region" aria-label=t("Topics")>
            <table class="topics" data-testid="topics">
                <caption class="unseen">{t("Topics")}</caption>
                <thead>
                    <tr>
                        <th scope="col">"socketType"</th>
                        {headings.map(heading).into_iter().collect_view()}
                    </tr>
                </thead>
                <tbody>{lines}</tbody>
            </table>
            <h3 class="inspector__title">{t("Connection")}</h3>
            <dl class="counters" data-testid="counters">{facts}</dl>
        </div>
    }
}

fn line(line: &TopicLine) -> impl IntoView + use<> {
    let count = |count: u64| number(count as f64);
    let info = &line.info;
    let last = info.last_bytes.map(|bytes| size(bytes as f64));
    let cells = [
        number(tenths(line.messages)),
        size(line.bytes),
        last.unwrap_or_else(|| "–".to_owned()),
        count(info.handlers as u64),
        count(info.registrations as u64),
        count(info.counters.received),
        count(info.counters.committed),
        count(info.counters.coalesced),
        count(info.counters.dropped),
        count(info.counters.unreadable),
    ];
    let cell = |text: String| view! { <td class="number">{text}</td> };
    view! {
        <tr>
            <th scope="row">{info.socket_type.clone()}</th>
            {cells.map(cell).into_iter().collect_view()}
        </tr>
    }
}

fn counters(stats: &Stats) -> Vec<(&'static str, String)> {
    let count = |count: u64| number(count as f64);
    let connection = &stats.connection;
    let round_trip = stats
        .round_trip
        .map(|span| tf("{0} ms", &[&span.to_string()]));
    vec![
        (t("Received"), count(connection.received)),
        (t("Sent"), count(connection.sent)),
        (t("Dropped"), count(connection.dropped)),
        (t("Unreadable"), count(connection.unreadable)),
        (t("Duplicates"), count(connection.duplicates)),
        (t("Gaps"), count(connection.gaps)),
        (t("Reconnects"), count(connection.reconnects)),
        (t("Coalesced"), count(stats.coalesced)),
        (t("Queued"), count(stats.queued as u64)),
        (t("Requests"), count(stats.requests as u64)),
        (
            t("Round trip"),
            round_trip.unwrap_or_else(|| t("not measured").to_owned()),
        ),
    ]
}
