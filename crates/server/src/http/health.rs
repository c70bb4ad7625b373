use std::sync::OnceLock;

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};

use crate::app::App;

/// `GET /healthz`: the process answers.
pub(super) async fn healthz() -> &'static str {
    "ok\n"
}

/// `GET /readyz`: the server can do its work, or says why not.
pub(super) async fn readyz(State(app): State<App>) -> (StatusCode, String) {
    match app.health.storage_failure() {
        None => (StatusCode::OK, "ready\n".to_owned()),
        Some(failure) => (
            StatusCode::SERVICE_UNAVAILABLE,
            format!("the store cannot be written: {failure}\n"),
        ),
    }
}

/// `GET /metrics`, in Prometheus' text format.
pub(super) async fn metrics() -> impl IntoResponse {
    let content_type = (
        header::CONTENT_TYPE,
        "text/plain; version=0.0.4; charset=utf-8",
    );
    (
        [content_type],
        recorder().map_or_else(String::new, PrometheusHandle::render),
    )
}

/// The process's one recorder; none if something else has installed its own.
pub(crate) fn recorder() -> Option<&'static PrometheusHandle> {
    static RECORDER: OnceLock<Option<PrometheusHandle>> = OnceLock::new();
    RECORDER
        .get_or_init(|| PrometheusBuilder::new().install_recorder().ok())
        .as_ref()
}
