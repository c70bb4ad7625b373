use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use axum::http::{HeaderMap, StatusCode};
use serde::Deserialize;
use tokio::time::Instant;
use tower_sessions::Session;

use super::agent::agent;
use super::session::{Who, begin};
use super::{ApiError, Peer};
use crate::app::App;
use crate::auth::{Account, PasswordError};
use crate::database::Client;
use crate::users::check_name;

/// How long to stay away while too many others log in.
const BUSY: Duration = Duration::from_secs(1);

/// The body of `POST /api/login`.
#[derive(Deserialize)]
pub(super) struct Credentials {
    username: String,
    password: String,
}

/// `POST /api/login`.
pub(super) async fn login(
    State(app): State<App>,
    peer: Peer,
    headers: HeaderMap,
    session: Session,
    credentials: Result<Json<Credentials>, JsonRejection>,
) -> Result<Json<Who>, ApiError> {
    let Json(credentials) = credentials?;
    let account = check(&app, peer, credentials).await?;
    let client = Client {
        address: peer.address.to_canonical().to_string(),
        agent: agent(&headers),
    };
    begin(&app, &session, &account, client).await?;
    tracing::info!(user = account.name, "logged in");
    Ok(Json(Who::from(&account)))
}

async fn check(app: &App, peer: Peer, credentials: Credentials) -> Result<Account, ApiError> {
    let Credentials { username, password } = credentials;
    // All names that nobody can have are one: they must not fill the memory.
    let throttled = check_name(&username).map_or("", |()| &username);
    let turn = app.hasher.turn().await.map_err(refused)?;
    if let Err(wait) = app
        .throttle
        .begin(throttled, peer.network(), Instant::now())
    {
        count("throttled");
        return Err(ApiError::too_many("too many failed logins", wait));
    }
    let user = app
        .users
        .find(&username)
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
            count("accepted");
            Ok(user.account)
        }
        None => {
            count("refused");
            tracing::info!(address = %peer.address, "a login failed");
            Err(ApiError::new(
                StatusCode::UNAUTHORIZED,
                "wrong user name or password",
            ))
        }
    }
}

fn refused(error: PasswordError) -> ApiError {
    match error {
        PasswordError::Busy => ApiError::too_many(error.to_string(), BUSY),
        PasswordError::Failed(_) => ApiError::unavailable(error),
    }
}

fn count(outcome: &'static str) {
    metrics::counter!("live_logins_total", "outcome" => outcome).increment(1);
}
