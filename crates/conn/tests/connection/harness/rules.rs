//! What must hold whatever happens, checked after every call of the machine.

use std::collections::{BTreeMap, VecDeque};

use socket_conn::{Dialect, Freshness, Generation, Options, Output, Position, Status};

use super::Event;
use super::scene::AnyConnection;

/// A picture of the world, drawn from the outputs alone.
pub(crate) struct Rules {
    pub(crate) newest_dial: Generation,
    /// The newest generation that was named in any output.
    pub(crate) newest: Generation,
    socket: Socket,
    /// The last status that was told.
    told: Status,
    /// The last freshness that was told per topic.
    freshness: BTreeMap<String, Freshness>,
    /// The messages of the user that were taken and not yet sent, oldest first.
    taken: VecDeque<String>,
    /// Which topic each request was for.
    requests: BTreeMap<String, String>,
    /// The newest position that was delivered per topic.
    positions: BTreeMap<String, Position>,
    queue_messages: usize,
    queue_bytes: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Socket {
    None,
    Dialled(Generation),
    Open(Generation),
}

impl Rules {
    pub(crate) fn new(options: &Options) -> Self {
        Self {
            newest_dial: Generation::default(),
            newest: Generation::default(),
            socket: Socket::None,
            told: Status::Idle,
            freshness: BTreeMap::new(),
            taken: VecDeque::new(),
            requests: BTreeMap::new(),
            positions: BTreeMap::new(),
            queue_messages: options.queue.messages,
            queue_bytes: options.queue.bytes,
        }
    }

    /// An event is about to be told to the machine.
    pub(crate) fn note(&mut self, event: &Event) {
        match event {
            Event::Opened(generation) if self.socket == Socket::Dialled(*generation) => {
                self.socket = Socket::Open(*generation);
            }
            Event::Closed(generation, _) if self.is_current(*generation) => {
                self.socket = Socket::None;
            }
            Event::Frame(generation, frame) if self.is_current(*generation) => {
                self.forget_what_has_gone_back(frame.as_text().unwrap_or_default());
            }
            _ => {}
        }
    }

    /// The machine has taken a message of the user.
    pub(crate) fn taken(&mut self, text: &str) {
        self.taken.push_back(text.to_owned());
    }

    /// Forgets where a topic stands: whoever wants it again begins anew.
    pub(crate) fn forget_topic(&mut self, socket_type: &str) {
        self.positions.remove(socket_type);
        self.freshness.remove(socket_type);
    }

    pub(crate) fn check(&mut self, output: &Output, connection: &AnyConnection) {
        match output {
            Output::Dial(generation) => {
                assert_eq!(self.socket, Socket::None, "a second socket");
                assert!(*generation > self.newest_dial, "a generation came again");
                self.newest_dial = *generation;
                self.newest = *generation;
                self.socket = Socket::Dialled(*generation);
            }
            Output::Close(generation, _) => {
                assert_eq!(*generation, self.newest_dial, "closed an old socket");
                self.socket = Socket::None;
            }
            Output::Send(generation, frame) => {
                let open = Socket::Open(*generation);
                assert_eq!(self.socket, open, "sent on a socket that isn't open");
                let text = frame.as_text().unwrap_or_default();
                if let ["sub", id, socket_type, ..] = *text.split(' ').collect::<Vec<_>>() {
                    self.requests.insert(id.to_owned(), socket_type.to_owned());
                }
                if text.starts_with("msg") {
                    let oldest = self.taken.pop_front();
                    assert_eq!(oldest.as_deref(), Some(text), "sent out of order, or twice");
                }
            }
            Output::Status(status) => {
                assert_ne!(self.told, *status, "told the same status twice");
                self.told = status.clone();
                if matches!(status, Status::Closed | Status::Failed(_)) {
                    self.taken.clear();
                }
            }
            Output::Deliver(delivery) => {
                let data = &delivery.data;
                // What nobody has subscribed is passed on as it comes.
                if let (Some(socket_type), Some(position)) = (&data.socket_type, &data.position)
                    && connection.freshness(socket_type).is_some()
                {
                    self.check_order(socket_type, position);
                }
            }
            Output::FetchCredentials(generation) | Output::CheckHealth(generation) => {
                assert!(*generation >= self.newest, "a generation came again");
                self.newest = *generation;
            }
            Output::Freshness {
                socket_type,
                freshness,
            } => {
                let before = self.freshness.insert(socket_type.clone(), *freshness);
                assert_ne!(before, Some(*freshness), "told the same freshness twice");
            }
            Output::Unreadable(_) => {}
        }
    }

    /// What must hold when all outputs have been drained.
    pub(crate) fn check_at_rest(&self, connection: &AnyConnection) {
        let status = connection.status();
        assert_eq!(
            *status, self.told,
            "the status that was told isn't the status"
        );
        let resting = matches!(status, Status::Idle | Status::Closed | Status::Failed(_));
        if resting {
            assert_eq!(self.socket, Socket::None, "{status:?} with a socket");
            assert_eq!(connection.poll_timeout(), None, "{status:?} with a timer");
        } else if connection.dialect().liveness().is_some() {
            assert_ne!(
                connection.poll_timeout(),
                None,
                "{status:?} without a timer"
            );
        }
        if *status == Status::Live {
            assert!(
                matches!(self.socket, Socket::Open(_)),
                "live without a socket"
            );
        }
        for (socket_type, told) in &self.freshness {
            assert_eq!(connection.freshness(socket_type), Some(*told));
            let vouched = matches!(self.socket, Socket::Open(_));
            assert!(
                vouched || *told != Freshness::Live,
                "{socket_type} looks live"
            );
        }
        assert_eq!(connection.queued(), self.taken.len());
        assert!(connection.queued() <= self.queue_messages);
        assert!(self.taken.iter().map(String::len).sum::<usize>() <= self.queue_bytes);
    }

    /// Within an epoch the numbers only go up.
    fn check_order(&mut self, socket_type: &str, position: &Position) {
        let before = self.positions.get(socket_type);
        if let Some(before) = before.filter(|before| before.epoch == position.epoch) {
            assert!(
                before.seq < position.seq,
                "{socket_type}: {} delivered after {}",
                position.seq,
                before.seq
            );
        }
        self.positions
            .insert(socket_type.to_owned(), position.clone());
    }

    /// A peer may say that its numbering has gone back; then what is numbered so is no repetition.
    fn forget_what_has_gone_back(&mut self, text: &str) {
        let ["subscribed", id, epoch, seq, "anew"] = *text.split(' ').collect::<Vec<_>>() else {
            return;
        };
        let Some(socket_type) = self.requests.get(id) else {
            return;
        };
        let gone_back = |ours: &Position| {
            ours.epoch == epoch && seq.parse::<u64>().is_ok_and(|head| ours.seq > head)
        };
        if self.positions.get(socket_type).is_some_and(gone_back) {
            self.positions.remove(socket_type);
        }
    }

    fn is_current(&self, generation: Generation) -> bool {
        self.socket == Socket::Dialled(generation) || self.socket == Socket::Open(generation)
    }
}
