//! Who may do what: passwords, throttling of failed logins, live sessions, single-use tickets.

mod password;
mod sessions;
mod throttle;
mod tickets;

pub(crate) use password::hash;
pub use password::{Hasher, PasswordError};
pub use sessions::{End, LiveSession, LiveSessions};
pub use throttle::Throttle;
pub use tickets::{TICKET_LIFETIME, Tickets};

use clap::ValueEnum;
use serde::{Deserialize, Serialize};

/// What a user may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Looks, and changes what every screen shows.
    Operator,
    /// Looks.
    Viewer,
}

impl Role {
    /// The word for it, on the wire and in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Operator => "operator",
            Self::Viewer => "viewer",
        }
    }

    /// The role of that word; an unknown one may least.
    #[must_use]
    pub fn from_word(word: &str) -> Self {
        match word {
            "operator" => Self::Operator,
            _ => Self::Viewer,
        }
    }
}

/// A user as the rest of the server sees one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// The name to log in with.
    pub name: String,
    /// What the user may do.
    pub role: Role,
    /// Changes with the password: a session of another generation is over.
    pub generation: i64,
}
