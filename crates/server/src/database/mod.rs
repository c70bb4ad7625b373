//! The embedded store: one SQLite file in the state folder.
//!
//! Each part of the server that writes has its own connection: [`Accounts`] (users, sessions, keys), [`TopicTable`] and
//! [`ScreenTable`] (what the hub holds), [`Journal`] (the orders that were counted). They meet in two tables only: in the
//! row of a source each has columns of its own, and what the journal writes into the outbox, the hub appends to a topic.
//! SQLite's write-ahead log lets all of them read while one writes.

mod accounts;
mod histories;
mod journal;
mod lock;
mod open;
mod outbox;
mod passwords;
mod probe;
mod schema;
mod screens;
mod sessions;
mod sources;
mod topics;

pub use accounts::{Accounts, AccountsError, StoredUser};
pub use histories::StoredValue;
pub use journal::{Accepted, Journal, RequestName, stored_cells};
pub use lock::{LockError, StateLock};
pub use open::{Database, OpenError, make_folder};
pub use outbox::{Outgoing, Waiting};
pub use passwords::OwnPassword;
pub use screens::ScreenTable;
pub use sessions::{Client, OwnSession, StoredSession};
pub use sources::SourceRow;
pub use topics::{StoredTopic, TopicChange, TopicTable};

use probe::probe;

/// From here on the disk is full, as far as this connection knows.
#[cfg(test)]
pub(crate) fn refuse_growth(connection: &rusqlite::Connection) {
    let pages: i64 = connection
        .pragma_query_value(None, "page_count", |row| row.get(0))
        .unwrap();
    connection
        .pragma_update_and_check(None, "max_page_count", pages, |_| Ok(()))
        .unwrap();
}

/// The user ann, a viewer, under her first password.
#[cfg(test)]
pub(crate) fn ann() -> crate::auth::Account {
    crate::auth::Account {
        name: "ann".into(),
        role: crate::auth::Role::Viewer,
        generation: 1,
    }
}

/// A database that no file holds.
#[cfg(test)]
pub(crate) fn in_memory() -> rusqlite::Connection {
    let mut connection = rusqlite::Connection::open_in_memory().unwrap();
    schema::migrate(&mut connection).unwrap();
    connection
}
