use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Arc;

use parking_lot::Mutex;

/// How many sockets each client address has open.
#[derive(Debug, Clone)]
pub struct Slots {
    /// Zero for any number.
    limit: usize,
    taken: Arc<Mutex<HashMap<IpAddr, usize>>>,
}

/// The right to one socket; given back when dropped.
#[derive(Debug)]
pub struct Slot {
    address: IpAddr,
    taken: Arc<Mutex<HashMap<IpAddr, usize>>>,
}

impl Slots {
    /// So many sockets for each address; 0 for any number.
    #[must_use]
    pub fn new(limit: usize) -> Self {
        Self {
            limit,
            taken: Arc::default(),
        }
    }

    /// A slot for a socket from that address, if there is one left.
    #[must_use]
    pub fn take(&self, address: IpAddr) -> Option<Slot> {
        let mut taken = self.taken.lock();
        let count = taken.entry(address).or_default();
        if self.limit > 0 && *count >= self.limit {
            return None;
        }
        *count += 1;
        Some(Slot {
            address,
            taken: Arc::clone(&self.taken),
        })
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        let mut taken = self.taken.lock();
        if let Some(count) = taken.get_mut(&self.address) {
            *count -= 1;
            if *count == 0 {
                taken.remove(&self.address);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn a_slot_that_is_given_back_can_be_taken_again() {
        let slots = Slots::new(2);
        let first = slots.take(ip("10.0.0.1"));
        let second = slots.take(ip("10.0.0.1"));
        assert!(first.is_some() && second.is_some());
        assert!(slots.take(ip("10.0.0.1")).is_none());
        assert!(slots.take(ip("10.0.0.2")).is_some());
        drop(first);
        assert!(slots.take(ip("10.0.0.1")).is_some());
    }

    #[test]
    fn a_limit_of_zero_is_none() {
        let slots = Slots::new(0);
        let held: Vec<_> = (0..1000).map(|_| slots.take(ip("10.0.0.1"))).collect();
        assert!(held.iter().all(Option::is_some));
    }

    #[test]
    fn addresses_without_sockets_take_no_memory() {
        let slots = Slots::new(1);
        drop(slots.take(ip("10.0.0.1")));
        assert!(slots.taken.lock().is_empty());
    }
}
