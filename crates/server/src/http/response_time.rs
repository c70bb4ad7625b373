use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use tokio::time::Instant;

const RESPONSE_TIME: HeaderName = HeaderName::from_static("x-response-time");

/// Says how long a request took, all that it had to wait for included: `X-Response-Time: 3ms`.
pub(super) async fn response_time(request: Request, next: Next) -> Response {
    let began = Instant::now();
    let mut response = next.run(request).await;
    let elapsed = format!("{}ms", began.elapsed().as_millis());
    if let Ok(elapsed) = HeaderValue::from_str(&elapsed) {
        response.headers_mut().insert(RESPONSE_TIME, elapsed);
    }
    response
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;
    use std::time::Duration;

    use axum::Router;
    use axum::body::Body;
    use axum::extract::FromRequestParts;
    use axum::http::request::Parts;
    use axum::middleware::from_fn;
    use axum::routing::get;
    use tower::ServiceExt as _;

    use super::*;

    /// Something that has to be looked up before the request can be answered.
    struct LookedUp;

    impl<S: Sync> FromRequestParts<S> for LookedUp {
        type Rejection = Infallible;

        async fn from_request_parts(_: &mut Parts, _: &S) -> Result<Self, Infallible> {
            tokio::time::sleep(Duration::from_millis(70)).await;
            Ok(Self)
        }
    }

    #[tokio::test(start_paused = true)]
    async fn the_time_of_the_look_ups_before_the_answer_counts() {
        let router: Router = Router::new()
            .route("/", get(async |_: LookedUp| "found"))
            .layer(from_fn(response_time));
        let response = router.oneshot(Request::new(Body::empty())).await.unwrap();
        assert_eq!(response.headers()[RESPONSE_TIME], "70ms");
    }
}
