use std::ops::Range;

use crate::{Frame, Millis};

/// How one kind of server talks: pure functions from frames to meanings and back.
///
/// ```
/// use socket_conn::*;
///
/// /// A server that sends one number per frame, asked for or not.
/// struct Numbers;
///
/// impl Dialect for Numbers {
///     fn entry(&self) -> Entry {
///         Entry::Open
///     }
///     fn liveness(&self) -> Option<Liveness> {
///         None
///     }
///     fn read(&self, frame: &Frame, readings: &mut Vec<Reading>) -> Result<(), String> {
///         let text = frame.as_text().ok_or("not a text")?;
///         text.parse::<f64>().map_err(|e| e.to_string())?;
///         readings.push(Reading::Data(Data {
///             socket_type: Some("numberData".into()),
///             chart_name: None,
///             position: None,
///             body: Body::Json(0..text.len()),
///         }));
///         Ok(())
///     }
///     // It has no word for all the rest.
///     fn greeting(&self, _: Option<&str>) -> Option<Frame> {
///         None
///     }
///     fn subscribe(&self, _: u64, _: &Subscription, _: Option<&Position>) -> Option<Frame> {
///         None
///     }
///     fn unsubscribe(&self, _: u64, _: &Subscription) -> Option<Frame> {
///         None
///     }
///     fn probe(&self, _: u64, _: Option<&Subscription>) -> Option<Frame> {
///         None
///     }
///     fn echo(&self) -> Option<Frame> {
///         None
///     }
///     fn renew(&self, _: u64, _: &str) -> Option<Frame> {
///         None
///     }
/// }
///
/// let mut readings = Vec::new();
/// assert!(Numbers.read(&"12.5".into(), &mut readings).is_ok());
/// assert!(Numbers.read(&"twelve".into(), &mut readings).is_err());
/// assert_eq!(readings.len(), 1);
/// ```
///
/// The machine asks for a frame when it wants to say something; `None` means that this server has no word for it.
pub trait Dialect {
    /// How the peer lets a client in.
    fn entry(&self) -> Entry;

    /// How the peer shows that it is alive; `None` where silence means nothing.
    fn liveness(&self) -> Option<Liveness>;

    /// The first message on a fresh socket.
    fn greeting(&self, credentials: Option<&str>) -> Option<Frame>;

    /// Asks for a topic, from a position when one is known.
    fn subscribe(&self, id: u64, topic: &Subscription, resume: Option<&Position>) -> Option<Frame>;

    /// Gives a topic up.
    fn unsubscribe(&self, id: u64, topic: &Subscription) -> Option<Frame>;

    /// Asks the peer for a sign of life; `topic` is one that is subscribed, for peers that answer nothing else.
    ///
    /// Where it can't be asked, its silence proves nothing: it is not given up.
    fn probe(&self, id: u64, topic: Option<&Subscription>) -> Option<Frame>;

    /// Answers the peer's own heartbeat.
    fn echo(&self) -> Option<Frame>;

    /// Hands over fresh credentials on the open socket.
    fn renew(&self, id: u64, credentials: &str) -> Option<Frame>;

    /// What a frame means: appended to `readings`, in order.
    ///
    /// # Errors
    ///
    /// The frame is not of this dialect; the text says what is wrong.
    fn read(&self, frame: &Frame, readings: &mut Vec<Reading>) -> Result<(), String>;
}

impl<D: Dialect + ?Sized> Dialect for Box<D> {
    fn entry(&self) -> Entry {
        (**self).entry()
    }
    fn liveness(&self) -> Option<Liveness> {
        (**self).liveness()
    }
    fn greeting(&self, credentials: Option<&str>) -> Option<Frame> {
        (**self).greeting(credentials)
    }
    fn subscribe(&self, id: u64, topic: &Subscription, resume: Option<&Position>) -> Option<Frame> {
        (**self).subscribe(id, topic, resume)
    }
    fn unsubscribe(&self, id: u64, topic: &Subscription) -> Option<Frame> {
        (**self).unsubscribe(id, topic)
    }
    fn probe(&self, id: u64, topic: Option<&Subscription>) -> Option<Frame> {
        (**self).probe(id, topic)
    }
    fn echo(&self) -> Option<Frame> {
        (**self).echo()
    }
    fn renew(&self, id: u64, credentials: &str) -> Option<Frame> {
        (**self).renew(id, credentials)
    }
    fn read(&self, frame: &Frame, readings: &mut Vec<Reading>) -> Result<(), String> {
        (**self).read(frame, readings)
    }
}

/// How a peer lets a client in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entry {
    /// It says so: the connection is live with [`Reading::Welcome`].
    Welcome,
    /// It doesn't say: the connection is live as soon as the socket is open.
    Open,
}

/// How a peer shows that it is alive. Any frame counts as a sign of life.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Liveness {
    /// After this much silence it is asked with [`Dialect::probe`].
    pub probe_after: Millis,
    /// After this much more silence it is dead.
    pub answer_within: Millis,
}

/// What a frame means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reading {
    /// Let in.
    Welcome {
        /// How long the credentials last, if they end; milliseconds.
        expires_in: Option<Millis>,
    },
    /// Not let in.
    Refused,
    /// The peer's own heartbeat.
    Heartbeat,
    /// The answer to a probe.
    Pong {
        /// Which probe.
        id: Option<u64>,
    },
    /// The answer to renewed credentials.
    Renewed {
        /// How long they last; milliseconds.
        expires_in: Option<Millis>,
    },
    /// A subscription was taken up.
    Subscribed {
        /// Which request of [`Dialect::subscribe`] this answers.
        id: u64,
        /// The topic's head.
        head: Position,
        /// Nothing that matters was missed since the position that was named.
        recovered: bool,
    },
    /// A topic is refused.
    TopicError {
        /// Which request of [`Dialect::subscribe`] this answers, if the peer says so.
        id: Option<u64>,
        /// The topic, if the peer says so.
        socket_type: Option<String>,
    },
    /// Something for handlers.
    Data(Data),
    /// A sign of life and nothing else.
    Nothing,
}

/// Something for handlers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Data {
    /// Under which name handlers are registered.
    pub socket_type: Option<String>,
    /// The topic's name at the peer.
    pub chart_name: Option<String>,
    /// Where this value stands in its topic, if the dialect counts.
    pub position: Option<Position>,
    /// Where in the frame the payload is.
    pub body: Body,
}

/// Where in a frame the payload is, and how it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Body {
    /// JSON, at these bytes of the frame.
    Json(Range<usize>),
    /// A JSON string that holds JSON again, quotes included, at these bytes of the frame.
    JsonInString(Range<usize>),
    /// The whole frame.
    Frame,
}

/// A topic that someone wants.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Subscription {
    /// Under which name handlers are registered; it is the topic's identity here.
    pub socket_type: String,
    /// The topic's name at the peer.
    pub chart_name: String,
}

/// Where a reader stands in a topic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Position {
    /// The life of the numbering, an opaque text.
    pub epoch: String,
    /// The number of the newest value that was seen; counts up within an epoch.
    pub seq: u64,
}
