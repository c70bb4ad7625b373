//! The last few values of something that is measured again and again.

use std::collections::VecDeque;
use std::fmt::Write;

/// Values, the oldest first.
#[derive(Debug, Clone, PartialEq)]
pub struct Samples {
    values: VecDeque<f64>,
    most: usize,
}

impl Samples {
    /// Room for so many.
    #[must_use]
    pub fn new(most: usize) -> Self {
        let values = VecDeque::new();
        Self { values, most }
    }

    /// One more; the oldest goes when there is no room.
    pub fn push(&mut self, value: f64) {
        self.values.push_back(value);
        let surplus = self.values.len().saturating_sub(self.most);
        self.values.drain(..surplus);
    }

    /// The newest.
    #[must_use]
    pub fn last(&self) -> Option<f64> {
        self.values.back().copied()
    }

    /// The largest.
    #[must_use]
    pub fn largest(&self) -> Option<f64> {
        self.values.iter().copied().reduce(f64::max)
    }

    /// The smallest value that so large a share of all values does not exceed: 0.95 is the 95th percentile.
    #[must_use]
    pub fn percentile(&self, share: f64) -> Option<f64> {
        let mut sorted: Vec<f64> = self.values.iter().copied().collect();
        sorted.sort_by(f64::total_cmp);
        let rank = (share * sorted.len() as f64).ceil() as usize;
        sorted.get(rank.max(1) - 1).copied()
    }

    /// The points of an SVG's line through all values, from left to right, in a box of that size whose top is `top`. As
    /// many places are laid out as there is room for values.
    #[must_use]
    pub fn points(&self, width: f64, height: f64, top: f64) -> String {
        let step = width / (self.most.max(2) - 1) as f64;
        let left = width - step * self.values.len().saturating_sub(1) as f64;
        let mut points = String::new();
        for (index, value) in self.values.iter().enumerate() {
            let x = left + step * index as f64;
            let y = height * (1.0 - (value / top).clamp(0.0, 1.0));
            // A string takes whatever is written.
            let _ = write!(points, "{x:.1},{y:.1} ");
        }
        points.truncate(points.trim_end().len());
        points
    }
}

#[cfg(test)]
mod tests {
    use super::Samples;

    fn samples(values: impl IntoIterator<Item = u32>) -> Samples {
        let mut samples = Samples::new(100);
        values
            .into_iter()
            .for_each(|value| samples.push(value.into()));
        samples
    }

    #[test]
    fn the_oldest_value_goes_when_there_is_no_room() {
        let samples = samples(0..150);
        assert_eq!((samples.values.len(), samples.last()), (100, Some(149.0)));
        assert_eq!(samples.values.front(), Some(&50.0));
    }

    #[test]
    fn a_percentile_is_one_of_the_values() {
        assert_eq!(samples(1..=100).percentile(0.95), Some(95.0));
        assert_eq!(samples([7]).percentile(0.95), Some(7.0));
        assert_eq!(samples([3, 1, 2]).percentile(0.5), Some(2.0));
        assert_eq!(samples([]).percentile(0.95), None);
    }

    #[test]
    fn the_newest_value_is_at_the_right_end_and_none_leaves_the_box() {
        let mut samples = Samples::new(3);
        samples.push(5.0);
        samples.push(20.0);
        assert_eq!(samples.points(100.0, 10.0, 10.0), "50.0,5.0 100.0,0.0");
        assert_eq!(samples.largest(), Some(20.0));
    }
}
