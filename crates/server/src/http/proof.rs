use std::time::Duration;

use tokio::time::Instant;

use super::{ApiError, Peer};
use crate::app::App;
use crate::auth::{Account, PasswordError};
use crate::users::check_name;

/// How long to stay away while too many others log in.
const BUSY: Duration = Duration::from_secs(1);

/// What came of an attempt to prove by a password who one is.
pub(super) enum Proof {
    /// It is this user.
    Given(Account),
    /// There is no such user, or the password is another.
    Wrong,
    /// There were too many wrong ones: this one was not looked at, and none will be for that time.
    Throttled(Duration),
}

/// Checks a password. Wherever it is asked for, wrong ones count together.
pub(super) async fn prove(
    app: &App,
    peer: Peer,
    username: &str,
    password: String,
) -> Result<Proof, ApiError> {
    // All names that nobody can have are one: they must not fill the memory.
    let throttled = check_name(username).map_or("", |()| username);
    let turn = app.hasher.turn().await.map_err(refused)?;
    if let Err(wait) = app
        .throttle
        .begin(throttled, peer.network(), Instant::now())
    {
        return Ok(Proof::Throttled(wait));
    }
    let user = app
        .users
        .find(username)
        .await
        .map_err(ApiError::unavailable)?;
    let hash = user.as_ref().map(|user| user.hash.clone());
    let is_right = app
        .hasher
        .verify(turn, password, hash)
        .await
        .map_err(refused)?;
    match user.filter(|_| is_right) {
        Some(user) => {
            app.throttle.succeeded(throttled, peer.network());
            Ok(Proof::Given(user.account))
        }
        None => Ok(Proof::Wrong),
    }
}

/// The hash of a password that somebody is to have.
pub(super) async fn hash(app: &App, password: String) -> Result<String, ApiError> {
    let turn = app.hasher.turn().await.map_err(refused)?;
    app.hasher.hash(turn, password).await.map_err(refused)
}

fn refused(error: PasswordError) -> ApiError {
    match error {
        PasswordError::Busy => ApiError::too_many(error.to_string(), BUSY),
        PasswordError::Failed(_) => ApiError::unavailable(error),
    }
}
