//! When a chart is drawn: with new data, a new look, or at the viewer's wish.

use leptos::prelude::*;
use leptos_socket_store::TopicHandle;
use serde_json::Value;

use super::{
    look::{Look, use_look},
    pace::Turn,
};
use crate::{components::table::Table, effect::effect};

/// In milliseconds: a chart is drawn in every other of sixty pictures a second at most.
const REDRAW_EVERY: f64 = 30.0;

/// Beats when a chart should be drawn: whenever what `news` reads has changed and it says yes, but no more often than once in
/// `every` milliseconds, or than the machine can. What is newest is never left out.
#[must_use]
pub fn beats(every: f64, news: impl Fn() -> bool + 'static) -> Trigger {
    let turn = Turn::new(every);
    effect(move || {
        if news() {
            turn.ask();
        }
    });
    turn.beat
}

/// What to draw: what `build` makes of a topic's value, as often as makes sense. Signals that `build` reads have their
/// effect at once.
pub fn option_of<T: Send + Sync + 'static>(
    topic: TopicHandle<Option<T>>,
    build: impl Fn(&T, &Look) -> Value + Send + Sync + 'static,
) -> Callback<(), Option<Value>> {
    let beat = beats(REDRAW_EVERY, move || topic.updated_at.get().is_some());
    let look = use_look();
    Callback::new(move |()| {
        beat.track();
        let value = topic.value.read_untracked();
        look.with(|look| Some(build(value.as_ref()?, look)))
    })
}

/// The numbers behind a chart: what `build` makes of a topic's value, when somebody asks.
pub fn table_of<T: Send + Sync + 'static>(
    topic: TopicHandle<Option<T>>,
    build: impl Fn(&T) -> Table + Send + Sync + 'static,
) -> Callback<(), Table> {
    Callback::new(move |()| {
        topic
            .value
            .read_untracked()
            .as_ref()
            .map(&build)
            .unwrap_or_default()
    })
}
