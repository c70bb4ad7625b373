//! The app's store and topics without its pages. `in_page_socket.js` gives it a socket that the
//! benchmark holds in its own hands, and `message_costs.mjs` measures from the socket's event to the handler, or to the signal.

use leptos::prelude::*;
use leptos_socket_store::{
    NativeDialect, Recorder, Registration, SocketStore, StoreOptions, provide_socket_store,
};
use live_dashboard::charts::CHARTS;

fn main() {
    mount_to_body(|| {
        let store = provide_socket_store(StoreOptions::new(
            "ws://in-page.invalid",
            NativeDialect::default(),
        ));
        CHARTS.iter().for_each(|chart| (chart.hold)(store));
        inspect_on_demand(store);
        store.open();
    });
}

/// From the event `inspect` to the event `inspected` it does what the inspector does while it is open and shows mutations:
/// everything is recorded, and mutations are told with the states before and after.
fn inspect_on_demand(store: SocketStore) {
    let told = StoredValue::new_local(None::<Registration>);
    window_event_listener_untyped("inspect", move |_| {
        store.plug(Recorder::in_memory(8 << 20).0);
        let all = store.subscribe_with_states(|mutation| drop(mutation.payload()));
        told.set_value(Some(all));
    });
    window_event_listener_untyped("inspected", move |_| {
        store.stop_recording();
        told.set_value(None);
    });
}
