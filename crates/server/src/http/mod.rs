//! Everything that is asked over HTTP.

mod agent;
mod assets;
mod charts;
mod csp;
mod error;
mod health;
mod login;
mod orders;
mod origin;
mod own_sessions;
mod page;
mod password;
mod peer;
mod proof;
mod response_time;
mod router;
mod session;
mod ticket;

pub use error::ApiError;
pub(crate) use health::recorder;
pub use origin::{InvalidOrigin, Origins, OwnHosts, Standing};
pub use page::{Page, PageError};
pub use peer::Peer;
pub use router::router;
pub use session::SignedIn;
pub(crate) use session::{IDLE, resume};

use socket_wire::TopicName;

/// Names under `/api` that are not charts.
const RESERVED: [&str; 5] = ["login", "logout", "session", "ticket", "orders"];

/// May no chart be called that?
#[must_use]
pub fn is_reserved(name: &TopicName) -> bool {
    RESERVED.contains(&name.as_str())
}
