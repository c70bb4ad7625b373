use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::{HeaderName, HeaderValue, Method, header};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::Response;
use axum::routing::{get, post};
use tower_http::cors::{AllowOrigin, Any, CorsLayer};
use tower_http::set_header::SetResponseHeaderLayer;
use tower_http::timeout::RequestBodyDeadlineLayer;
use tower_sessions::SessionManagerLayer;
use tower_sessions::cookie::SameSite;

use super::response_time::response_time;
use super::{
    Peer, assets, charts, health, login, orders, origin, own_sessions, password, session, ticket,
};
use crate::app::App;
use crate::socket;

/// The longest body of a request that is not full of orders, in bytes.
const LONGEST_BODY: usize = 4 * 1024;
/// How long such a body may take.
const BODY_TIME: Duration = Duration::from_secs(5);
/// For whatever is no page with a policy of its own: should a browser show it as one, it can do nothing.
const NO_PAGE: &str = "default-src 'none'; frame-ancestors 'none'";
/// The session cookie's name.
const COOKIE: &str = "live_session";

/// All that the server answers over HTTP.
pub fn router(app: App) -> Router {
    let sessions = SessionManagerLayer::new(app.users.accounts().session_store())
        .with_name(COOKIE)
        .with_same_site(SameSite::Strict)
        // Decided for each request by `mark_secure`.
        .with_secure(false);
    let api = Router::new()
        .route("/api/login", post(login::login))
        .route("/api/logout", post(session::logout))
        .route("/api/session", get(session::session))
        .route("/api/session/all", get(own_sessions::list))
        .route("/api/session/end", post(own_sessions::end))
        .route("/api/session/password", post(password::change))
        .route("/api/ticket", post(ticket::ticket))
        .layer(DefaultBodyLimit::max(LONGEST_BODY))
        .layer(RequestBodyDeadlineLayer::new(BODY_TIME));
    Router::new()
        .route("/ws", get(socket::upgrade))
        .merge(api)
        .merge(charts(&app))
        .layer(sessions)
        .layer(from_fn_with_state(app.clone(), mark_secure))
        .route(
            "/api/orders",
            post(orders::orders).layer(DefaultBodyLimit::max(orders::LONGEST)),
        )
        .route("/healthz", get(health::healthz))
        .route("/readyz", get(health::readyz))
        .route("/metrics", get(health::metrics))
        .fallback(assets::asset)
        .layer(from_fn_with_state(app.clone(), origin::refuse_foreign))
        .layer(cors(&app))
        .layer(SetResponseHeaderLayer::if_not_present(
            header::CONTENT_SECURITY_POLICY,
            HeaderValue::from_static(NO_PAGE),
        ))
        .layer(header(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(header(header::REFERRER_POLICY, "same-origin"))
        .with_state(app)
}

fn charts(app: &App) -> Router<App> {
    let charts = Router::new()
        .route("/api", get(charts::chart))
        .route("/api/", get(charts::chart))
        .route("/api/{*name}", get(charts::chart))
        .layer(from_fn(response_time));
    if app.public {
        let anyone = CorsLayer::new()
            .allow_origin(Any)
            .allow_methods([Method::GET]);
        charts.layer(anyone)
    } else {
        charts
    }
}

/// What the pages of `--allow-origin` may do.
fn cors(app: &App) -> CorsLayer {
    let origins = app.origins.allowed().iter();
    let origins: Vec<HeaderValue> = origins.filter_map(|origin| origin.parse().ok()).collect();
    if origins.is_empty() {
        return CorsLayer::new();
    }
    CorsLayer::new()
        .allow_origin(AllowOrigin::list(origins))
        .allow_credentials(true)
        .allow_methods([Method::GET, Method::POST])
        .allow_headers([
            header::CONTENT_TYPE,
            header::AUTHORIZATION,
            HeaderName::from_static("idempotency-key"),
        ])
}

fn header(name: HeaderName, value: &'static str) -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::overriding(name, HeaderValue::from_static(value))
}

/// Marks cookies `Secure` when the browser came by https, which only the proxy knows.
async fn mark_secure(peer: Peer, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    if peer.is_https
        && let header::Entry::Occupied(mut cookies) =
            response.headers_mut().entry(header::SET_COOKIE)
    {
        for cookie in cookies.iter_mut() {
            if let Ok(marked) = HeaderValue::from_bytes(&[cookie.as_bytes(), b"; Secure"].concat())
            {
                *cookie = marked;
            }
        }
    }
    response
}
