use axum::Json;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use axum::http::{HeaderMap, StatusCode};
use serde::Deserialize;
use tower_sessions::Session;

use super::agent::agent;
use super::proof::{Proof, prove};
use super::session::{Who, begin};
use super::{ApiError, Peer};
use crate::app::App;
use crate::database::Client;

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
    let Json(Credentials { username, password }) = credentials?;
    let account = match prove(&app, peer, &username, password).await? {
        Proof::Given(account) => account,
        Proof::Wrong => {
            count("refused");
            tracing::info!(address = %peer.address, "a login failed");
            return Err(ApiError::new(
                StatusCode::UNAUTHORIZED,
                "wrong user name or password",
            ));
        }
        Proof::Throttled(wait) => {
            count("throttled");
            return Err(ApiError::too_many("too many failed logins", wait));
        }
    };
    count("accepted");
    let client = Client {
        address: peer.address.to_canonical().to_string(),
        agent: agent(&headers),
    };
    begin(&app, &session, &account, client).await?;
    tracing::info!(user = account.name, "logged in");
    Ok(Json(Who::from(&account)))
}

fn count(outcome: &'static str) {
    metrics::counter!("live_logins_total", "outcome" => outcome).increment(1);
}
