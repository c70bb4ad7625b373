//! What is on its way to the store.

use socket_conn::{Close, Frame, Generation, Millis};

/// Changes what a peer says before it is on its way.
pub(super) type Tamper = Box<dyn FnMut(Frame) -> Vec<Frame>>;

#[derive(Default)]
pub(super) struct Network {
    /// In the order in which it arrives.
    in_flight: Vec<InFlight>,
    /// Kept back by a test.
    pub(super) held: Option<Vec<(Generation, Frame)>>,
    pub(super) delay: Millis,
    pub(super) is_half_open: bool,
    pub(super) duplicates: u32,
    pub(super) losses: u32,
    pub(super) tamper: Option<Tamper>,
}

pub(super) enum Arrival {
    Opened,
    Frame(Frame),
    Closed(Close),
}

struct InFlight {
    at: Millis,
    generation: Generation,
    arrival: Arrival,
}

impl Network {
    /// A frame leaves the peer.
    pub(super) fn carry(&mut self, generation: Generation, frame: Frame, now: Millis) {
        let frames = match &mut self.tamper {
            Some(tamper) => tamper(frame),
            None => vec![frame],
        };
        for frame in frames {
            self.carry_one(generation, frame, now);
        }
    }

    fn carry_one(&mut self, generation: Generation, frame: Frame, now: Millis) {
        if self.is_half_open {
            return;
        }
        if self.losses > 0 {
            self.losses -= 1;
            return;
        }
        let mut copies = 1;
        if self.duplicates > 0 {
            self.duplicates -= 1;
            copies = 2;
        }
        for _ in 0..copies {
            match &mut self.held {
                Some(held) => held.push((generation, frame.clone())),
                None => self.arrive(generation, Arrival::Frame(frame.clone()), now),
            }
        }
    }

    /// Something is on its way. What left earlier arrives earlier, or at the same moment before it.
    pub(super) fn arrive(&mut self, generation: Generation, arrival: Arrival, now: Millis) {
        let at = now.saturating_add(self.delay);
        let index = self.in_flight.partition_point(|other| other.at <= at);
        self.in_flight.insert(
            index,
            InFlight {
                at,
                generation,
                arrival,
            },
        );
    }

    pub(super) fn next_at(&self) -> Option<Millis> {
        Some(self.in_flight.first()?.at)
    }

    pub(super) fn take_due(&mut self, now: Millis) -> Option<(Generation, Arrival)> {
        let is_due = self.next_at().is_some_and(|at| at <= now);
        let due = is_due.then(|| self.in_flight.remove(0))?;
        Some((due.generation, due.arrival))
    }

    /// Nothing passes any more, and nobody knows.
    pub(super) fn half_open(&mut self) {
        self.is_half_open = true;
        self.in_flight
            .retain(|other| !matches!(other.arrival, Arrival::Frame(_)));
    }

    /// The connection is cut: what is on its way never arrives.
    pub(super) fn cut(&mut self) {
        self.in_flight.clear();
        self.is_half_open = false;
        if let Some(held) = &mut self.held {
            held.clear();
        }
    }
}
