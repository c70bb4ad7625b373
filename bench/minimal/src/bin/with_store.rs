//! A counter whose number comes from a server, and whose clicks go there.

use leptos::prelude::*;
use leptos_socket_store::{NativeDialect, StoreOptions, Topic, provide_socket_store};

const COUNT: Topic<u32> = Topic::new("count");

fn main() {
    mount_to_body(|| {
        let store = provide_socket_store(StoreOptions::new("/ws", NativeDialect::default()));
        store.open();
        let count = store.topic(&COUNT).value;
        // A message that is not taken is one click that does not count.
        let click = move |_| drop(store.send(&1_u32));
        view! { <button on:click=click title=move || store.status().read().name()>{count}</button> }
    });
}
