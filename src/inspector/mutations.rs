//! The mutations of the store's state.

use std::rc::Rc;

use leptos::prelude::*;
use serde_json::Value;

use super::{
    Inspector,
    event_list::{EventList, Row, SHOWN},
    excerpt::pretty,
    notes::{Notes, Seen},
    time_of_day::TimeOfDay,
};
use crate::words::t;

/// The list. The store copies states for it as long as it is shown.
#[component]
pub fn Mutations(
    /// Whose mutations.
    inspector: Inspector,
    /// When to look them up again.
    beat: Signal<u32>,
) -> impl IntoView {
    let store = inspector.store;
    store
        .subscribe_with_states(move |mutation| {
            let seen = Seen::new(mutation, store.now());
            inspector.with_notes(|notes| notes.mutations.borrow_mut().push(seen, Seen::WEIGHT));
        })
        .end_with_owner();
    let times = TimeOfDay::new();
    let rows = Memo::new(move |_| {
        beat.track();
        inspector
            .with_notes(|notes| newest(notes, times))
            .unwrap_or_default()
    });
    let full = Callback::new(move |number| {
        let text = |notes: &Notes| Some(in_words(notes.mutations.borrow().get(number)?));
        inspector.with_notes(text).flatten()
    });
    view! { <EventList label=t("Mutations") testid="mutations" rows full /> }
}

fn newest(notes: &Notes, times: TimeOfDay) -> Vec<Row> {
    let mutations = Rc::clone(&notes.mutations);
    let mutations = mutations.borrow();
    let row = |(number, seen): (u64, &Seen)| Row {
        number,
        cells: vec![times.of(seen.at), seen.name.clone()],
    };
    let mut rows: Vec<_> = mutations.iter().rev().take(SHOWN).map(row).collect();
    rows.reverse();
    rows
}

fn in_words(seen: &Seen) -> String {
    let part = |title: &str, value: &Value| format!("{title}\n{}", pretty(value));
    [
        part(t("Payload"), &seen.payload),
        part(t("Before"), &seen.before),
        part(t("After"), &seen.after),
    ]
    .join("\n\n")
}
