use rusqlite::{Connection, OptionalExtension as _};
use tower_sessions_rusqlite_store::tokio_rusqlite;

use crate::auth::{Account, Role};

/// Users, their sessions and the keys for orders.
#[derive(Debug, Clone)]
pub struct Accounts {
    pub(super) connection: tokio_rusqlite::Connection,
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

impl Accounts {
    /// The accounts behind a connection of their own.
    #[must_use]
    pub fn new(connection: Connection) -> Self {
        Self {
            connection: connection.into(),
        }
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

    /// Removes a user; `false` when there is no such user.
    pub async fn remove_user(&self, name: &str) -> Result<bool, AccountsError> {
        let name = name.to_owned();
        self.call(move |connection| {
            Ok(connection.execute("DELETE FROM users WHERE name = ?1", [name])? == 1)
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

    pub(super) async fn call<R: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Connection) -> rusqlite::Result<R> + Send + 'static,
    ) -> Result<R, AccountsError> {
        Ok(self.connection.call(work).await?)
    }
}

/// The account in a row that begins with `name, role, generation`.
pub(super) fn account(row: &rusqlite::Row<'_>) -> rusqlite::Result<Account> {
    let role: String = row.get(1)?;
    Ok(Account {
        name: row.get(0)?,
        role: Role::from_word(&role),
        generation: row.get(2)?,
    })
}
