use rusqlite::types::Type;
use rusqlite::{Connection, OptionalExtension as _};
use tower_sessions::session::Id;
use tower_sessions_rusqlite_store::RusqliteStore;

use super::accounts::{Accounts, AccountsError, account};
use crate::auth::Account;

/// Where a login came from, for its user to know it again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Client {
    /// The client's address.
    pub address: String,
    /// What it calls itself.
    pub agent: Option<String>,
}

/// A session as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredSession {
    /// Whose it is.
    pub user: String,
    /// That user, if there still is one in the database.
    pub account: Option<Account>,
    /// The user's generation under which it lasts.
    pub generation: i64,
    /// When it began, seconds since the Unix epoch.
    pub since: i64,
    /// When it was last used, seconds since the Unix epoch.
    pub used_at: i64,
}

/// A session as its user is shown it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnSession {
    /// The session, whose name is a secret.
    pub id: Id,
    /// When it began, seconds since the Unix epoch.
    pub since: i64,
    /// When it was last used, seconds since the Unix epoch.
    pub used_at: i64,
    /// The address of the client that logged in.
    pub address: String,
    /// What that client called itself.
    pub agent: Option<String>,
}

impl Accounts {
    /// The store for the session layer.
    #[must_use]
    pub fn session_store(&self) -> RusqliteStore {
        RusqliteStore::new(self.connection.clone())
    }

    /// A session that somebody has logged in to.
    pub async fn session(&self, id: Id) -> Result<Option<StoredSession>, AccountsError> {
        let id = id.to_string();
        self.call(move |connection| {
            connection
                .prepare_cached(
                    "SELECT name, role, users.generation,
                         user, session_uses.generation, since, used_at
                     FROM session_uses LEFT JOIN users ON name = user
                     WHERE session = ?1",
                )?
                .query_row([id], |row| {
                    let name: Option<String> = row.get(0)?;
                    Ok(StoredSession {
                        account: name.map(|_| account(row)).transpose()?,
                        user: row.get(3)?,
                        generation: row.get(4)?,
                        since: row.get(5)?,
                        used_at: row.get(6)?,
                    })
                })
                .optional()
        })
        .await
    }

    /// Notes that a user has logged in to a session, in seconds since the Unix epoch.
    pub async fn note_login(
        &self,
        id: Id,
        account: &Account,
        at: i64,
        client: Client,
    ) -> Result<(), AccountsError> {
        let (id, user, generation) = (id.to_string(), account.name.clone(), account.generation);
        self.call(move |connection| {
            connection.execute(
                "INSERT INTO session_uses
                     (session, user, generation, since, used_at, address, agent)
                 VALUES (?1, ?2, ?3, ?4, ?4, ?5, ?6)",
                (id, user, generation, at, client.address, client.agent),
            )?;
            Ok(())
        })
        .await
    }

    /// Notes that a session was used, in seconds since the Unix epoch.
    pub async fn note_use(&self, id: Id, at: i64) -> Result<(), AccountsError> {
        let id = id.to_string();
        self.call(move |connection| {
            connection
                .prepare_cached(
                    "UPDATE session_uses SET used_at = max(used_at, ?2) WHERE session = ?1",
                )?
                .execute((id, at))?;
            Ok(())
        })
        .await
    }

    /// A user's sessions that last at that time and were used since the other one, seconds since the Unix epoch; the
    /// newest use comes first.
    pub async fn own_sessions(
        &self,
        account: &Account,
        now: i64,
        used_since: i64,
    ) -> Result<Vec<OwnSession>, AccountsError> {
        let (user, generation) = (account.name.clone(), account.generation);
        self.call(move |connection| {
            let mut statement = connection.prepare_cached(
                "SELECT session, since, used_at, address, agent
                 FROM session_uses JOIN tower_sessions ON id = session
                 WHERE user = ?1 AND generation = ?2 AND expiry_date > ?3 AND used_at > ?4
                 ORDER BY used_at DESC, since DESC",
            )?;
            let rows = statement.query_map((user, generation, now, used_since), |row| {
                Ok(OwnSession {
                    id: id(row, 0)?,
                    since: row.get(1)?,
                    used_at: row.get(2)?,
                    address: row.get(3)?,
                    agent: row.get(4)?,
                })
            })?;
            rows.collect()
        })
        .await
    }

    /// All sessions of a user but this one, lasting or not.
    pub async fn other_sessions(&self, user: &str, session: Id) -> Result<Vec<Id>, AccountsError> {
        let user = user.to_owned();
        self.call(move |connection| others(connection, &user, session))
            .await
    }

    /// Deletes these sessions.
    pub async fn delete_sessions(&self, sessions: Vec<Id>) -> Result<(), AccountsError> {
        self.call(move |connection| {
            let transaction = connection.transaction()?;
            delete(&transaction, &sessions)?;
            transaction.commit()
        })
        .await
    }

    /// Forgets the sessions that ended before these times: the end of the longest life, and the last use; and what is
    /// left of those that were ended by hand.
    pub async fn forget_sessions(
        &self,
        ended: i64,
        unused_since: i64,
    ) -> Result<(), AccountsError> {
        self.call(move |connection| {
            let transaction = connection.transaction()?;
            transaction.execute(
                "DELETE FROM tower_sessions WHERE expiry_date < ?1
                 OR id IN (SELECT session FROM session_uses WHERE used_at < ?2)",
                [ended, unused_since],
            )?;
            transaction.execute(
                "DELETE FROM session_uses WHERE session NOT IN (SELECT id FROM tower_sessions)",
                [],
            )?;
            transaction.commit()
        })
        .await
    }
}

pub(super) fn others(
    connection: &Connection,
    user: &str,
    session: Id,
) -> rusqlite::Result<Vec<Id>> {
    let mut statement = connection
        .prepare_cached("SELECT session FROM session_uses WHERE user = ?1 AND session <> ?2")?;
    let rows = statement.query_map((user, session.to_string()), |row| id(row, 0))?;
    rows.collect()
}

pub(super) fn delete(connection: &Connection, sessions: &[Id]) -> rusqlite::Result<()> {
    for id in sessions.iter().map(Id::to_string) {
        connection.execute("DELETE FROM tower_sessions WHERE id = ?1", [&id])?;
        connection.execute("DELETE FROM session_uses WHERE session = ?1", [&id])?;
    }
    Ok(())
}

fn id(row: &rusqlite::Row<'_>, column: usize) -> rusqlite::Result<Id> {
    let text: String = row.get(column)?;
    text.parse().map_err(|error| {
        rusqlite::Error::FromSqlConversionFailure(column, Type::Text, Box::new(error))
    })
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use time::OffsetDateTime;
    use tower_sessions::SessionStore as _;
    use tower_sessions::session::Record;

    use super::*;
    use crate::database::{ann, in_memory};

    const NOW: i64 = 2_000_000_000;

    async fn log_in(accounts: &Accounts, at: i64) -> Id {
        let mut record = Record {
            id: Id::default(),
            data: [].into(),
            expiry_date: OffsetDateTime::from_unix_timestamp(at).unwrap() + Duration::from_hours(1),
        };
        let store = accounts.session_store();
        store.create(&mut record).await.unwrap();
        let client = Client {
            address: "10.0.0.1".into(),
            agent: None,
        };
        accounts
            .note_login(record.id, &ann(), at, client)
            .await
            .unwrap();
        record.id
    }

    async fn is_kept(accounts: &Accounts, id: Id) -> bool {
        accounts.session(id).await.unwrap().is_some()
    }

    #[tokio::test]
    async fn a_use_is_noted_and_never_an_earlier_one() {
        let accounts = Accounts::new(in_memory());
        let id = log_in(&accounts, NOW).await;
        for at in [NOW + 60, NOW + 30] {
            accounts.note_use(id, at).await.unwrap();
        }
        let session = accounts.session(id).await.unwrap().unwrap();
        assert_eq!((session.since, session.used_at), (NOW, NOW + 60));
    }

    #[tokio::test]
    async fn a_session_that_is_over_is_forgotten_with_its_client() {
        let accounts = Accounts::new(in_memory());
        let unused = log_in(&accounts, NOW - 100).await;
        let old = log_in(&accounts, NOW - 4000).await;
        accounts.note_use(old, NOW).await.unwrap();
        let ended = log_in(&accounts, NOW).await;
        accounts.session_store().delete(&ended).await.unwrap();
        let lasting = log_in(&accounts, NOW).await;

        accounts.forget_sessions(NOW, NOW - 50).await.unwrap();
        for id in [unused, old, ended] {
            assert!(!is_kept(&accounts, id).await);
            assert_eq!(accounts.session_store().load(&id).await.unwrap(), None);
        }
        assert!(is_kept(&accounts, lasting).await);
    }
}
