use std::sync::Arc;

use crate::{
    Body, Close, Data, Frame, Freshness, Generation, Millis, RequestError, SendError, Status,
};

/// Something for the owner of socket and clock to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Output {
    /// Ask for credentials; answer with [`handle_credentials`](crate::Connection::handle_credentials).
    FetchCredentials(Generation),
    /// Ask whether the server is up; answer with [`handle_health`](crate::Connection::handle_health).
    CheckHealth(Generation),
    /// Open a socket. There is never more than one: the one before it has been closed by an earlier output.
    Dial(Generation),
    /// Send on the socket of that dial.
    Send(Generation, Frame),
    /// Close the socket of that dial, and say no more about it. Comes after every loss, even if the peer has closed
    /// the socket itself.
    Close(Generation, u16),
    /// The status has changed.
    Status(Status),
    /// The current socket was closed, by the peer or by the network.
    Closed(Close),
    /// A topic's freshness has changed.
    Freshness {
        /// The topic.
        socket_type: String,
        /// How far its value can be trusted from here on.
        freshness: Freshness,
    },
    /// A topic was taken up again where it had been left.
    Recovered {
        /// The topic.
        socket_type: String,
        /// What became of the messages in between.
        recovery: Recovery,
    },
    /// A topic was given up: nobody had wanted it for a while.
    Unsubscribed {
        /// The topic.
        socket_type: String,
    },
    /// A message for handlers.
    Deliver(Delivery),
    /// A request has ended.
    Answered {
        /// Which request.
        id: u64,
        /// The answer, or why there is none.
        answer: Result<Delivery, RequestError>,
    },
    /// A message that waited will not be sent.
    Dropped(SendError),
    /// A frame that the dialect can't read, and why; the connection goes on.
    Unreadable(String),
}

/// A message for handlers, still undecoded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// The frame that it came in; several messages may share one.
    pub frame: Arc<Frame>,
    /// Names, position, and where the payload is.
    pub data: Data,
}

impl Delivery {
    /// How many bytes of the frame are its payload.
    #[must_use]
    pub fn payload_len(&self) -> usize {
        match &self.data.body {
            Body::Json(place) | Body::MessagePack(place) | Body::JsonInString(place) => place.len(),
            Body::Frame => self.frame.len(),
        }
    }
}

/// What became of the messages that a topic missed while there was no connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recovery {
    /// Nothing that matters is lost: what was missed follows, in order and once.
    Continued {
        /// How far the topic had moved on.
        missed: u64,
    },
    /// They can't be had any more: the topic begins again with its current value.
    Snapshot,
}

/// Why credentials could not be had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CredentialsError {
    /// The session is over: the user must sign in.
    SignInRequired,
    /// The server can't be reached or has no answer: worth a new try.
    Unavailable,
}

/// When to call [`handle_timeout`](crate::Connection::handle_timeout), and what for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Wake {
    /// The time.
    pub at: Millis,
    /// What will be due.
    pub reason: WakeReason,
}

/// What a wake-up is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum WakeReason {
    /// Credentials, the health check, the socket or the welcome has taken too long.
    StepTimedOut,
    /// The next attempt is due.
    Retry,
    /// The peer has been silent: ask.
    Silence,
    /// The peer has not answered: it is dead.
    NoAnswer,
    /// The client's own heartbeat is due.
    Beat,
    /// The credentials end soon, or renewing them has taken too long.
    Renewal,
    /// More of what waits may be sent.
    Drain,
    /// What waits is worth nothing any more.
    Expiry,
    /// A request has waited long enough for its answer.
    RequestTimedOut,
    /// Nobody has wanted a topic for a while.
    Linger,
}
