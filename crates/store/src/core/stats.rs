use socket_conn::{Counters, Millis};

use super::Core;

/// How the store is doing, at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stats {
    /// What the connection has counted: received, sent, dropped, reconnects and more.
    pub connection: Counters,
    /// Messages that were overwritten by newer ones before they were committed, and never decoded.
    pub coalesced: u64,
    /// Messages that wait for a connection, or for the socket to take more.
    pub queued: usize,
    /// Requests that wait for their answers.
    pub requests: usize,
    /// The last measured time from a question to the server to its answer, milliseconds.
    pub round_trip: Option<Millis>,
    /// When the last frame came, on the clock of [`SocketStore::now`](crate::SocketStore::now).
    pub last_message_at: Option<Millis>,
}

impl Core {
    pub(crate) fn stats(&self) -> Stats {
        let registry = self.registry.borrow();
        let sinks = registry.all_sinks().into_iter();
        self.inspect(|connection| Stats {
            connection: connection.counters(),
            coalesced: sinks.map(|(_, sink)| sink.counters().coalesced).sum(),
            queued: connection.queued(),
            requests: connection.pending_requests(),
            round_trip: connection.round_trip(),
            last_message_at: connection.last_heard(),
        })
    }
}
