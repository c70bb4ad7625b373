//! Questions to the peer, many at a time on one socket.

use serde::{Deserialize, Serialize};

use crate::{Delivery, Millis, SortedMap};

/// A question to the peer.
///
/// ```
/// let request = socket_conn::Request {
///     action: "getData".into(),
///     socket_type: Some("stockData".into()),
///     chart_name: Some("stock".into()),
///     value: None,
/// };
/// assert_eq!(request.action, "getData");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Request {
    /// `action`: what is asked.
    pub action: String,
    /// `socketType`: under which name the answer comes, for peers that tell answers by it.
    pub socket_type: Option<String>,
    /// `chartName`: which topic it is about.
    pub chart_name: Option<String>,
    /// `value`: anything more, as JSON text.
    pub value: Option<String>,
}

/// Why a request has no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RequestError {
    /// The peer has not answered in time.
    TimedOut,
    /// The connection was lost after it was sent: whether the peer has acted on it is not known.
    Lost,
    /// The peer refuses, in these words.
    Refused(Delivery),
    /// It was never sent: the queue was full, or it waited too long.
    NotSent,
    /// The connection is closed.
    Closed,
    /// This dialect has no requests.
    Unsupported,
}

impl std::fmt::Display for RequestError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::TimedOut => "no answer in time",
            Self::Lost => "the connection was lost before the answer",
            Self::Refused(_) => "the server refuses",
            Self::NotSent => "it could not be sent",
            Self::Closed => "the connection is closed",
            Self::Unsupported => "this server has no requests",
        })
    }
}

impl std::error::Error for RequestError {}

/// The requests that wait for an answer.
#[derive(Debug, Default)]
pub(crate) struct Requests {
    by_id: SortedMap<u64, Pending>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Pending {
    deadline: Millis,
    is_sent: bool,
}

impl Requests {
    pub(crate) fn insert(&mut self, id: u64, deadline: Millis) {
        let is_sent = false;
        self.by_id.insert(id, Pending { deadline, is_sent });
    }

    pub(crate) fn sent(&mut self, id: u64) {
        if let Some(pending) = self.by_id.get_mut(&id) {
            pending.is_sent = true;
        }
    }

    /// Forgets a request; false when it had ended before.
    pub(crate) fn remove(&mut self, id: u64) -> bool {
        self.by_id.remove(&id).is_some()
    }

    pub(crate) fn is_sent(&self, id: u64) -> bool {
        self.by_id.get(&id).is_some_and(|pending| pending.is_sent)
    }

    /// The requests whose time is over.
    pub(crate) fn timed_out(&mut self, now: Millis) -> Vec<u64> {
        self.take(|pending| pending.deadline <= now)
    }

    /// The requests that a lost socket takes with it: those that wait to be sent go on waiting.
    pub(crate) fn lost(&mut self) -> Vec<u64> {
        self.take(|pending| pending.is_sent)
    }

    pub(crate) fn all(&mut self) -> Vec<u64> {
        self.take(|_| true)
    }

    pub(crate) fn next_deadline(&self) -> Option<Millis> {
        self.by_id.values().map(|pending| pending.deadline).min()
    }

    /// The requests, each with its number.
    pub(crate) fn standing(&self) -> Vec<(u64, Pending)> {
        let pending = self.by_id.iter();
        pending.map(|(id, pending)| (*id, *pending)).collect()
    }

    /// Goes on from there.
    pub(crate) fn go_on(&mut self, standing: Vec<(u64, Pending)>) {
        for (id, pending) in standing {
            self.by_id.insert(id, pending);
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.by_id.count()
    }

    fn take(&mut self, such: impl Fn(&Pending) -> bool) -> Vec<u64> {
        let taken = self.by_id.extract(such).into_iter();
        taken.map(|(id, _)| id).collect()
    }
}
