use crate::Millis;

/// How long to wait before dialling again: full jitter, which spreads a crowd of clients best.
///
/// The wait before attempt *n* is a random span between 0 and `base × 2ⁿ`, at most `cap`
/// (["Exponential Backoff And Jitter"](https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/)).
///
/// ```
/// let backoff = socket_conn::Backoff { base: 500, cap: 4_000 };
/// let mut rng = fastrand::Rng::with_seed(7);
/// assert!(backoff.delay(0, &mut rng) <= 500);
/// assert!(backoff.delay(1, &mut rng) <= 1_000);
/// assert!(backoff.delay(99, &mut rng) <= 4_000);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Backoff {
    /// The upper bound of the first wait, milliseconds.
    pub base: Millis,
    /// The upper bound of any wait, milliseconds.
    pub cap: Millis,
}

impl Default for Backoff {
    /// Up to 500 ms at first, up to 4 s in the end: a page is current within 5 s of its server's return.
    fn default() -> Self {
        Self {
            base: 500,
            cap: 4_000,
        }
    }
}

impl Backoff {
    /// The wait before an attempt; the first has the number 0.
    #[must_use]
    pub fn delay(&self, attempt: u32, rng: &mut fastrand::Rng) -> Millis {
        let ceiling = self
            .base
            .saturating_mul(1u64.checked_shl(attempt).unwrap_or(u64::MAX))
            .min(self.cap);
        rng.u64(0..=ceiling)
    }
}
