use std::time::Duration;

use tokio::time::Instant;

/// A bucket of tokens that fills up with time: how often something may happen.
#[derive(Debug, Clone)]
pub(super) struct Budget {
    capacity: f64,
    per_second: f64,
    tokens: f64,
    at: Instant,
}

impl Budget {
    /// `capacity` times at once, and as often again in each `refill`.
    pub(super) fn new(capacity: u32, refill: Duration, now: Instant) -> Self {
        let capacity = f64::from(capacity);
        Self {
            capacity,
            per_second: capacity / refill.as_secs_f64(),
            tokens: capacity,
            at: now,
        }
    }

    /// It happens once more; `false` when that is too often.
    pub(super) fn spend(&mut self, now: Instant) -> bool {
        let elapsed = now.saturating_duration_since(self.at).as_secs_f64();
        self.at = self.at.max(now);
        self.tokens = (self.tokens + elapsed * self.per_second).min(self.capacity);
        if self.tokens < 1.0 {
            return false;
        }
        self.tokens -= 1.0;
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn what_was_spent_comes_back_with_time() {
        let now = Instant::now();
        let mut budget = Budget::new(4, Duration::from_secs(8), now);
        assert_eq!((0..6).filter(|_| budget.spend(now)).count(), 4);
        assert!(!budget.spend(now + Duration::from_millis(1_900)));
        assert!(budget.spend(now + Duration::from_millis(2_100)));
        let later = now + Duration::from_secs(3600);
        assert_eq!((0..6).filter(|_| budget.spend(later)).count(), 4);
    }
}
