//! When the next order comes.

use std::time::Duration;

use fastrand::Rng;
use jiff::Timestamp;
use jiff::tz::Offset;

/// Orders per second at each full hour (UTC); between two hours the rate goes from one to the other.
const PER_SECOND: [f64; 24] = [
    1.8, 1.4, 1.1, 1.0, 1.0, 1.2, 1.7, 2.3, 3.0, 3.5, 3.9, 4.3, 4.5, 4.2, 3.7, 3.5, 3.5, 3.8, 4.4,
    5.0, 5.2, 4.7, 3.6, 2.5,
];

/// The longest silence, however small the chance that leads to it.
const LONGEST: f64 = 4.0;

/// Orders come independently of each other: the gaps between them are exponentially distributed.
pub(super) fn gap(rng: &mut Rng, at: Timestamp) -> Duration {
    // 1 - f64() is above zero, where the logarithm is finite.
    let seconds = -(1.0 - rng.f64()).ln() / per_second(at);
    Duration::from_secs_f64(seconds.clamp(0.0, LONGEST))
}

/// The hour of the day in which an order of a day's backlog falls, by the same rates.
pub(super) fn hour(rng: &mut Rng) -> usize {
    let mut point = rng.f64() * PER_SECOND.iter().sum::<f64>();
    let passed = |rate: &f64| {
        point -= rate;
        point < 0.0
    };
    PER_SECOND.iter().position(passed).unwrap_or(0)
}

fn per_second(at: Timestamp) -> f64 {
    let time = Offset::UTC.to_datetime(at).time();
    let hour = usize::from(time.hour().unsigned_abs());
    let (this, next) = (PER_SECOND[hour], PER_SECOND[(hour + 1) % PER_SECOND.len()]);
    this + (next - this) * (f64::from(time.minute()) / 60.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mean_gap(at: &str) -> f64 {
        let (mut rng, at) = (Rng::with_seed(1), at.parse().unwrap());
        (0..10_000)
            .map(|_| gap(&mut rng, at).as_secs_f64())
            .sum::<f64>()
            / 10_000.0
    }

    #[test]
    fn the_night_is_quiet_and_the_evening_busy() {
        assert!(mean_gap("2026-03-01T03:30:00Z") > 0.9);
        assert!(mean_gap("2026-03-01T19:45:00Z") < 0.22);
    }

    #[test]
    fn a_day_has_two_to_four_orders_a_second() {
        let mean = PER_SECOND.iter().sum::<f64>() / 24.0;
        assert!((2.0..4.0).contains(&mean), "{mean}");
    }

    #[test]
    fn the_dashboard_never_stands_still_for_long() {
        let (mut rng, at) = (Rng::with_seed(1), "2026-03-01T03:30:00Z".parse().unwrap());
        assert!((0..100_000).all(|_| gap(&mut rng, at) <= Duration::from_secs(4)));
    }
}
