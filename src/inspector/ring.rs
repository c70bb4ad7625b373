//! The newest of many things.

use std::collections::VecDeque;

/// Keeps the newest things, so many and so heavy at most, each under a number of its own.
#[derive(Debug)]
pub struct Ring<T> {
    things: VecDeque<(usize, T)>,
    /// The number of the oldest.
    first: u64,
    most: usize,
    weight: usize,
    heaviest: usize,
}

impl<T> Ring<T> {
    /// Room for `most` things that weigh `heaviest` bytes together; the first one gets the number `first`.
    #[must_use]
    pub fn new(most: usize, heaviest: usize, first: u64) -> Self {
        Self {
            things: VecDeque::new(),
            first,
            most,
            weight: 0,
            heaviest,
        }
    }

    /// Puts a thing in, and lets go of the oldest as far as it must. The newest stays, however heavy it is.
    pub fn push(&mut self, thing: T, weight: usize) {
        self.things.push_back((weight, thing));
        self.weight += weight;
        while self.things.len() > 1
            && (self.things.len() > self.most || self.weight > self.heaviest)
        {
            if let Some((weight, _)) = self.things.pop_front() {
                self.weight -= weight;
                self.first += 1;
            }
        }
    }

    /// All things with their numbers, the oldest first.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (u64, &T)> {
        let things = self.things.iter().enumerate();
        things.map(|(place, (_, thing))| (self.first + place as u64, thing))
    }

    /// The thing with that number, if it is still there.
    #[must_use]
    pub fn get(&self, number: u64) -> Option<&T> {
        let place = usize::try_from(number.checked_sub(self.first)?).ok()?;
        self.things.get(place).map(|(_, thing)| thing)
    }

    /// The number that the next thing gets.
    #[must_use]
    pub fn next(&self) -> u64 {
        self.first + self.things.len() as u64
    }
}

#[cfg(test)]
mod tests {
    use super::Ring;

    fn numbers(ring: &Ring<char>) -> Vec<(u64, char)> {
        ring.iter()
            .map(|(number, thing)| (number, *thing))
            .collect()
    }

    #[test]
    fn the_oldest_goes_when_there_are_too_many_and_numbers_stay() {
        let mut ring = Ring::new(2, 100, 0);
        for thing in ['a', 'b', 'c'] {
            ring.push(thing, 1);
        }
        assert_eq!(numbers(&ring), [(1, 'b'), (2, 'c')]);
        assert_eq!(
            (ring.get(0), ring.get(2), ring.get(3)),
            (None, Some(&'c'), None)
        );
        assert_eq!(ring.next(), 3);
    }

    #[test]
    fn the_oldest_go_when_all_are_too_heavy_and_the_newest_stays_whatever_it_weighs() {
        let mut ring = Ring::new(10, 5, 0);
        ring.push('a', 2);
        ring.push('b', 2);
        ring.push('c', 2);
        assert_eq!(numbers(&ring), [(1, 'b'), (2, 'c')]);
        ring.push('d', 50);
        assert_eq!(numbers(&ring), [(3, 'd')]);
        ring.push('e', 1);
        assert_eq!(numbers(&ring), [(4, 'e')]);
    }
}
