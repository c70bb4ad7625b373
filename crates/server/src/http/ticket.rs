use axum::Json;
use axum::extract::State;
use serde::Serialize;
use tokio::time::Instant;

use super::{ApiError, SignedIn};
use crate::app::App;
use crate::auth::TICKET_LIFETIME;

/// The answer to `POST /api/ticket`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Issued {
    ticket: String,
    /// Seconds.
    expires_in: u64,
}

/// `POST /api/ticket`: the first message on a socket carries it.
pub(super) async fn ticket(
    State(app): State<App>,
    signed_in: SignedIn,
) -> Result<Json<Issued>, ApiError> {
    let ticket = app
        .tickets
        .issue(&signed_in.live, Instant::now())
        .map_err(ApiError::unavailable)?;
    Ok(Json(Issued {
        ticket,
        expires_in: TICKET_LIFETIME.as_secs(),
    }))
}
