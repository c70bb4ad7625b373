use std::convert::Infallible;

use axum::body::Body;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use hyper::upgrade::OnUpgrade;
use hyper_util::rt::TokioIo;
use hyper_util::server::conn::auto::upgrade::downcast;
use tokio::net::TcpStream;
use tungstenite::handshake::derive_accept_key;

use super::web_socket::WebSocket;

/// The connection under a request, for whoever takes it over from HTTP.
///
/// axum's own extractor would hand out a socket on top of layers of buffers, and copy every message for every reader. It
/// still says whether the request is a proper one; it takes the connection from the request, so this one comes first.
#[derive(Debug)]
pub struct Handshake {
    on_upgrade: Option<OnUpgrade>,
    key: Option<HeaderValue>,
}

impl<S: Sync> FromRequestParts<S> for Handshake {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        Ok(Self {
            on_upgrade: parts.extensions.get::<OnUpgrade>().cloned(),
            key: parts.headers.get(header::SEC_WEBSOCKET_KEY).cloned(),
        })
    }
}

impl Handshake {
    /// The answer that makes a socket of the connection.
    pub(super) fn answer(&self) -> Response {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::SWITCHING_PROTOCOLS;
        let headers = response.headers_mut();
        headers.insert(header::CONNECTION, HeaderValue::from_static("upgrade"));
        headers.insert(header::UPGRADE, HeaderValue::from_static("websocket"));
        let key = self.key.as_ref().map(HeaderValue::as_bytes);
        let accept = derive_accept_key(key.unwrap_or_default());
        if let Ok(accept) = HeaderValue::from_str(&accept) {
            headers.insert(header::SEC_WEBSOCKET_ACCEPT, accept);
        }
        response
    }

    /// The socket, once the answer is sent; none if the connection was lost before, or is none over TCP.
    pub(super) async fn socket(self) -> Option<WebSocket> {
        let upgraded = self.on_upgrade?.await.ok()?;
        let Ok(parts) = downcast::<TokioIo<TcpStream>>(upgraded) else {
            tracing::error!("a connection that is no plain TCP cannot become a socket");
            return None;
        };
        Some(WebSocket::new(parts.io.into_inner(), &parts.read_buf))
    }
}
