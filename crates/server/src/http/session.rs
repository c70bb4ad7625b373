use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::{FromRequestParts, State};
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

/// A session that is not used for this long is over.
pub(crate) const IDLE: Duration = Duration::from_hours(12);
/// A session that is this old is over, however much it is used.
const LONGEST: Duration = Duration::from_hours(7 * 24);
/// A use is noted in the database at most this often.
const NOTE_EVERY: i64 = 60;
/// Where the login stands in the session.
const KEY: &str = "login";

/// What a session holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Login {
    user: String,
    generation: i64,
    /// Seconds since the Unix epoch.
    since: i64,
}

/// A request whose cookie belongs to a session that still lasts; asking for it counts as a use.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// The session.
    pub id: Id,
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

/// `GET /api/session`.
pub(super) async fn session(signed_in: SignedIn) -> Json<Who> {
    Json(Who::from(&signed_in.live.account))
}

/// `POST /api/logout`: ends the session for its sockets and tickets too.
pub(super) async fn logout(
    State(app): State<App>,
    session: Session,
) -> Result<StatusCode, ApiError> {
    let login: Result<Option<Login>, _> = session.get(KEY).await;
    // A cookie that was made up ends nothing, and so leaves nothing behind.
    if let (Some(id), Ok(Some(_)) | Err(_)) = (session.id(), login) {
        // Before anything is written: a full disk must not keep the sockets open.
        app.sessions.end(id);
    }
    session.flush().await.map_err(ApiError::unavailable)?;
    Ok(StatusCode::NO_CONTENT)
}

/// Makes a session for a user who has just proved who it is, in place of any that the browser had.
pub(super) async fn begin(app: &App, session: &Session, account: &Account) -> Result<(), ApiError> {
    if let Some(former) = session.id() {
        app.sessions.end(former);
    }
    let now = clock::unix_seconds();
    let login = Login {
        user: account.name.clone(),
        generation: account.generation,
        since: now,
    };
    let end = OffsetDateTime::from_unix_timestamp(now).map_err(ApiError::unavailable)? + LONGEST;
    session.cycle_id().await.map_err(ApiError::unavailable)?;
    session
        .insert(KEY, login)
        .await
        .map_err(ApiError::unavailable)?;
    session.set_expiry(Some(Expiry::AtDateTime(end)));
    session.save().await.map_err(ApiError::unavailable)?;
    if let Some(id) = session.id() {
        let accounts = app.users.accounts();
        accounts
            .note_use(id, now)
            .await
            .map_err(ApiError::unavailable)?;
    }
    Ok(())
}

/// The session behind a cookie, if it lasts.
pub(crate) async fn resume(app: &App, session: &Session) -> Result<Option<SignedIn>, ApiError> {
    let login: Option<Login> = session.get(KEY).await.map_err(ApiError::unavailable)?;
    let (Some(login), Some(id)) = (login, session.id()) else {
        return Ok(None);
    };
    let used = app
        .users
        .session_use(id, &login.user)
        .await
        .map_err(ApiError::unavailable)?;
    let now = clock::unix_seconds();
    let account = used
        .account
        .filter(|account| account.generation == login.generation);
    let used_at = used.used_at.unwrap_or(login.since);
    let (Some(account), Some(left)) = (account, time_left(&login, used_at, now)) else {
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
    Ok((!live.is_over(now)).then_some(SignedIn { id, live }))
}

/// How long a session lasts that is used now; `None` if it is over already.
fn time_left(login: &Login, used_at: i64, now: i64) -> Option<Duration> {
    let since = |at: i64| Duration::from_secs(u64::try_from(now - at).unwrap_or(0));
    let left = LONGEST.checked_sub(since(login.since))?;
    (since(used_at) < IDLE && !left.is_zero()).then_some(left.min(IDLE))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: i64 = 3600;

    fn left(since: i64, used_at: i64, now: i64) -> Option<Duration> {
        let login = Login {
            user: "ann".into(),
            generation: 1,
            since,
        };
        time_left(&login, used_at, now)
    }

    #[test]
    fn a_session_lasts_twelve_hours_after_its_last_use() {
        assert_eq!(left(0, 0, 0), Some(IDLE));
        assert_eq!(left(0, 11 * HOUR, 22 * HOUR), Some(IDLE));
        assert_eq!(left(0, 10 * HOUR, 22 * HOUR), None);
    }

    #[test]
    fn a_session_lasts_seven_days_at_most() {
        let week = 7 * 24 * HOUR;
        assert_eq!(
            left(0, week - 3 * HOUR, week - 2 * HOUR),
            Some(Duration::from_hours(2))
        );
        assert_eq!(left(0, week - HOUR, week), None);
    }

    #[test]
    fn a_clock_that_was_set_back_ends_no_session() {
        assert_eq!(left(10 * HOUR, 10 * HOUR, 9 * HOUR), Some(IDLE));
    }
}
