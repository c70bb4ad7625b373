//! Who exists: the users of the database, and the demo user where there is one.

use std::collections::HashMap;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;
use tower_sessions::session::Id;

use crate::auth::{self, Account, LiveSessions, Role};
use crate::database::{Accounts, AccountsError, StoredSession, StoredUser};

/// The name, and the password, of the demo user.
pub const DEMO: &str = "demo";
/// How often the server looks whether another process has removed a user or changed a password.
const LOOK_EVERY: Duration = Duration::from_millis(400);
/// The longest name of a user or a key, in characters.
const LONGEST_NAME: usize = 64;
/// The longest password, in bytes: a login's body has its limit.
const LONGEST_PASSWORD: usize = 1024;

/// Users and keys.
#[derive(Debug, Clone)]
pub struct Users {
    accounts: Accounts,
    demo: Option<StoredUser>,
}

/// A name that nobody can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "a name has 1 to {LONGEST_NAME} characters, no control characters, and no spaces at its ends"
)]
pub struct InvalidName;

/// A password that nobody can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a password has 1 to {LONGEST_PASSWORD} bytes")]
pub struct InvalidPassword;

impl Users {
    /// The users of the database alone.
    #[must_use]
    pub fn new(accounts: Accounts) -> Self {
        Self {
            accounts,
            demo: None,
        }
    }

    /// These users and the demo user, whose password everybody knows.
    pub fn with_demo(self) -> Result<Self, auth::PasswordError> {
        let demo = StoredUser {
            account: Account {
                name: DEMO.to_owned(),
                role: Role::Operator,
                generation: 0,
            },
            hash: auth::hash(DEMO)?,
        };
        Ok(Self {
            demo: Some(demo),
            ..self
        })
    }

    /// The database behind.
    #[must_use]
    pub fn accounts(&self) -> &Accounts {
        &self.accounts
    }

    /// The user of that name; one in the database goes before the demo user.
    pub async fn find(&self, name: &str) -> Result<Option<StoredUser>, AccountsError> {
        let stored = self.accounts.user(name).await?;
        Ok(stored.or_else(|| self.demo.clone().filter(|demo| demo.account.name == name)))
    }

    /// A session that somebody has logged in to.
    pub async fn session(&self, id: Id) -> Result<Option<StoredSession>, AccountsError> {
        let mut found = self.accounts.session(id).await?;
        if let Some(session) = &mut found
            && session.account.is_none()
        {
            let demo = self.demo.as_ref().map(|demo| demo.account.clone());
            session.account = demo.filter(|demo| demo.name == session.user);
        }
        Ok(found)
    }

    /// Is this the demo user, and no other of that name?
    #[must_use]
    pub fn is_demo(&self, account: &Account) -> bool {
        let demo = self.demo.as_ref();
        demo.is_some_and(|demo| demo.account == *account)
    }

    /// The name of the key that this is, if it is one.
    pub async fn key_name(&self, key: &str) -> Result<Option<String>, AccountsError> {
        let hash = key_hash(key);
        let mut found = None;
        for (name, stored) in self.accounts.keys().await? {
            if bool::from(stored.ct_eq(&hash)) {
                found = Some(name);
            }
        }
        Ok(found)
    }

    /// Ends the sessions of users that another process removes or gives another password, until cancelled.
    pub async fn follow_changes(self, sessions: std::sync::Arc<LiveSessions>) {
        let mut ticks = tokio::time::interval(LOOK_EVERY);
        loop {
            ticks.tick().await;
            // A database that cannot be read says nothing about its users.
            let Ok(users) = self.accounts.users().await else {
                continue;
            };
            let mut current: HashMap<String, i64> = HashMap::new();
            current.extend(self.demo.iter().map(|demo| pair(&demo.account)));
            current.extend(users.iter().map(pair));
            sessions.end_unless(|session| {
                let generation = current.get(&session.account.name);
                generation.is_some_and(|generation| session.lasts_under(*generation))
            });
        }
    }
}

fn pair(account: &Account) -> (String, i64) {
    (account.name.clone(), account.generation)
}

/// Checks the name of a user or a key.
pub fn check_name(name: &str) -> Result<(), InvalidName> {
    let fits = (1..=LONGEST_NAME).contains(&name.chars().count());
    let plain = name.trim() == name && !name.chars().any(char::is_control);
    (fits && plain).then_some(()).ok_or(InvalidName)
}

/// Checks a password that somebody wants to have.
pub fn check_password(password: &str) -> Result<(), InvalidPassword> {
    let fits = (1..=LONGEST_PASSWORD).contains(&password.len());
    fits.then_some(()).ok_or(InvalidPassword)
}

/// A generation for a user's new password. Random, so that a user who is removed and added again does not get the former
/// sessions back.
pub fn new_generation() -> Result<i64, getrandom::Error> {
    let mut bytes = [0u8; 8];
    getrandom::fill(&mut bytes)?;
    Ok(i64::from_le_bytes(bytes))
}

/// A new key for `POST /api/orders`.
pub fn new_key() -> Result<String, getrandom::Error> {
    let mut bytes = [0u8; 32];
    getrandom::fill(&mut bytes)?;
    Ok(format!("live_{}", URL_SAFE_NO_PAD.encode(bytes)))
}

/// What is kept of a key. A plain hash will do: nobody can guess 256 random bits.
#[must_use]
pub fn key_hash(key: &str) -> [u8; 32] {
    Sha256::digest(key).into()
}
