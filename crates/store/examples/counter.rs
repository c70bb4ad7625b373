//! A counter that lives on the other side of a socket, at any server that says back what it hears.

use leptos::prelude::*;
use leptos_socket_store::{Message, RawDialect, StoreOptions, provide_socket_store};

fn main() {
    mount_to_body(|| {
        // `?ws://…` in the page's own address.
        let address = window().location().search().unwrap_or_default();
        let options = StoreOptions::new(address.trim_start_matches('?'), RawDialect);
        let store = provide_socket_store(options);
        let (clicks, count) = (StoredValue::new(0_u32), RwSignal::new(0_u32));
        let heard = move |message: Message<'_>| message.decode().map(|number| count.set(number));
        store.register_all(heard).end_with_owner();
        store.open();
        let click = move |_| {
            clicks.update_value(|clicks| *clicks = clicks.saturating_add(1));
            // A message that is handed back is made good by the next one, which says more.
            let _ = store.send(&clicks.get_value());
        };
        view! { <button on:click=click title=move || store.status().get().name()>{count}</button> }
    });
}
