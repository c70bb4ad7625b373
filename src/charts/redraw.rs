//! When a chart is drawn: with new data, a new look, or at the viewer's wish.

use leptos::prelude::*;
use leptos_socket_store::{Millis, TopicHandle};
use leptos_use::signal_throttled;
use serde_json::Value;

use super::look::{Look, use_look};
use crate::components::table::Table;

/// In milliseconds: eyes follow no more, and drawing costs far more than receiving.
const REDRAW_EVERY: f64 = 250.0;

/// A beat for each value of a topic, but no more often than a chart should be drawn; the last one of a burst is never
/// left out. What beats is the time of the value and not the value, which is large, and stays where it is.
#[must_use]
pub fn beats<T: Send + Sync + 'static>(topic: TopicHandle<Option<T>>) -> Signal<Option<Millis>> {
    signal_throttled(topic.updated_at, REDRAW_EVERY)
}

/// What to draw: what `build` makes of a topic's value, as often as makes sense. Signals that `build` reads have their
/// effect at once.
pub fn option_of<T: Send + Sync + 'static>(
    topic: TopicHandle<Option<T>>,
    build: impl Fn(&T, &Look) -> Value + Send + Sync + 'static,
) -> Callback<(), Option<Value>> {
    let (beat, look) = (beats(topic), use_look());
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
