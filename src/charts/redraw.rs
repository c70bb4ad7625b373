//! When a chart is drawn: with new data, a new look, or at the viewer's wish.

use leptos::prelude::*;
use leptos_socket_store::TopicHandle;
use leptos_use::signal_throttled;
use serde_json::Value;

use super::look::{Look, use_look};

/// In milliseconds: eyes follow no more, and drawing costs far more than receiving.
const REDRAW_EVERY: f64 = 250.0;

/// A topic's value no more often than a chart should be drawn; the last one of a burst always arrives.
#[must_use]
pub fn throttled<T: Clone + Send + Sync + 'static>(topic: TopicHandle<T>) -> Signal<Option<T>> {
    signal_throttled(topic.value, REDRAW_EVERY)
}

/// What to draw: what `build` makes of a topic's value, as often as makes sense. Signals that `build` reads have their
/// effect at once.
pub fn option_of<T: Clone + Send + Sync + 'static>(
    topic: TopicHandle<T>,
    build: impl Fn(&T, &Look) -> Value + Send + Sync + 'static,
) -> Signal<Option<Value>> {
    let (value, look) = (throttled(topic), use_look());
    Signal::derive(move || {
        value.with(|value| {
            value
                .as_ref()
                .map(|value| look.with(|look| build(value, look)))
        })
    })
}
