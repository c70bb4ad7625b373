use std::time::Duration;

/// The longest time that is told apart, in microseconds.
const LONGEST: usize = 1_000_000;

/// How late messages came, in microseconds, all of them counted.
pub(crate) struct Latencies {
    counts: Vec<u32>,
    total: u64,
}

impl Latencies {
    pub(crate) fn new() -> Self {
        Self {
            counts: vec![0; LONGEST + 1],
            total: 0,
        }
    }

    pub(crate) fn add(&mut self, late: Duration) {
        let micros = usize::try_from(late.as_micros()).unwrap_or(LONGEST);
        self.counts[micros.min(LONGEST)] += 1;
        self.total += 1;
    }

    /// The time, in milliseconds, within which this share of the messages came; none if none came.
    pub(crate) fn quantile(&self, share: f64) -> Option<f64> {
        let rank = (self.total as f64 * share).ceil().max(1.0) as u64;
        let mut seen = 0;
        let place = self.counts.iter().position(|count| {
            seen += u64::from(*count);
            seen >= rank
        })?;
        Some(place as f64 / 1000.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quantile_is_the_time_within_which_that_share_came() {
        let mut latencies = Latencies::new();
        for micros in 1..=1000 {
            latencies.add(Duration::from_micros(micros));
        }
        assert_eq!(latencies.quantile(0.5), Some(0.5));
        assert_eq!(latencies.quantile(0.99), Some(0.99));
        latencies.add(Duration::from_secs(60));
        assert_eq!(latencies.quantile(1.0), Some(1000.0));
    }

    #[test]
    fn of_nothing_there_is_no_quantile() {
        assert_eq!(Latencies::new().quantile(0.99), None);
    }
}
