use axum::extract::{OriginalUri, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use socket_wire::TopicName;

use super::{ApiError, SignedIn, is_reserved};
use crate::app::App;

/// `GET /api/<chartName>`: the chart's current JSON.
pub(super) async fn chart(
    State(app): State<App>,
    OriginalUri(uri): OriginalUri,
    signed_in: Result<SignedIn, ApiError>,
) -> Result<Response, ApiError> {
    if !app.public {
        signed_in?;
    }
    // The path is looked up as it came: what has to be decoded first is no chart's name.
    let head = uri
        .path()
        .strip_prefix("/api/")
        .and_then(|name| TopicName::new(name).ok())
        .filter(|name| !is_reserved(name))
        .and_then(|name| app.hub.head(&name))
        .ok_or_else(ApiError::not_found)?;
    let headers = [
        (header::CONTENT_TYPE, "application/json; charset=utf-8"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    Ok((headers, head.json.to_string()).into_response())
}
