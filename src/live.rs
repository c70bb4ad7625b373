//! The one socket of the app: how it is made from `config.json`, when it is opened, and when it is closed.

use leptos::prelude::*;
use leptos_socket_store::{
    NativeDialect, PlainDialect, SocketStore, Status, StoreOptions, provide_socket_store,
};

use crate::{
    config::{Auth, Config, Protocol},
    session::{Session, SessionState},
};

/// Provides the store, and ties it to the session: logging in opens the connection, logging out closes it, and a
/// connection that is refused for good ends the session.
pub fn provide_live_store(config: &Config, session: Session) -> SocketStore {
    let store = provide_socket_store(options(config, session));
    let state = session.state();
    Effect::new(move |_| {
        state.with(|state| match state {
            SessionState::SignedIn(_) => store.open(),
            SessionState::SignedOut => store.close(),
            SessionState::Checking | SessionState::Unknown(_) => {}
        });
    });
    let status = store.status();
    Effect::new(move |_| {
        if status
            .with(|status| matches!(status, Status::Failed(reason) if reason.requires_sign_in()))
        {
            session.ended();
        }
    });
    store
}

fn options(config: &Config, session: Session) -> StoreOptions {
    let url = config.socket_url.as_str();
    let options = match (config.protocol, config.auth) {
        (Protocol::Native, _) => StoreOptions::new(url, NativeDialect::default()),
        (Protocol::Plain, Auth::None) => StoreOptions::new(url, PlainDialect::default()),
        (Protocol::Plain, _) => StoreOptions::new(url, PlainDialect::with_auth()),
    };
    let options = options.topic_names(config.topics.clone());
    match config.auth {
        Auth::None => options,
        Auth::Session => options
            .credentials(move || session.credentials())
            .health_url("/healthz"),
        Auth::Token => options.credentials(move || session.credentials()),
    }
}
