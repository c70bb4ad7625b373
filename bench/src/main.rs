//! The app's store and topics without its pages. `in_page_socket.js` gives it a socket that the
//! benchmark holds in its own hands, and `message_costs.mjs` measures from the socket's event to the handler, or to the signal.

use leptos::prelude::*;
use leptos_socket_store::{NativeDialect, SocketStore, StoreOptions, provide_socket_store};
use live_dashboard::charts::{hot, map, rank, seller, stock, trend};

fn main() {
    mount_to_body(|| {
        let store = provide_socket_store(StoreOptions::new(
            "ws://in-page.invalid",
            NativeDialect::default(),
        ));
        want_all(store);
        store.open();
    });
}

/// What the dashboard's screen wants.
fn want_all(store: SocketStore) {
    store.topic(&trend::TOPIC);
    store.topic(&seller::TOPIC);
    store.topic(&map::TOPIC);
    store.topic(&rank::TOPIC);
    store.topic(&hot::TOPIC);
    store.topic(&stock::TOPIC);
}
