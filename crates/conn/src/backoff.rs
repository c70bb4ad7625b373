use crate::Millis;

/// How long to wait before dialling again.
///
/// ```
/// use socket_conn::Backoff;
///
/// let mut rng = fastrand::Rng::with_seed(7);
/// let full_jitter = Backoff::FullJitter { base: 500, cap: 4_000 };
/// assert!(full_jitter.delay(0, &mut rng) <= 500);
/// assert!(full_jitter.delay(99, &mut rng) <= 4_000);
///
/// // What a Vue project's SocketService does: 500 ms × n.
/// let linear = Backoff::Linear { step: 500, cap: Backoff::NO_CAP };
/// assert_eq!(linear.delay(2, &mut rng), 1_500);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Backoff {
    /// Full jitter, which spreads a crowd of clients best: the wait before attempt *n* is a random span between 0 and
    /// `base × 2ⁿ`, at most `cap`
    /// (["Exponential Backoff And Jitter"](https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/)).
    FullJitter {
        /// The upper bound of the first wait, milliseconds.
        base: Millis,
        /// The upper bound of any wait, milliseconds.
        cap: Millis,
    },
    /// Always the same wait, milliseconds; for those who must match a server.
    Fixed(Millis),
    /// The wait grows by one step with each attempt; for those who must match a server.
    Linear {
        /// The first wait, and by how much each further one is longer, milliseconds.
        step: Millis,
        /// The upper bound of any wait, milliseconds.
        cap: Millis,
    },
}

impl Default for Backoff {
    /// Full jitter, up to 500 ms at first, up to 4 s in the end: a page is current within 5 s of its server's return.
    fn default() -> Self {
        Self::FullJitter {
            base: 500,
            cap: 4_000,
        }
    }
}

impl Backoff {
    /// For waits that grow without end.
    pub const NO_CAP: Millis = Millis::MAX;

    /// The wait before an attempt; the first has the number 0.
    #[must_use]
    pub fn delay(&self, attempt: u32, rng: &mut fastrand::Rng) -> Millis {
        match *self {
            Self::FullJitter { base, cap } => {
                let power = 1u64.checked_shl(attempt).unwrap_or(u64::MAX);
                rng.u64(0..=base.saturating_mul(power).min(cap))
            }
            Self::Fixed(delay) => delay,
            Self::Linear { step, cap } => step.saturating_mul(u64::from(attempt) + 1).min(cap),
        }
    }
}
