use std::sync::Arc;

use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _, phc::PasswordHash};
use argon2::{Algorithm, Argon2, Params, Version};
use tokio::sync::Semaphore;

/// Hashes at once: each takes 19 MiB and a core.
const AT_ONCE: usize = 2;
/// Logins that may wait for their turn.
const WAITING: usize = 64;

/// Checks passwords with argon2id (19 MiB, two passes, one lane), a few at a time.
#[derive(Debug, Clone)]
pub struct Hasher {
    turns: Arc<Semaphore>,
    queue: Arc<Semaphore>,
    /// The hash of a password that nobody has: checking it takes as long as checking a real one.
    decoy: Arc<str>,
}

/// A password could not be hashed or checked.
#[derive(Debug, thiserror::Error)]
pub enum PasswordError {
    /// Too many logins wait already.
    #[error("too many logins at once")]
    Busy,
    /// The library refused, or the task was lost.
    #[error("password hashing failed: {0}")]
    Failed(String),
}

/// The right to hash, held by one login at a time.
#[derive(Debug)]
pub struct Turn {
    _turn: tokio::sync::OwnedSemaphorePermit,
}

impl Hasher {
    /// A hasher that is ready to go.
    pub fn new() -> Result<Self, PasswordError> {
        Ok(Self {
            turns: Arc::new(Semaphore::new(AT_ONCE)),
            queue: Arc::new(Semaphore::new(WAITING)),
            decoy: hash("a password that nobody has")?.into(),
        })
    }

    /// Waits for a turn; the throttle is asked after that, so that waiting logins cannot all pass it first.
    pub async fn turn(&self) -> Result<Turn, PasswordError> {
        let _place = self.queue.try_acquire().map_err(|_| PasswordError::Busy)?;
        let turn = Arc::clone(&self.turns)
            .acquire_owned()
            .await
            .map_err(|error| PasswordError::Failed(error.to_string()))?;
        Ok(Turn { _turn: turn })
    }

    /// Is this the password? `hash` is `None` for a user that does not exist, who is refused after as long a time.
    pub async fn verify(
        &self,
        turn: Turn,
        password: String,
        hash: Option<String>,
    ) -> Result<bool, PasswordError> {
        let decoy = Arc::clone(&self.decoy);
        let check = move || {
            let _turn = turn;
            let matches = verify(&password, hash.as_deref().unwrap_or(&decoy))?;
            Ok(matches && hash.is_some())
        };
        tokio::task::spawn_blocking(check)
            .await
            .map_err(|error| PasswordError::Failed(error.to_string()))?
    }

    /// The hash of a password, as a PHC string.
    pub async fn hash(&self, turn: Turn, password: String) -> Result<String, PasswordError> {
        let work = move || {
            let _turn = turn;
            hash(&password)
        };
        tokio::task::spawn_blocking(work)
            .await
            .map_err(|error| PasswordError::Failed(error.to_string()))?
    }
}

/// The hash of a password, as a PHC string. Takes some tens of milliseconds: not for an async task.
pub(crate) fn hash(password: &str) -> Result<String, PasswordError> {
    argon2()?
        .hash_password(password.as_bytes())
        .map(|hash| hash.to_string())
        .map_err(|error| PasswordError::Failed(error.to_string()))
}

fn verify(password: &str, hash: &str) -> Result<bool, PasswordError> {
    let failed = |error: argon2::password_hash::Error| PasswordError::Failed(error.to_string());
    let parsed =
        PasswordHash::new(hash).map_err(|error| PasswordError::Failed(error.to_string()))?;
    match argon2()?.verify_password(password.as_bytes(), &parsed) {
        Ok(()) => Ok(true),
        Err(argon2::password_hash::Error::PasswordInvalid) => Ok(false),
        Err(error) => Err(failed(error)),
    }
}

fn argon2() -> Result<Argon2<'static>, PasswordError> {
    let params = Params::new(19 * 1024, 2, 1, None)
        .map_err(|error| PasswordError::Failed(error.to_string()))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_is_known_by_its_hash() {
        let hasher = Hasher::new().unwrap();
        let stored = hash("open sesame").unwrap();
        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        for (password, expected) in [("open sesame", true), ("open says me", false), ("", false)] {
            let turn = hasher.turn().await.unwrap();
            let verified = hasher
                .verify(turn, password.into(), Some(stored.clone()))
                .await;
            assert_eq!(verified.unwrap(), expected, "{password}");
        }
    }

    #[tokio::test]
    async fn a_user_that_does_not_exist_is_refused_even_with_the_decoys_password() {
        let hasher = Hasher::new().unwrap();
        let turn = hasher.turn().await.unwrap();
        let password = "a password that nobody has".into();
        assert!(!hasher.verify(turn, password, None).await.unwrap());
    }
}
