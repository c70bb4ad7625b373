//! A page with a store, to be built with Trunk: a counter of its own, and a number that the server counts.

use leptos::prelude::*;
use leptos_socket_store::{
    NativeDialect, Slice, StoreOptions, Topic, provide_socket_store, use_socket_store,
};
use serde::{Deserialize, Serialize};

const VISITORS: Topic<u32> = Topic::new("visitors");

#[derive(Default, Serialize, Deserialize)]
struct Counter(u32);

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
enum CounterMutation {
    Add(u32),
}

impl Slice for Counter {
    const NAME: &'static str = "counter";
    type Mutation = CounterMutation;

    fn apply(&mut self, CounterMutation::Add(more): CounterMutation) {
        self.0 += more;
    }
}

#[component]
fn Numbers() -> impl IntoView {
    let store = use_socket_store();
    let visitors = store.topic(&VISITORS).value;
    let doubled = store.getter(|counter: &Counter| counter.0 * 2);
    let add = move |_| store.commit::<Counter>(CounterMutation::Add(1));
    view! {
        <p>{move || store.status().get().name()} ", " {visitors} " visitors"</p>
        <button on:click=add>"twice " {doubled}</button>
    }
}

fn main() {
    mount_to_body(|| {
        provide_socket_store(StoreOptions::new("/ws", NativeDialect::default())).open();
        view! { <Numbers/> }
    });
}
