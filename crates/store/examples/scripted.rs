//! The store without a page, against a scripted server: `cargo run -p leptos-socket-store --example scripted`.
#![allow(clippy::print_stdout, reason = "an example shows what it does")]

use leptos_socket_store::testing::{NativePeer, World};
use leptos_socket_store::{Mutation, NativeDialect, StoreOptions, Topic};
use reactive_graph::traits::GetUntracked;

const VISITORS: Topic<u32> = Topic::new("visitors");

fn main() {
    let options = StoreOptions::new("/ws", NativeDialect::default());
    let world = World::with_peer(options, NativePeer::default());
    let store = world.store();
    let print = |mutation: Mutation<'_>| println!("{} {}", mutation.name(), mutation.payload());
    store.subscribe(print).detach();
    let visitors = world.within(|| store.topic(&VISITORS));

    store.open();
    world.settle();
    world.say(|server| server.publish("visitors", 7.into()));
    world.settle();
    world.flush();
    println!("{:?} visitors", visitors.value.get_untracked());
    println!("{:#}", store.snapshot());
}
