use std::sync::Arc;

use axum::extract::State;
use axum::extract::ws::WebSocketUpgrade;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use tower_sessions::Session;

use super::desk::Visitor;
use super::handshake::Handshake;
use super::line::run;
use crate::app::App;
use crate::http::{ApiError, Peer, Standing, resume};

/// How long to stay away when an address has too many sockets.
const RETRY_AFTER: std::time::Duration = std::time::Duration::from_secs(10);

/// `GET /ws`.
pub async fn upgrade(
    State(app): State<App>,
    peer: Peer,
    headers: HeaderMap,
    session: Session,
    handshake: Handshake,
    _proper: WebSocketUpgrade,
) -> Result<Response, ApiError> {
    let standing = app.origins.standing(&headers);
    if standing == Standing::Foreign && !app.public {
        count_refusal("origin");
        return Err(ApiError::new(
            StatusCode::FORBIDDEN,
            "pages of another origin may not open the socket",
        ));
    }
    let Some(slot) = app.slots.take(peer.network()) else {
        count_refusal("address");
        return Err(ApiError::too_many(
            "too many sockets from this address",
            RETRY_AFTER,
        ));
    };
    let visitor = visitor(&app, standing, &session).await?;
    let open = app.open_sockets.token();
    let answer = handshake.answer();
    tokio::spawn(async move {
        let (_slot, _open) = (slot, open);
        if let Some(socket) = handshake.socket().await {
            run(socket, Arc::clone(&app.desk), visitor, app.shutdown.clone()).await;
        }
    });
    Ok(answer)
}

/// Who a request is from. A cookie counts only on a page of ours: browsers send it along for any page, and without an
/// Origin there is no telling which.
async fn visitor(app: &App, standing: Standing, session: &Session) -> Result<Visitor, ApiError> {
    if standing == Standing::Own
        && let Some(signed_in) = resume(app, session).await?
    {
        return Ok(Visitor::User(signed_in.live));
    }
    Ok(if app.public {
        Visitor::Anonymous
    } else {
        Visitor::Stranger
    })
}

fn count_refusal(reason: &'static str) {
    metrics::counter!("live_socket_refusals_total", "reason" => reason).increment(1);
}
