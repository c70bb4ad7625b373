//! The one socket of the app: how it is made from `config.json`, when it is opened, and when it is closed.

use leptos::prelude::*;
use leptos_socket_store::{SocketStore, Status, StoreOptions, provide_socket_store};

use crate::{
    config::{Auth, Config},
    effect::effect,
    session::{Session, SessionState},
};

/// Provides the store, and ties it to the session: logging in opens the connection, logging out closes it, and a
/// connection that is refused for good ends the session.
pub fn provide_live_store(config: &Config, session: Session) -> SocketStore {
    let store = provide_socket_store(store_options(config, session));
    let state = session.state();
    effect(move || {
        state.with(|state| match state {
            SessionState::SignedIn(_) => store.open(),
            SessionState::SignedOut => store.close(),
            SessionState::Checking | SessionState::Unknown(_) => {}
        });
    });
    let status = store.status();
    effect(move || {
        if status
            .with(|status| matches!(status, Status::Failed(reason) if reason.requires_sign_in()))
        {
            session.ended();
        }
    });
    store
}

/// How the store of this app reaches its server.
#[must_use]
pub fn store_options(config: &Config, session: Session) -> StoreOptions {
    let url = config.socket_url.as_str();
    let auth = config.auth != Auth::None;
    let options = config
        .protocol
        .store_options(url, auth, &config.topics)
        .topic_names(config.topics.clone())
        .health_url(health_url(url));
    match config.auth {
        Auth::None => options,
        Auth::Session | Auth::Token => options.credentials(move || session.credentials()),
    }
}

/// Where the server of a socket says whether it is up. What has no such page answers all the same that it is there.
fn health_url(socket_url: &str) -> String {
    let address = [("ws://", "http://"), ("wss://", "https://")]
        .into_iter()
        .find_map(|(socket, http)| Some((http, socket_url.strip_prefix(socket)?)));
    match address {
        Some((scheme, rest)) => {
            let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
            format!("{scheme}{host}/healthz")
        }
        // A path of the page's own server.
        None => "/healthz".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::health_url;

    #[test]
    fn the_server_of_the_socket_is_asked_how_it_is() {
        assert_eq!(health_url("/ws"), "/healthz");
        assert_eq!(
            health_url("ws://sales.example:9998"),
            "http://sales.example:9998/healthz"
        );
        assert_eq!(
            health_url("wss://sales.example/live/ws?v=1"),
            "https://sales.example/healthz"
        );
    }
}
