use rusqlite::Connection;
use serde::Deserialize;
use tower_sessions::session::{Id, Record};

use super::accounts::{Accounts, AccountsError};

/// Where the login stands in a session that an older server has made.
const KEY: &str = "login";

/// What such a session holds.
#[derive(Deserialize)]
struct Login {
    user: String,
    generation: i64,
    since: i64,
}

impl Accounts {
    /// Notes whose the sessions are that an older server has made: it kept that inside of them.
    pub async fn adopt_former_sessions(&self) -> Result<(), AccountsError> {
        self.call(|connection| {
            let transaction = connection.transaction()?;
            for (id, login) in former(&transaction)? {
                transaction.execute(
                    "INSERT INTO session_uses (session, user, generation, since, used_at)
                     VALUES (?1, ?2, ?3, ?4, ?4)
                     ON CONFLICT DO UPDATE SET
                     user = excluded.user, generation = excluded.generation, since = excluded.since",
                    (id.to_string(), login.user, login.generation, login.since),
                )?;
            }
            transaction.commit()
        })
        .await
    }
}

/// What cannot be read is nobody's session, and ends by itself.
fn former(connection: &Connection) -> rusqlite::Result<Vec<(Id, Login)>> {
    let mut statement = connection.prepare(
        "SELECT data FROM tower_sessions LEFT JOIN session_uses ON session = id WHERE user IS NULL",
    )?;
    let mut rows = statement.query([])?;
    let mut former = Vec::new();
    while let Some(row) = rows.next()? {
        let data: Vec<u8> = row.get(0)?;
        former.extend(read(&data));
    }
    Ok(former)
}

fn read(data: &[u8]) -> Option<(Id, Login)> {
    let mut record: Record = rmp_serde::from_slice(data).ok()?;
    let login = serde_json::from_value(record.data.remove(KEY)?).ok()?;
    Some((record.id, login))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use serde_json::json;
    use time::OffsetDateTime;
    use tower_sessions::SessionStore as _;

    use super::*;
    use crate::database::in_memory;

    const NOW: i64 = 2_000_000_000;

    /// A session as an older server made it.
    async fn make(accounts: &Accounts, login: serde_json::Value) -> Id {
        let now = OffsetDateTime::from_unix_timestamp(NOW).unwrap();
        let mut record = Record {
            id: Id::default(),
            data: [(KEY.to_owned(), login)].into(),
            expiry_date: now + Duration::from_hours(1),
        };
        let store = accounts.session_store();
        store.create(&mut record).await.unwrap();
        record.id
    }

    #[tokio::test]
    async fn a_former_session_goes_on_with_its_last_use() {
        let accounts = Accounts::new(in_memory());
        let login = json!({"user": "ann", "generation": 7, "since": NOW - 100});
        let used = make(&accounts, login.clone()).await;
        let unused = make(&accounts, login).await;
        let note = format!("INSERT INTO session_uses (session, used_at) VALUES ('{used}', {NOW})");
        let noted = accounts.call(move |connection| connection.execute(&note, []));
        noted.await.unwrap();

        accounts.adopt_former_sessions().await.unwrap();
        for (id, used_at) in [(used, NOW), (unused, NOW - 100)] {
            let session = accounts.session(id).await.unwrap().unwrap();
            assert_eq!((session.user.as_str(), session.generation), ("ann", 7));
            assert_eq!((session.since, session.used_at), (NOW - 100, used_at));
        }
    }

    #[tokio::test]
    async fn what_cannot_be_read_is_nobodys_session() {
        let accounts = Accounts::new(in_memory());
        let id = make(&accounts, json!("ann")).await;
        accounts.adopt_former_sessions().await.unwrap();
        assert_eq!(accounts.session(id).await.unwrap(), None);
    }
}
