use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{FromRequestParts, Query, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use tokio::time::Instant;
use tower_sessions::session::Id;
use tower_sessions::{Expiry, Session};

use super::ApiError;
use crate::app::App;
use crate::auth::{Account, LiveSession, Role};
use crate::clock;
use crate::database::{Client, StoredSession};

/// A session that is not used for this long is over.
pub(crate) const IDLE: Duration = Duration::from_hours(12);
/// A session that is this old is over, however much it is used.
const LONGEST: Duration = Duration::from_hours(7 * 24);
/// A use is noted in the database at most this often.
const NOTE_EVERY: i64 = 60;
/// Under this a session holds its user's name: it is a login. All else stands in a row of its own, where it can be
/// changed.
const KEY: &str = "login";

/// A request whose cookie belongs to a session that still lasts; asking for it counts as a use.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// The session.
    pub id: Id,
    /// Whose it is.
    pub account: Account,
    /// The session as others in this process hold it.
    pub live: Arc<LiveSession>,
}

/// Who is logged in, for the page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Who {
    user: String,
    role: Role,
}

impl From<&Account> for Who {
    fn from(account: &Account) -> Self {
        Self {
            user: account.name.clone(),
            role: account.role,
        }
    }
}

impl FromRequestParts<App> for SignedIn {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Self::Rejection> {
        let session = Session::from_request_parts(parts, app)
            .await
            .map_err(|(_, message)| ApiError::unavailable(message))?;
        resume(app, &session)
            .await?
            .ok_or_else(ApiError::not_logged_in)
    }
}

/// The query of `GET /api/session`.
#[derive(Deserialize)]
pub(super) struct Asked {
    /// Whether nobody is an answer too. A page asks so at its start, where a refusal would show as an error.
    #[serde(default)]
    optional: bool,
}

/// `GET /api/session`.
pub(super) async fn session(
    State(app): State<App>,
    session: Session,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Json<Option<Who>>, ApiError> {
    let Query(Asked { optional }) = asked?;
    let signed_in = resume(&app, &session).await?;
    if signed_in.is_none() && !optional {
        return Err(ApiError::not_logged_in());
    }
    Ok(Json(
        signed_in.map(|signed_in| Who::from(&signed_in.account)),
    ))
}

/// `POST /api/logout`: ends the session for its sockets and tickets too.
pub(super) async fn logout(
    State(app): State<App>,
    session: Session,
) -> Result<StatusCode, ApiError> {
    let login = session.get_value(KEY).await;
    // A cookie that was made up ends nothing, and so leaves nothing behind.
    if let (Some(id), Ok(Some(_)) | Err(_)) = (session.id(), login) {
        // Before anything is written: a full disk must not keep the sockets open.
        app.sessions.end(id);
    }
    session.flush().await.map_err(ApiError::unavailable)?;
    Ok(StatusCode::NO_CONTENT)
}

/// Makes a session for a user who has just proved who it is, in place of any that the browser had.
pub(super) async fn begin(
    app: &App,
    session: &Session,
    account: &Account,
    client: Client,
) -> Result<(), ApiError> {
    if let Some(former) = session.id() {
        app.sessions.end(former);
    }
    let now = clock::unix_seconds();
    let end = OffsetDateTime::from_unix_timestamp(now).map_err(ApiError::unavailable)? + LONGEST;
    session.cycle_id().await.map_err(ApiError::unavailable)?;
    session
        .insert(KEY, &account.name)
        .await
        .map_err(ApiError::unavailable)?;
    session.set_expiry(Some(Expiry::AtDateTime(end)));
    session.save().await.map_err(ApiError::unavailable)?;
    if let Some(id) = session.id() {
        let accounts = app.users.accounts();
        accounts
            .note_login(id, account, now, client)
            .await
            .map_err(ApiError::unavailable)?;
    }
    Ok(())
}

/// The session behind a cookie, if it lasts.
pub(crate) async fn resume(app: &App, session: &Session) -> Result<Option<SignedIn>, ApiError> {
    let login = session
        .get_value(KEY)
        .await
        .map_err(ApiError::unavailable)?;
    let (Some(_), Some(id)) = (login, session.id()) else {
        return Ok(None);
    };
    let stored = app.users.session(id).await.map_err(ApiError::unavailable)?;
    let now = clock::unix_seconds();
    let Some((account, used_at, left)) = stored.and_then(|stored| lasting(stored, now)) else {
        app.sessions.end(id);
        session.flush().await.map_err(ApiError::unavailable)?;
        return Ok(None);
    };
    if now - used_at >= NOTE_EVERY
        && let Err(error) = app.users.accounts().note_use(id, now).await
    {
        // Reading goes on while the disk is full.
        tracing::warn!("the use of a session could not be noted: {error}");
    }
    let now = Instant::now();
    let live = app.sessions.touch(id, &account, now + left);
    // It may have been ended since it was read, or could not be deleted when it was.
    Ok((!live.is_over(now)).then_some(SignedIn { id, account, live }))
}

/// Whose session it is, when it was last used and how long it still lasts; `None` if it is over.
fn lasting(stored: StoredSession, now: i64) -> Option<(Account, i64, Duration)> {
    let left = time_left(stored.since, stored.used_at, now)?;
    let account = stored.account?;
    (account.generation == stored.generation).then_some((account, stored.used_at, left))
}

/// How long a session lasts that is used now; `None` if it is over already. All times in seconds since the Unix epoch.
fn time_left(began: i64, used_at: i64, now: i64) -> Option<Duration> {
    let since = |at: i64| Duration::from_secs(u64::try_from(now - at).unwrap_or(0));
    let left = LONGEST.checked_sub(since(began))?;
    (since(used_at) < IDLE && !left.is_zero()).then_some(left.min(IDLE))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: i64 = 3600;

    #[test]
    fn a_session_lasts_twelve_hours_after_its_last_use() {
        assert_eq!(time_left(0, 0, 0), Some(IDLE));
        assert_eq!(time_left(0, 11 * HOUR, 22 * HOUR), Some(IDLE));
        assert_eq!(time_left(0, 10 * HOUR, 22 * HOUR), None);
    }

    #[test]
    fn a_session_lasts_seven_days_at_most() {
        let week = 7 * 24 * HOUR;
        assert_eq!(
            time_left(0, week - 3 * HOUR, week - 2 * HOUR),
            Some(Duration::from_hours(2))
        );
        assert_eq!(time_left(0, week - HOUR, week), None);
    }

    #[test]
    fn a_clock_that_was_set_back_ends_no_session() {
        assert_eq!(time_left(10 * HOUR, 10 * HOUR, 9 * HOUR), Some(IDLE));
    }
}
