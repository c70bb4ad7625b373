//! How much comes in per second, topic by topic.

use leptos_socket_store::{Millis, TopicInfo};

/// What is shown of a topic.
#[derive(Debug, Clone, PartialEq)]
pub struct TopicLine {
    /// What the store says of it.
    pub info: TopicInfo,
    /// Messages per second since the last look.
    pub messages: f64,
    /// Bytes per second since the last look.
    pub bytes: f64,
}

/// The last look.
#[derive(Debug, Default)]
pub struct Rates {
    before: Vec<TopicInfo>,
    at: Millis,
}

impl Rates {
    /// Looks at all topics, and says what has come in since the last look. At the first one nothing has.
    pub fn look(&mut self, topics: Vec<TopicInfo>, now: Millis) -> Vec<TopicLine> {
        let span = now.saturating_sub(self.at) as f64 / 1_000.0;
        let per_second = |now: u64, before: u64| {
            let more = now.saturating_sub(before) as f64;
            if span > 0.0 { more / span } else { 0.0 }
        };
        let lines = topics.iter().map(|info| {
            let mut topics = self.before.iter();
            let before = topics.find(|before| before.socket_type == info.socket_type);
            let before = before.unwrap_or(info).counters;
            TopicLine {
                info: info.clone(),
                messages: per_second(info.counters.received, before.received),
                bytes: per_second(info.counters.bytes, before.bytes),
            }
        });
        let lines = lines.collect();
        self.before = topics;
        self.at = now;
        lines
    }
}

#[cfg(test)]
mod tests {
    use leptos_socket_store::{TopicCounters, TopicInfo};

    use super::Rates;

    fn topic(received: u64, bytes: u64) -> Vec<TopicInfo> {
        vec![TopicInfo {
            socket_type: "trendData".into(),
            handlers: 0,
            registrations: 1,
            last_bytes: Some(100),
            counters: TopicCounters {
                received,
                bytes,
                ..TopicCounters::default()
            },
        }]
    }

    #[test]
    fn a_rate_is_what_came_since_the_last_look() {
        let mut rates = Rates::default();
        let first = rates.look(topic(10, 1_000), 5_000);
        assert_eq!((first[0].messages, first[0].bytes), (0.0, 0.0));
        let next = rates.look(topic(13, 1_600), 7_000);
        assert_eq!((next[0].messages, next[0].bytes), (1.5, 300.0));
    }

    #[test]
    fn a_topic_that_has_begun_anew_has_no_rate_below_nothing() {
        let mut rates = Rates::default();
        rates.look(topic(10, 1_000), 5_000);
        let next = rates.look(topic(1, 100), 6_000);
        assert_eq!(next[0].messages, 0.0);
    }

    #[test]
    fn two_looks_at_one_moment_divide_by_nothing() {
        let mut rates = Rates::default();
        rates.look(topic(1, 1), 0);
        assert_eq!(rates.look(topic(2, 2), 0)[0].messages, 0.0);
    }
}
