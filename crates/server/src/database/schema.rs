//! The tables, and how a file of an older schema gets them: one step per version, in `PRAGMA user_version`.

use rusqlite::Connection;

/// What each version adds to the one before it; a step that was released is never changed.
const STEPS: &[&str] = &[
    "
CREATE TABLE users (
    name TEXT PRIMARY KEY,
    role TEXT NOT NULL,
    hash TEXT NOT NULL,
    -- changes with the password: sessions of another generation are over
    generation INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- of the session store, which keeps a session for its longest life
CREATE TABLE tower_sessions (
    id TEXT PRIMARY KEY NOT NULL,
    data BLOB NOT NULL,
    expiry_date INTEGER NOT NULL
);

-- when a session was last used, in seconds since the Unix epoch
CREATE TABLE session_uses (
    session TEXT PRIMARY KEY,
    used_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE api_keys (
    name TEXT PRIMARY KEY,
    hash BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- where charts come from; everything below belongs to one source
CREATE TABLE sources (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    epoch TEXT NOT NULL,
    -- how many lines of its feed were counted
    position INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE topics (
    source INTEGER NOT NULL REFERENCES sources (id),
    name TEXT NOT NULL,
    seq INTEGER NOT NULL,
    -- milliseconds since the Unix epoch
    ts INTEGER NOT NULL,
    json TEXT NOT NULL,
    PRIMARY KEY (source, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE sums (
    source INTEGER NOT NULL REFERENCES sources (id),
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (source, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE order_lines (
    source INTEGER NOT NULL REFERENCES sources (id),
    identity BLOB NOT NULL,
    PRIMARY KEY (source, identity)
) STRICT, WITHOUT ROWID;

CREATE TABLE answered_requests (
    source INTEGER NOT NULL REFERENCES sources (id),
    api_key TEXT NOT NULL,
    idempotency_key TEXT NOT NULL,
    accepted INTEGER NOT NULL,
    duplicates INTEGER NOT NULL,
    PRIMARY KEY (source, api_key, idempotency_key)
) STRICT, WITHOUT ROWID;
",
    "
-- what every screen shows, as far as somebody has chosen
ALTER TABLE sources ADD COLUMN theme TEXT;
ALTER TABLE sources ADD COLUMN full_screen TEXT;
",
    "
-- a topic that is not there at present: only its number is kept, since it goes on from there should it come back
ALTER TABLE topics ADD COLUMN is_gone INTEGER NOT NULL DEFAULT 0;
",
    "
-- topics each value of which counts: the newest ones
CREATE TABLE histories (
    source INTEGER NOT NULL REFERENCES sources (id),
    topic TEXT NOT NULL,
    seq INTEGER NOT NULL,
    -- milliseconds since the Unix epoch
    ts INTEGER NOT NULL,
    json TEXT NOT NULL,
    PRIMARY KEY (source, topic, seq)
) STRICT, WITHOUT ROWID;
",
    "
-- values on their way to a history, written together with the change that they tell of
CREATE TABLE outbox (
    source INTEGER NOT NULL REFERENCES sources (id),
    topic TEXT NOT NULL,
    place INTEGER NOT NULL,
    json TEXT NOT NULL,
    PRIMARY KEY (source, topic, place)
) STRICT, WITHOUT ROWID;
",
    "
-- whose a session is, and where it was begun; who has logged in before does so again
DELETE FROM tower_sessions;
DROP TABLE session_uses;
CREATE TABLE session_uses (
    session TEXT PRIMARY KEY,
    user TEXT NOT NULL,
    -- the user's generation under which it lasts
    generation INTEGER NOT NULL,
    -- both in seconds since the Unix epoch
    since INTEGER NOT NULL,
    used_at INTEGER NOT NULL,
    -- the client that logged in, and what it calls itself
    address TEXT NOT NULL,
    agent TEXT
) STRICT, WITHOUT ROWID;
",
];

/// What a look at a file's schema came to.
pub(super) enum Outcome {
    /// It is the newest one, maybe by now.
    Current,
    /// A newer server wrote it.
    Newer(i64),
}

/// Brings a file to the newest schema; two processes may try at once.
pub(super) fn migrate(connection: &mut Connection) -> rusqlite::Result<Outcome> {
    let transaction =
        connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    let found: i64 = transaction.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let Some(missing) = usize::try_from(found)
        .ok()
        .and_then(|found| STEPS.get(found..))
    else {
        return Ok(Outcome::Newer(found));
    };
    for step in missing {
        transaction.execute_batch(step)?;
    }
    transaction.pragma_update(None, "user_version", STEPS.len())?;
    transaction.commit()?;
    Ok(Outcome::Current)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_the_first_schema_keeps_what_it_holds() {
        let mut connection = Connection::open_in_memory().unwrap();
        connection.execute_batch(STEPS[0]).unwrap();
        connection.pragma_update(None, "user_version", 1).unwrap();
        let source = "INSERT INTO sources (name, epoch) VALUES ('demo', 'e1')";
        connection.execute(source, []).unwrap();
        assert!(matches!(migrate(&mut connection), Ok(Outcome::Current)));
        let source = "SELECT epoch, theme FROM sources WHERE name = 'demo'";
        let row: (String, Option<String>) = connection
            .query_row(source, [], |row| Ok((row.get(0)?, row.get(1)?)))
            .unwrap();
        assert_eq!(row, ("e1".to_owned(), None));
    }
}
