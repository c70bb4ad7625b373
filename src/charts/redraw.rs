//! How often a chart is drawn.

use leptos::prelude::*;
use leptos_socket_store::TopicHandle;
use leptos_use::signal_throttled;

/// In milliseconds: eyes follow no more, and drawing costs far more than receiving.
const REDRAW_EVERY: f64 = 250.0;

/// A topic's value no more often than a chart should be drawn; the last one of a burst always arrives.
#[must_use]
pub fn throttled<T: Clone + Send + Sync + 'static>(topic: TopicHandle<T>) -> Signal<Option<T>> {
    signal_throttled(topic.value, REDRAW_EVERY)
}
