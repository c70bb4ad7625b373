use rusqlite::{Connection, OptionalExtension as _};
use tower_sessions::session::Id;

use super::accounts::{Accounts, AccountsError};
use super::sessions;
use crate::auth::Account;

/// A password that a user changes from within a session, which goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnPassword {
    /// Who it is, as of the password that was proved.
    pub account: Account,
    /// The session that goes on.
    pub session: Id,
    /// The new password's argon2id hash, a PHC string.
    pub hash: String,
    /// The new generation.
    pub generation: i64,
}

impl Accounts {
    /// Changes a password; `false` when there is no such user.
    pub async fn change_password(
        &self,
        name: &str,
        hash: String,
        generation: i64,
    ) -> Result<bool, AccountsError> {
        let name = name.to_owned();
        self.call(move |connection| change(connection, &name, &hash, generation))
            .await
    }

    /// Changes a user's own password and deletes the user's other sessions, which are told: all of that or, when the user
    /// or the session is not what it was any more, nothing.
    pub async fn change_own_password(
        &self,
        wanted: OwnPassword,
    ) -> Result<Option<Vec<Id>>, AccountsError> {
        self.call(move |connection| {
            let transaction = connection.transaction()?;
            let (name, proved) = (&wanted.account.name, wanted.account.generation);
            let is_current = generation(&transaction, name)? == Some(proved)
                && move_session(&transaction, wanted.session, proved, wanted.generation)?;
            if !is_current || !change(&transaction, name, &wanted.hash, wanted.generation)? {
                return Ok(None);
            }
            let others = sessions::others(&transaction, name, wanted.session)?;
            sessions::delete(&transaction, &others)?;
            transaction.commit()?;
            Ok(Some(others))
        })
        .await
    }
}

fn generation(connection: &Connection, name: &str) -> rusqlite::Result<Option<i64>> {
    connection
        .query_row(
            "SELECT generation FROM users WHERE name = ?1",
            [name],
            |row| row.get(0),
        )
        .optional()
}

/// Lets a session go on under another generation; `false` when it does not last under this one.
fn move_session(
    connection: &Connection,
    session: Id,
    from: i64,
    to: i64,
) -> rusqlite::Result<bool> {
    let moved = connection.execute(
        "UPDATE session_uses SET generation = ?3 WHERE session = ?1 AND generation = ?2",
        (session.to_string(), from, to),
    )?;
    Ok(moved == 1)
}

fn change(
    connection: &Connection,
    name: &str,
    hash: &str,
    generation: i64,
) -> rusqlite::Result<bool> {
    let changed = connection.execute(
        "UPDATE users SET hash = ?2, generation = ?3 WHERE name = ?1",
        (name, hash, generation),
    )?;
    Ok(changed == 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::database::{Client, StoredUser, ann, in_memory};

    /// The user ann with two sessions.
    async fn accounts() -> Accounts {
        let accounts = Accounts::new(in_memory());
        let user = StoredUser {
            account: ann(),
            hash: "old".into(),
        };
        accounts.add_user(user).await.unwrap();
        for id in [Id(1), Id(2)] {
            let client = Client {
                address: "10.0.0.1".into(),
                agent: None,
            };
            accounts.note_login(id, &ann(), 0, client).await.unwrap();
        }
        accounts
    }

    async fn change_from(accounts: &Accounts, session: Id, generation: i64) -> Option<Vec<Id>> {
        let wanted = OwnPassword {
            account: ann(),
            session,
            hash: "new".into(),
            generation,
        };
        accounts.change_own_password(wanted).await.unwrap()
    }

    #[tokio::test]
    async fn the_session_that_asked_moves_on_with_its_user_and_the_others_are_gone() {
        let accounts = accounts().await;
        assert_eq!(change_from(&accounts, Id(1), 2).await, Some(vec![Id(2)]));
        let session = accounts.session(Id(1)).await.unwrap().unwrap();
        assert_eq!(session.generation, 2);
        assert_eq!(session.account.unwrap().generation, 2);
        assert_eq!(accounts.session(Id(2)).await.unwrap(), None);
        assert_eq!(accounts.user("ann").await.unwrap().unwrap().hash, "new");
    }

    #[tokio::test]
    async fn a_password_that_was_changed_since_it_was_proved_stays() {
        let accounts = accounts().await;
        let changed = accounts.change_password("ann", "other".into(), 2).await;
        assert!(changed.unwrap());
        assert_eq!(change_from(&accounts, Id(1), 3).await, None);
        assert_eq!(accounts.user("ann").await.unwrap().unwrap().hash, "other");
    }

    #[tokio::test]
    async fn a_session_that_was_ended_meanwhile_changes_nothing() {
        let accounts = accounts().await;
        assert_eq!(change_from(&accounts, Id(3), 2).await, None);
        let user = accounts.user("ann").await.unwrap().unwrap();
        assert_eq!(
            (user.hash.as_str(), user.account.generation),
            ("old", ann().generation)
        );
        assert!(accounts.session(Id(2)).await.unwrap().is_some());
    }
}
