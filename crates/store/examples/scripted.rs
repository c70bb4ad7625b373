//! The store without a page, against a scripted server: `cargo run -p leptos-socket-store --example scripted`.
#![allow(clippy::print_stdout, reason = "an example shows what it does")]

use leptos_socket_store::testing::{NativePeer, World};
use leptos_socket_store::{NativeDialect, Slice, StoreOptions, Topic};
use reactive_graph::traits::GetUntracked;
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

fn main() {
    let options = StoreOptions::new("/ws", NativeDialect::default());
    let world = World::with_peer(options, NativePeer::default());
    let store = world.store();
    let print = |m: leptos_socket_store::Mutation<'_>| println!("{} {}", m.name(), m.payload());
    store.subscribe(print).detach();
    let doubled = world.within(|| store.getter(|counter: &Counter| counter.0 * 2));
    let visitors = world.within(|| store.topic(&VISITORS));

    store.open();
    world.settle();
    store.commit::<Counter>(CounterMutation::Add(4));
    world.say(|server| server.publish("visitors", 7.into()));
    world.settle();
    world.flush();
    println!(
        "{} {:?}",
        doubled.get_untracked(),
        visitors.value.get_untracked()
    );
    println!("{:#}", store.snapshot());
}
