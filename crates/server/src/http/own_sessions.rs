use axum::Json;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use axum::http::{HeaderName, StatusCode, header};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use tower_sessions::Session;
use tower_sessions::session::Id;

use super::session::IDLE;
use super::{ApiError, SignedIn};
use crate::app::App;
use crate::clock;
use crate::database::OwnSession;

/// One of the user's sessions.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Listed {
    id: String,
    /// Whether it is the one that asks.
    current: bool,
    /// Seconds since the Unix epoch.
    since: i64,
    /// Seconds since the Unix epoch.
    used_at: i64,
    address: String,
    agent: Option<String>,
}

/// The body of `POST /api/session/end`: one session, or all others.
#[derive(Deserialize)]
pub(super) struct Which {
    id: Option<String>,
    #[serde(default)]
    others: bool,
}

/// `GET /api/session/all`: the user's sessions, the one that asks first.
pub(super) async fn list(
    State(app): State<App>,
    signed_in: SignedIn,
) -> Result<([(HeaderName, &'static str); 1], Json<Vec<Listed>>), ApiError> {
    let now = clock::unix_seconds();
    let mut listed: Vec<Listed> = lasting(&app, &signed_in, now)
        .await?
        .into_iter()
        .map(|session| Listed {
            id: public_name(session.id),
            current: session.id == signed_in.id,
            since: session.since,
            used_at: session.used_at,
            address: session.address,
            agent: session.agent,
        })
        .collect();
    // It is used at this moment, though not every use is noted.
    for current in listed.iter_mut().filter(|session| session.current) {
        current.used_at = now;
    }
    listed.sort_by_key(|session| !session.current);
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(listed)))
}

/// `POST /api/session/end`: ends one of the user's sessions, or all but the one that asks.
pub(super) async fn end(
    State(app): State<App>,
    signed_in: SignedIn,
    session: Session,
    which: Result<Json<Which>, JsonRejection>,
) -> Result<StatusCode, ApiError> {
    let accounts = app.users.accounts();
    let over = match which?.0 {
        Which {
            id: Some(id),
            others: false,
        } => vec![find(&app, &signed_in, &id).await?],
        Which {
            id: None,
            others: true,
        } => accounts
            .other_sessions(&signed_in.account.name, signed_in.id)
            .await
            .map_err(ApiError::unavailable)?,
        _ => return Err(unclear()),
    };
    // Before anything is written: a full disk must not keep the sockets open.
    for id in &over {
        app.sessions.end(*id);
    }
    let is_own = over.contains(&signed_in.id);
    accounts
        .delete_sessions(over)
        .await
        .map_err(ApiError::unavailable)?;
    if is_own {
        // The browser forgets its cookie too.
        session.flush().await.map_err(ApiError::unavailable)?;
    }
    Ok(StatusCode::NO_CONTENT)
}

async fn find(app: &App, signed_in: &SignedIn, name: &str) -> Result<Id, ApiError> {
    let own = lasting(app, signed_in, clock::unix_seconds()).await?;
    own.iter()
        .map(|session| session.id)
        .find(|id| public_name(*id) == name)
        .ok_or_else(|| ApiError::new(StatusCode::NOT_FOUND, "you have no such session"))
}

async fn lasting(app: &App, signed_in: &SignedIn, now: i64) -> Result<Vec<OwnSession>, ApiError> {
    let idle = i64::try_from(IDLE.as_secs()).unwrap_or(i64::MAX);
    app.users
        .accounts()
        .own_sessions(&signed_in.account, now, now.saturating_sub(idle))
        .await
        .map_err(ApiError::unavailable)
}

/// By which name a session may be shown. Its own is what the cookie holds: 128 random bits, which nobody finds by their
/// hash.
fn public_name(id: Id) -> String {
    let hash = Sha256::digest(id.to_string());
    URL_SAFE_NO_PAD.encode(&hash[..16])
}

fn unclear() -> ApiError {
    ApiError::new(
        StatusCode::BAD_REQUEST,
        "either the id of a session is wanted, or \"others\": true",
    )
}
