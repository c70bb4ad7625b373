use rusqlite::{Connection, OptionalExtension as _};
use tower_sessions::session::Id;
use tower_sessions_rusqlite_store::{RusqliteStore, tokio_rusqlite};

use crate::auth::{Account, Role};

/// Users, their sessions and the keys for orders.
#[derive(Debug, Clone)]
pub struct Accounts {
    connection: tokio_rusqlite::Connection,
}

/// The database refused.
#[derive(Debug, thiserror::Error)]
#[error("the accounts cannot be read or written: {0}")]
pub struct AccountsError(#[from] tokio_rusqlite::Error);

/// A user as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredUser {
    /// Who it is.
    pub account: Account,
    /// The password's argon2id hash, a PHC string.
    pub hash: String,
}

/// What is known about a session beside what is in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionUse {
    /// The session's user, if there still is one.
    pub account: Option<Account>,
    /// When it was last used, seconds since the Unix epoch.
    pub used_at: Option<i64>,
}

impl Accounts {
    /// The accounts behind a connection of their own.
    #[must_use]
    pub fn new(connection: Connection) -> Self {
        Self {
            connection: connection.into(),
        }
    }

    /// The store for the session layer.
    #[must_use]
    pub fn session_store(&self) -> RusqliteStore {
        RusqliteStore::new(self.connection.clone())
    }

    /// The user of that name.
    pub async fn user(&self, name: &str) -> Result<Option<StoredUser>, AccountsError> {
        let name = name.to_owned();
        self.call(move |connection| {
            connection
                .prepare_cached("SELECT name, role, generation, hash FROM users WHERE name = ?1")?
                .query_row([name], |row| {
                    Ok(StoredUser {
                        account: account(row)?,
                        hash: row.get(3)?,
                    })
                })
                .optional()
        })
        .await
    }

    /// All users, by name.
    pub async fn users(&self) -> Result<Vec<Account>, AccountsError> {
        self.call(|connection| {
            let mut statement = connection
                .prepare_cached("SELECT name, role, generation FROM users ORDER BY name")?;
            let rows = statement.query_map([], account)?;
            rows.collect()
        })
        .await
    }

    /// Adds a user; `false` when there is one of that name.
    pub async fn add_user(&self, user: StoredUser) -> Result<bool, AccountsError> {
        self.call(move |connection| {
            let added = connection.execute(
                "INSERT INTO users (name, role, generation, hash) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT DO NOTHING",
                (
                    user.account.name,
                    user.account.role.as_str(),
                    user.account.generation,
                    user.hash,
                ),
            )?;
            Ok(added == 1)
        })
        .await
    }

    /// Changes a password; `false` when there is no such user.
    pub async fn change_password(
        &self,
        name: &str,
        hash: String,
        generation: i64,
    ) -> Result<bool, AccountsError> {
        let name = name.to_owned();
        self.call(move |connection| {
            let changed = connection.execute(
                "UPDATE users SET hash = ?2, generation = ?3 WHERE name = ?1",
                (name, hash, generation),
            )?;
            Ok(changed == 1)
        })
        .await
    }

    /// Removes a user; `false` when there is no such user.
    pub async fn remove_user(&self, name: &str) -> Result<bool, AccountsError> {
        let name = name.to_owned();
        self.call(move |connection| {
            Ok(connection.execute("DELETE FROM users WHERE name = ?1", [name])? == 1)
        })
        .await
    }

    /// A session's user and last use.
    pub async fn session_use(&self, id: Id, user: &str) -> Result<SessionUse, AccountsError> {
        let (id, user) = (id.to_string(), user.to_owned());
        self.call(move |connection| {
            let account = connection
                .prepare_cached("SELECT name, role, generation FROM users WHERE name = ?1")?
                .query_row([user], account)
                .optional()?;
            let used_at = connection
                .prepare_cached("SELECT used_at FROM session_uses WHERE session = ?1")?
                .query_row([id], |row| row.get(0))
                .optional()?;
            Ok(SessionUse { account, used_at })
        })
        .await
    }

    /// Notes that a session was used, in seconds since the Unix epoch.
    pub async fn note_use(&self, id: Id, at: i64) -> Result<(), AccountsError> {
        let id = id.to_string();
        self.call(move |connection| {
            connection
                .prepare_cached(
                    "INSERT INTO session_uses (session, used_at) VALUES (?1, ?2)
                     ON CONFLICT DO UPDATE SET used_at = max(used_at, excluded.used_at)",
                )?
                .execute((id, at))?;
            Ok(())
        })
        .await
    }

    /// Forgets the sessions that ended before these times: the end of the longest life, and the last use.
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
                "DELETE FROM session_uses WHERE used_at < ?1",
                [unused_since],
            )?;
            transaction.commit()
        })
        .await
    }

    /// Adds a key by its hash; `false` when there is one of that name.
    pub async fn add_key(&self, name: &str, hash: [u8; 32]) -> Result<bool, AccountsError> {
        let name = name.to_owned();
        self.call(move |connection| {
            let added = connection.execute(
                "INSERT INTO api_keys (name, hash) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
                (name, hash),
            )?;
            Ok(added == 1)
        })
        .await
    }

    /// Removes a key; `false` when there is none of that name.
    pub async fn remove_key(&self, name: &str) -> Result<bool, AccountsError> {
        let name = name.to_owned();
        self.call(move |connection| {
            Ok(connection.execute("DELETE FROM api_keys WHERE name = ?1", [name])? == 1)
        })
        .await
    }

    /// All keys: their names and hashes.
    pub async fn keys(&self) -> Result<Vec<(String, [u8; 32])>, AccountsError> {
        self.call(|connection| {
            let mut statement =
                connection.prepare_cached("SELECT name, hash FROM api_keys ORDER BY name")?;
            let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
            rows.collect()
        })
        .await
    }

    async fn call<R: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Connection) -> rusqlite::Result<R> + Send + 'static,
    ) -> Result<R, AccountsError> {
        Ok(self.connection.call(work).await?)
    }
}

fn account(row: &rusqlite::Row<'_>) -> rusqlite::Result<Account> {
    let role: String = row.get(1)?;
    Ok(Account {
        name: row.get(0)?,
        role: Role::from_word(&role),
        generation: row.get(2)?,
    })
}
