//! How many messages come and go. The counters are looked up once: it happens for every message to every reader.

use std::sync::LazyLock;

use metrics::Counter;

static IN: LazyLock<Counter> = LazyLock::new(|| counter("in"));
static OUT: LazyLock<Counter> = LazyLock::new(|| counter("out"));

/// One has come.
pub(super) fn received() {
    IN.increment(1);
}

/// So many go.
pub(super) fn sent(count: u64) {
    if count > 0 {
        OUT.increment(count);
    }
}

fn counter(direction: &'static str) -> Counter {
    metrics::counter!("live_messages_total", "direction" => direction)
}
