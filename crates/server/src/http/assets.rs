use std::path::Path;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};
use tower::ServiceExt as _;
use tower_http::services::ServeDir;

use super::ApiError;
use super::page::Document;
use crate::app::App;

/// For files whose name changes with their content.
const IMMUTABLE: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
/// For all others: the browser asks each time, and its ETag answers.
const REVALIDATE: HeaderValue = HeaderValue::from_static("no-cache");

/// Whatever is no part of the API: a file of the built page, or the page itself.
pub(super) async fn asset(State(app): State<App>, request: Request) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return ApiError::new(StatusCode::METHOD_NOT_ALLOWED, "that can only be read")
            .into_response();
    }
    let path = request.uri().path();
    let name = path.rsplit('/').next().unwrap_or_default();
    if path == "/config.json" {
        return document(
            app.page.config().await,
            "application/json",
            request.headers(),
        );
    }
    if !name.contains('.') || path == "/index.html" {
        return document(
            app.page.index().await,
            "text/html; charset=utf-8",
            request.headers(),
        );
    }
    file(app.page.dist(), request).await
}

async fn file(dist: &Path, request: Request) -> Response {
    let cache = if is_immutable(dist, request.uri().path()) {
        IMMUTABLE
    } else {
        REVALIDATE
    };
    let files = ServeDir::new(dist)
        .append_index_html_on_directories(false)
        .precompressed_br()
        .precompressed_gzip();
    match files.oneshot(request).await {
        Ok(response) if response.status() == StatusCode::NOT_FOUND => {
            ApiError::not_found().into_response()
        }
        Ok(response) => {
            let mut response = response.map(Body::new);
            response.headers_mut().insert(header::CACHE_CONTROL, cache);
            response
        }
        Err(never) => match never {},
    }
}

/// Does the file's name change with its content? Trunk names scripts and style sheets by their hash; but it names the
/// wasm module and its loader before it makes them, so that those can change under one name.
fn is_immutable(dist: &Path, path: &str) -> bool {
    let Some((stem, extension)) = path.trim_start_matches('/').rsplit_once('.') else {
        return false;
    };
    let is_hashed = stem.rsplit_once('-').is_some_and(|(_, hash)| {
        // Sixteen digits, or fewer: zeros in front are not written.
        (12..=16).contains(&hash.len()) && hash.bytes().all(|byte| byte.is_ascii_hexdigit())
    });
    let is_loader = || dist.join(format!("{stem}_bg.wasm")).exists();
    is_hashed && !stem.contains('/') && matches!(extension, "css" | "js") && !is_loader()
}

fn document(
    document: std::io::Result<Document>,
    content_type: &'static str,
    request: &HeaderMap,
) -> Response {
    let document = match document {
        Ok(document) => document,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return ApiError::not_found().into_response();
        }
        Err(error) => return ApiError::unavailable(error).into_response(),
    };
    let hash = Sha256::digest(format!("{}\n{}", document.policy, document.text));
    let etag = format!("\"{}\"", URL_SAFE_NO_PAD.encode(&hash[..12]));
    let is_known = request.get_all(header::IF_NONE_MATCH).iter().any(|value| {
        value
            .as_bytes()
            .windows(etag.len())
            .any(|part| part == etag.as_bytes())
    });
    let headers = [
        (header::CONTENT_TYPE, content_type.to_owned()),
        (header::CONTENT_SECURITY_POLICY, document.policy),
        (header::ETAG, etag),
        (header::CACHE_CONTROL, "no-cache".to_owned()),
    ];
    if is_known {
        return (StatusCode::NOT_MODIFIED, headers).into_response();
    }
    (headers, document.text).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_that_change_with_their_content_are_immutable() {
        let dist = tempfile::tempdir().unwrap();
        let loader = "live-dashboard-0123456789abcdef";
        std::fs::write(dist.path().join(format!("{loader}_bg.wasm")), "").unwrap();
        let immutable = |path: &str| is_immutable(dist.path(), path);
        assert!(immutable("/charts-fedcba9876543210.js"));
        assert!(immutable("/base-fedcba9876543210.css"));
        assert!(immutable("/toast-bcf296073336603.css"));
        assert!(!immutable("/style-facade.css"));
        assert!(!immutable(&format!("/{loader}.js")));
        assert!(!immutable(&format!("/{loader}_bg.wasm")));
        assert!(!immutable("/snippets/store-fedcba9876543210.js"));
        assert!(!immutable("/favicon.svg"));
        assert!(!immutable("/maps/world.json"));
    }
}
