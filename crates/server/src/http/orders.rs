use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{FromRequestParts, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use live_sales::{OrderLine, parse_ndjson};

use super::ApiError;
use crate::app::App;
use crate::clock;
use crate::database::{Accepted, RequestName};
use crate::ledger::LedgerError;

/// The longest body of `POST /api/orders`, in bytes.
pub(super) const LONGEST: usize = 8 * 1024 * 1024;
/// The longest `Idempotency-Key`, in bytes.
const LONGEST_KEY: usize = 255;

/// A request that carries a key as its bearer token.
#[derive(Debug)]
pub(super) struct ApiKey {
    name: String,
}

/// How a body is to be read.
#[derive(Debug, Clone, Copy)]
enum Format {
    Json,
    Ndjson,
}

impl FromRequestParts<App> for ApiKey {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Self::Rejection> {
        let refused = || ApiError::new(StatusCode::UNAUTHORIZED, "a valid key is needed");
        let header = parts
            .headers
            .get(header::AUTHORIZATION)
            .ok_or_else(refused)?;
        let (scheme, key) = header
            .to_str()
            .ok()
            .and_then(|text| text.split_once(' '))
            .ok_or_else(refused)?;
        if !scheme.eq_ignore_ascii_case("bearer") {
            return Err(refused());
        }
        let name = app.users.key_name(key.trim()).await;
        let name = name.map_err(ApiError::unavailable)?.ok_or_else(refused)?;
        Ok(Self { name })
    }
}

/// `POST /api/orders`: answered when the orders are stored.
pub(super) async fn orders(
    State(app): State<App>,
    key: ApiKey,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<(StatusCode, Json<Accepted>), ApiError> {
    let ledger = app.ledger.as_ref().ok_or_else(|| {
        ApiError::new(
            StatusCode::CONFLICT,
            "the charts of this server come from files",
        )
    })?;
    let format = format_of(&headers)?;
    let name = idempotency_key(&headers)?.map(|idempotency_key| RequestName {
        api_key: key.name,
        idempotency_key,
    });
    let body = body?;
    let lines = tokio::task::spawn_blocking(move || parse(format, &body))
        .await
        .map_err(ApiError::unavailable)??;
    let answer = ledger.count_request(lines, name).await;
    let answer = answer.map_err(|error: LedgerError| ApiError::unavailable(error))?;
    Ok((StatusCode::ACCEPTED, Json(answer)))
}

fn format_of(headers: &HeaderMap) -> Result<Format, ApiError> {
    let unsupported = |message| ApiError::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, message);
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let encoding = text(header::CONTENT_ENCODING).unwrap_or("identity");
    if !encoding.eq_ignore_ascii_case("identity") {
        return Err(unsupported("an uncompressed body is wanted"));
    }
    let content_type = text(header::CONTENT_TYPE).unwrap_or_default();
    let essence = content_type.split(';').next().unwrap_or_default().trim();
    match essence.to_ascii_lowercase().as_str() {
        "application/json" => Ok(Format::Json),
        "application/x-ndjson" => Ok(Format::Ndjson),
        _ => Err(unsupported(
            "application/json or application/x-ndjson is wanted",
        )),
    }
}

fn idempotency_key(headers: &HeaderMap) -> Result<Option<String>, ApiError> {
    let Some(value) = headers.get("idempotency-key") else {
        return Ok(None);
    };
    match value.to_str() {
        Ok(key) if (1..=LONGEST_KEY).contains(&key.len()) => Ok(Some(key.to_owned())),
        _ => Err(bad_request(format!(
            "an Idempotency-Key has 1 to {LONGEST_KEY} visible ASCII characters"
        ))),
    }
}

fn parse(format: Format, body: &[u8]) -> Result<Vec<OrderLine>, ApiError> {
    let refused = |message: String| {
        metrics::counter!("live_order_lines_total", "from" => "request", "outcome" => "bad")
            .increment(1);
        bad_request(message)
    };
    let text = str::from_utf8(body).map_err(|error| {
        let before = &body[..error.valid_up_to()];
        let line = 1 + before.iter().filter(|byte| **byte == b'\n').count();
        refused(format!("line {line}: not UTF-8"))
    })?;
    match format {
        Format::Json => OrderLine::from_json(text, clock::now())
            .map(|line| vec![line])
            .map_err(|error| refused(format!("line {}: {error}", error.line()))),
        Format::Ndjson => {
            parse_ndjson(text, clock::now()).map_err(|error| refused(error.to_string()))
        }
    }
}

fn bad_request(message: String) -> ApiError {
    ApiError::new(StatusCode::BAD_REQUEST, message)
}
