//! What must hold whatever happens, checked after every call of the machine.

mod sending;
mod topics;

use socket_conn::{Dialect, Generation, Millis, Options, Output, Recovery, Status};

use self::sending::Sending;
use self::topics::Topics;

use super::Event;
use super::scene::AnyConnection;

/// A picture of the world, drawn from the outputs alone.
pub(crate) struct Rules {
    pub(crate) newest_dial: Generation,
    /// The newest generation that was named in any output.
    pub(crate) newest: Generation,
    socket: Socket,
    /// The close of the current socket that is to be told.
    closed: Option<u16>,
    /// The page was left, and nothing was begun since.
    suspended: bool,
    /// The last status that was told.
    told: Status,
    topics: Topics,
    sending: Sending,
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
            closed: None,
            suspended: false,
            told: Status::Idle,
            topics: Topics::default(),
            sending: Sending::new(options),
        }
    }

    /// An event is about to be told to the machine.
    pub(crate) fn note(&mut self, event: &Event) {
        match event {
            Event::Opened(generation) if self.socket == Socket::Dialled(*generation) => {
                self.socket = Socket::Open(*generation);
                self.sending.buffered = self.sending.buffered.map(|_| 0);
            }
            Event::Closed(generation, code) if self.is_current(*generation) => {
                self.socket = Socket::None;
                self.closed = Some(*code);
            }
            Event::Frame(generation, frame) if self.socket == Socket::Open(*generation) => {
                self.topics.note(frame.as_text().unwrap_or_default());
            }
            _ => {}
        }
    }

    /// The page is about to be left.
    pub(crate) fn suspended(&mut self) {
        self.suspended = true;
    }

    /// The machine is about to be told how much the socket has not yet handed on.
    pub(crate) fn buffered(&mut self, bytes: usize) {
        self.sending.buffered = Some(bytes);
    }

    /// The machine has taken a message of the user.
    pub(crate) fn taken(&mut self, text: &str) {
        self.sending.queue.push_back((text.to_owned(), None));
    }

    /// The machine has taken a request of the user.
    pub(crate) fn asked(&mut self, id: u64, text: String) {
        self.sending.pending.insert(id);
        self.sending.queue.push_back((text, Some(id)));
    }

    /// The user waits for an answer no more.
    pub(crate) fn cancelled(&mut self, id: u64) {
        self.sending.pending.remove(&id);
        self.sending.withdraw(id);
    }

    pub(crate) fn check(&mut self, output: &Output, connection: &AnyConnection) {
        match output {
            Output::Dial(generation) => {
                assert_eq!(self.socket, Socket::None, "a second socket");
                assert!(*generation > self.newest_dial, "a generation came again");
                self.newest_dial = *generation;
                self.begun(*generation);
                self.socket = Socket::Dialled(*generation);
                self.topics.asked.clear();
            }
            Output::Close(generation, _) => {
                assert_eq!(*generation, self.newest_dial, "closed an old socket");
                self.socket = Socket::None;
            }
            Output::Send(generation, frame) => {
                let open = Socket::Open(*generation);
                assert_eq!(self.socket, open, "sent on a socket that isn't open");
                self.topics.said(frame.as_text().unwrap_or_default());
                self.sending.said(frame);
            }
            Output::Status(status) => {
                assert_ne!(self.told, *status, "told the same status twice");
                self.told = status.clone();
            }
            Output::Closed(close) => {
                let expected = self.closed.take();
                assert_eq!(expected, Some(close.code), "a close that nobody has seen");
            }
            Output::Deliver(delivery) => {
                let data = &delivery.data;
                // What nobody has subscribed is passed on as it comes.
                if let (Some(socket_type), Some(position)) = (&data.socket_type, &data.position)
                    && connection.freshness(socket_type).is_some()
                {
                    self.topics.check_order(socket_type, position);
                }
            }
            Output::FetchCredentials(generation) | Output::CheckHealth(generation) => {
                assert!(*generation >= self.newest, "a generation came again");
                self.begun(*generation);
            }
            Output::Freshness {
                socket_type,
                freshness,
            } => self.topics.told(socket_type, *freshness),
            Output::Recovered {
                socket_type,
                recovery: Recovery::Snapshot,
            } => self.topics.begins_anew(socket_type),
            Output::Recovered { .. } | Output::Unreadable(_) => {}
            Output::Unsubscribed { socket_type } => self.topics.forget(socket_type),
            Output::Answered { id, answer } => {
                self.sending.answered(*id, answer.as_ref().err());
            }
            Output::Dropped(error) => self.sending.dropped(error),
        }
    }

    /// What must hold when all outputs have been drained.
    pub(crate) fn check_at_rest(&self, connection: &AnyConnection) {
        let status = connection.status();
        assert_eq!(
            *status, self.told,
            "the status that was told isn't the status"
        );
        assert_eq!(self.closed, None, "a close that the user was not told of");
        let open = matches!(self.socket, Socket::Open(_));
        let resting = matches!(status, Status::Idle | Status::Closed | Status::Failed(_));
        if resting {
            assert_eq!(self.socket, Socket::None, "{status:?} with a socket");
            assert_eq!(connection.poll_timeout(), None, "{status:?} with a timer");
        } else if self.needs_a_timer(connection) {
            let timer = connection.poll_timeout();
            assert_ne!(timer, None, "{status:?} without a timer");
        }
        if *status == Status::Live {
            assert!(open, "live without a socket");
        }
        self.topics.check_at_rest(connection, open);
        self.sending.check_at_rest(connection);
    }

    fn needs_a_timer(&self, connection: &AnyConnection) -> bool {
        let is_live = *connection.status() == Status::Live;
        let goes_on = !self.suspended && (!is_live || connection.dialect().liveness().is_some());
        let is_waited_for = connection.pending_requests() > 0;
        goes_on || is_waited_for || is_live && connection.queued() > 0
    }

    fn begun(&mut self, generation: Generation) {
        self.newest = generation;
        self.suspended = false;
    }

    fn is_current(&self, generation: Generation) -> bool {
        self.socket == Socket::Dialled(generation) || self.socket == Socket::Open(generation)
    }
}

/// Whatever is due has been done: nothing is due at once again.
pub(crate) fn check_woken(connection: &AnyConnection, now: Millis) {
    let wake = connection.poll_timeout();
    assert!(
        wake.is_none_or(|wake| wake.at > now),
        "still due after being woken: {wake:?} at {now}"
    );
}
