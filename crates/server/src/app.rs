//! What every request may use.

use std::ops::Deref;
use std::sync::Arc;

use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::auth::{Hasher, LiveSessions, Throttle, Tickets};
use crate::health::Health;
use crate::http::{Origins, Page};
use crate::hub::Hub;
use crate::ledger::Ledger;
use crate::socket::{Desk, Slots};
use crate::users::Users;

/// The parts of a running server; cheap to clone.
#[derive(Debug, Clone)]
pub struct App(Arc<Parts>);

/// See [`App`].
#[derive(Debug)]
pub struct Parts {
    /// The topics.
    pub hub: Arc<Hub>,
    /// Counts orders; none where the charts come from files.
    pub ledger: Option<Ledger>,
    /// Users and keys.
    pub users: Users,
    /// Checks passwords.
    pub hasher: Hasher,
    /// Slows down guessing.
    pub throttle: Throttle,
    /// The sessions in use.
    pub sessions: Arc<LiveSessions>,
    /// The tickets that are out.
    pub tickets: Arc<Tickets>,
    /// What conversations may ask.
    pub desk: Arc<Desk>,
    /// Sockets per address.
    pub slots: Slots,
    /// Pages that may speak to this server.
    pub origins: Origins,
    /// The built page.
    pub page: Page,
    /// Whether the server can do its work.
    pub health: Arc<Health>,
    /// `--public`.
    pub public: bool,
    /// `--trust-proxy`.
    pub trust_proxy: bool,
    /// Tells every socket to end.
    pub shutdown: CancellationToken,
    /// Every open socket.
    pub open_sockets: TaskTracker,
}

impl App {
    /// An app of these parts.
    #[must_use]
    pub fn new(parts: Parts) -> Self {
        Self(Arc::new(parts))
    }
}

impl Deref for App {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}
