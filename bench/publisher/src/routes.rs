//! HTTP: the page, its config.json, the socket, and what the harness asks.

use std::path::Path;
use std::sync::Arc;

use axum::extract::ws::WebSocketUpgrade;
use axum::extract::{Query, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{any, get, post};
use axum::{Json, Router};
use serde_json::json;
use tower_http::services::ServeDir;

use crate::flow::{Flow, Log};
use crate::session::talk;

/// What is written to a socket before the kernel is called.
const WRITE_BUFFER: usize = 64 * 1024;

/// All of it.
pub(crate) fn routes(page: &Path, flow: Arc<Flow>) -> Router {
    let files = ServeDir::new(page).precompressed_br();
    Router::new()
        .route("/ws", any(upgrade))
        .route("/config.json", get(config))
        .route("/bench/start", post(start))
        .route("/bench/stop", post(stop))
        .route("/bench/log", get(log))
        .fallback_service(files)
        .layer(middleware::from_fn(say_how_long_it_lasts))
        .with_state(flow)
}

/// A file whose name has a hash never changes; of all others the browser asks each time.
async fn say_how_long_it_lasts(request: Request, next: Next) -> Response {
    let is_hashed = is_hashed(request.uri().path());
    let lasts = if is_hashed {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(lasts));
    response
}

/// As trunk and esbuild write hashes: `page-5158d373751719e2.css`, `page-5158d373751719e2_bg.wasm`, `main-KIWIVTPM.js`.
fn is_hashed(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    let stem = name.split('.').next().unwrap_or_default();
    let Some((_, hash)) = stem.trim_end_matches("_bg").rsplit_once('-') else {
        return false;
    };
    let is_hex = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    let is_base32 = |byte: u8| byte.is_ascii_uppercase() || (b'2'..=b'7').contains(&byte);
    // Zeros in front are not written.
    ((12..=16).contains(&hash.len()) && hash.bytes().all(is_hex))
        || (hash.len() == 8 && hash.bytes().all(is_base32))
}

async fn upgrade(State(flow): State<Arc<Flow>>, upgrade: WebSocketUpgrade) -> Response {
    let upgrade = upgrade
        .write_buffer_size(WRITE_BUFFER)
        .read_buffer_size(4 * 1024);
    upgrade.on_upgrade(|socket| talk(socket, flow))
}

async fn config(State(flow): State<Arc<Flow>>) -> Json<serde_json::Value> {
    Json(json!({
        "title": "Live sales", "socketUrl": "/ws", "apiUrl": "/api", "protocol": flow.form.protocol(), "options": {},
        "auth": "none", "topics": {}, "map": "world", "locale": "en", "currency": "USD", "timeZone": "UTC",
    }))
}

/// How fast.
#[derive(Debug, serde::Deserialize)]
struct Pace {
    /// Messages a second, all charts together.
    rate: f64,
}

async fn start(State(flow): State<Arc<Flow>>, Query(Pace { rate }): Query<Pace>) -> Response {
    if !(rate > 0.0 && rate <= 1e6) {
        return (StatusCode::BAD_REQUEST, "a rate is a positive number").into_response();
    }
    tokio::spawn(async move { flow.run(rate).await });
    StatusCode::NO_CONTENT.into_response()
}

async fn stop(State(flow): State<Arc<Flow>>) -> StatusCode {
    flow.stop();
    StatusCode::NO_CONTENT
}

async fn log(State(flow): State<Arc<Flow>>) -> Json<Log> {
    Json(flow.log())
}

#[cfg(test)]
mod tests {
    use super::is_hashed;

    #[test]
    fn only_a_name_with_a_hash_lasts() {
        let lasting = [
            "/page-LMJAEKYN.css",
            "/screen-467923154b7045c.css",
            "/a-8f8dc0eef724f87b_bg.wasm",
        ];
        assert!(lasting.into_iter().all(is_hashed));
        let others = [
            "/",
            "/index.html",
            "/maps/world.json",
            "/live-dashboard.js",
            "/config.json",
        ];
        assert!(!others.into_iter().any(is_hashed));
    }
}
