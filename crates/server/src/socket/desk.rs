use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use crate::auth::{LiveSession, Role, Tickets};
use crate::hub::Hub;

/// What every conversation may ask: the hub, the tickets, and what is allowed here.
#[derive(Debug)]
pub struct Desk {
    /// The topics.
    pub hub: Arc<Hub>,
    /// The tickets that are out.
    pub tickets: Arc<Tickets>,
    /// Actions that are relayed.
    pub relay: HashSet<String>,
    /// How often the server's heartbeat comes.
    pub heartbeat: Duration,
}

/// Who is at the other end.
#[derive(Debug, Clone)]
pub enum Visitor {
    /// Nobody that may be told anything, yet.
    Stranger,
    /// Somebody without a login, where that is allowed.
    Anonymous,
    /// A user, as long as the session lasts.
    User(Arc<LiveSession>),
}

impl Visitor {
    /// May this visitor have data?
    #[must_use]
    pub fn is_admitted(&self) -> bool {
        !matches!(self, Self::Stranger)
    }

    /// May this visitor change what every screen shows?
    #[must_use]
    pub fn may_relay(&self) -> bool {
        match self {
            Self::Stranger => false,
            Self::Anonymous => true,
            Self::User(session) => session.account.role == Role::Operator,
        }
    }

    /// Seconds until the visitor's session ends.
    #[must_use]
    pub fn expires_in(&self, now: Instant) -> Option<u64> {
        match self {
            Self::User(session) => Some(session.expires_in(now)),
            _ => None,
        }
    }
}
