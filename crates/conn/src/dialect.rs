use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::{Frame, Millis, Request};

/// How one kind of server talks: pure functions from frames to meanings and back.
///
/// Only [`read`](Self::read) must be written, and [`received`](Self::received) comes before it. Each other method is a word
/// that the machine would like to say, and by default `None`: this server has no word for it.
///
/// ```
/// use socket_conn::*;
///
/// /// A server that sends one number per frame, asked for or not.
/// struct Numbers;
///
/// impl Dialect for Numbers {
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
/// }
///
/// let mut readings = Vec::new();
/// assert!(Numbers.read(&"12.5".into(), &mut readings).is_ok());
/// assert!(Numbers.read(&"twelve".into(), &mut readings).is_err());
/// assert_eq!(readings.len(), 1);
/// ```
pub trait Dialect {
    /// What a frame means: appended to `readings`, in order.
    ///
    /// # Errors
    ///
    /// The frame is not of this dialect; the text says what is wrong.
    fn read(&self, frame: &Frame, readings: &mut Vec<Reading>) -> Result<(), String>;

    /// Turns what the socket brought into the frame that [`read`](Self::read), recorders and handlers get, once or more often:
    /// for peers that send texts as bytes. By default it stays as it is.
    fn received(&self, frame: Frame) -> Frame {
        frame
    }

    /// How the peer lets a client in.
    fn entry(&self) -> Entry {
        Entry::Open
    }

    /// How the peer shows that it is alive; `None` where silence means nothing.
    fn liveness(&self) -> Option<Liveness> {
        None
    }

    /// How often the client's own heartbeat goes out, for peers that expect one whatever else is said; milliseconds.
    fn beat_every(&self) -> Option<Millis> {
        None
    }

    /// The client's own heartbeat.
    fn beat(&self) -> Option<Frame> {
        None
    }

    /// The first message on a fresh socket.
    fn greeting(&self, credentials: Option<&str>) -> Option<Frame> {
        let _ = credentials;
        None
    }

    /// The last message before the client closes the socket by hand.
    fn farewell(&self) -> Option<Frame> {
        None
    }

    /// Asks for a topic, from a position when one is known.
    fn subscribe(&self, id: u64, topic: &Subscription, resume: Option<&Position>) -> Option<Frame> {
        let _ = (id, topic, resume);
        None
    }

    /// Gives a topic up.
    fn unsubscribe(&self, id: u64, topic: &Subscription) -> Option<Frame> {
        let _ = (id, topic);
        None
    }

    /// Asks the peer something; the answer is a [`Reading::Answer`] or a [`Reading::Error`] with the same `id`.
    fn request(&self, id: u64, request: &Request) -> Option<Frame> {
        let _ = (id, request);
        None
    }

    /// Asks the peer for a sign of life; `topic` is one that is subscribed, for peers that answer nothing else.
    ///
    /// Where it can't be asked, its silence proves nothing: it is not given up.
    fn probe(&self, id: u64, topic: Option<&Subscription>) -> Option<Frame> {
        let _ = (id, topic);
        None
    }

    /// Answers the peer's own heartbeat.
    fn echo(&self) -> Option<Frame> {
        None
    }

    /// Hands over fresh credentials on the open socket.
    fn renew(&self, id: u64, credentials: &str) -> Option<Frame> {
        let _ = (id, credentials);
        None
    }
}

impl<D: Dialect + ?Sized> Dialect for Box<D> {
    fn read(&self, frame: &Frame, readings: &mut Vec<Reading>) -> Result<(), String> {
        (**self).read(frame, readings)
    }
    fn received(&self, frame: Frame) -> Frame {
        (**self).received(frame)
    }
    fn entry(&self) -> Entry {
        (**self).entry()
    }
    fn liveness(&self) -> Option<Liveness> {
        (**self).liveness()
    }
    fn beat_every(&self) -> Option<Millis> {
        (**self).beat_every()
    }
    fn beat(&self) -> Option<Frame> {
        (**self).beat()
    }
    fn greeting(&self, credentials: Option<&str>) -> Option<Frame> {
        (**self).greeting(credentials)
    }
    fn farewell(&self) -> Option<Frame> {
        (**self).farewell()
    }
    fn subscribe(&self, id: u64, topic: &Subscription, resume: Option<&Position>) -> Option<Frame> {
        (**self).subscribe(id, topic, resume)
    }
    fn unsubscribe(&self, id: u64, topic: &Subscription) -> Option<Frame> {
        (**self).unsubscribe(id, topic)
    }
    fn request(&self, id: u64, request: &Request) -> Option<Frame> {
        (**self).request(id, request)
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
}

/// How a peer lets a client in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entry {
    /// It says so: the connection is live with [`Reading::Welcome`].
    Welcome,
    /// It doesn't say: the connection is live as soon as the socket is open.
    Open,
}

/// How a peer shows that it is alive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Liveness {
    /// It answers when it is asked; any frame counts as a sign of life.
    Asked {
        /// After this much silence it is asked with [`Dialect::probe`]; milliseconds.
        after: Millis,
        /// After this much more silence it is dead; milliseconds.
        within: Millis,
    },
    /// It sends a heartbeat by itself, and only that counts, or an answer where it was asked in doubt.
    Beats {
        /// Without a [`Reading::Heartbeat`] for so long it is dead; milliseconds.
        within: Millis,
    },
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
        /// Which of its values the topic gives to a reader.
        history: History,
    },
    /// Something is refused.
    Error {
        /// Which request this answers, if the peer says so.
        id: Option<u64>,
        /// The topic that is refused, if the peer says so.
        socket_type: Option<String>,
        /// The same for handlers.
        data: Data,
    },
    /// The answer to [`Dialect::request`].
    Answer {
        /// Which request.
        id: u64,
        /// The answer; a message for handlers when nobody waits for it.
        data: Data,
    },
    /// Something for handlers.
    Data(Data),
    /// A sign of life and nothing else.
    Nothing,
}

/// Which of its values a topic gives to a reader that keeps up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum History {
    /// The newest: values in between may be left out.
    #[default]
    Newest,
    /// Every one: a number that is left out is a gap.
    Complete,
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
    /// MessagePack, at these bytes of the frame.
    MessagePack(Range<usize>),
    /// A JSON string that holds JSON again, quotes included, at these bytes of the frame.
    JsonInString(Range<usize>),
    /// The whole frame.
    Frame,
}

/// A topic that someone wants.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Subscription {
    /// Under which name handlers are registered; it is the topic's identity here.
    pub socket_type: String,
    /// The topic's name at the peer.
    pub chart_name: String,
}

/// Where a reader stands in a topic.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    /// The life of the numbering, an opaque text.
    pub epoch: String,
    /// The number of the newest value that was seen; counts up within an epoch.
    pub seq: u64,
}
