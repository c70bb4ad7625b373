//! Picking one of many, some more often than others.

use fastrand::Rng;

/// The places of a list with their weights.
#[derive(Debug)]
pub(super) struct Weighted {
    /// Sum of the weights up to and including each place.
    sums: Vec<u32>,
}

impl Weighted {
    /// One weight for each place; there has to be one above zero.
    pub(super) fn new(weights: impl IntoIterator<Item = u32>) -> Self {
        let add = |sum: &mut u32, weight| {
            *sum += weight;
            Some(*sum)
        };
        Self {
            sums: weights.into_iter().scan(0, add).collect(),
        }
    }

    /// Popularity as shops know it: the first few make most of it, and there is a long tail.
    pub(super) fn by_rank(count: usize) -> Self {
        Self::new((3..).take(count).map(|rank| 100_000 / rank))
    }

    pub(super) fn pick(&self, rng: &mut Rng) -> usize {
        let point = rng.u32(..self.sum());
        self.sums.partition_point(|&sum| sum <= point)
    }

    /// How much of all picks falls on `place`, from 0 to 1.
    pub(super) fn share(&self, place: usize) -> f64 {
        let before = if place == 0 { 0 } else { self.sums[place - 1] };
        f64::from(self.sums[place] - before) / f64::from(self.sum())
    }

    fn sum(&self) -> u32 {
        self.sums.last().copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_place_is_picked_by_its_weight() {
        let weighted = Weighted::new([1, 0, 3]);
        let mut rng = Rng::with_seed(1);
        let mut picks = [0; 3];
        for _ in 0..4_000 {
            picks[weighted.pick(&mut rng)] += 1;
        }
        assert_eq!(picks[1], 0);
        assert!((900..1_100).contains(&picks[0]), "{picks:?}");
        assert!((weighted.share(2) - 0.75).abs() < 1e-9);
    }
}
