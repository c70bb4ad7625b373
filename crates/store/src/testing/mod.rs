//! A world for tests: a clock that is moved by hand, a network that breaks on demand, and a server that follows a
//! script. Natively or in a browser, no test has to sleep and none needs a socket. It comes with the feature `testing`:
//!
//! ```toml
//! [dev-dependencies]
//! leptos-socket-store = { version = "…", features = ["testing"] }
//! ```
//!
//! # How to teach it something
//!
//! - **A server of your own:** implement [`Peer`]: what it says when a client comes, and what it answers. Keep what it
//!   knows in the struct, and write a method that returns frames for each thing that it does by itself; a test calls
//!   it with [`World::say`]. [`NativePeer`] and [`PlainPeer`] are examples.
//! - **Another fault of the network:** what a peer says passes [`World::tamper`], which may change, drop, repeat or
//!   reorder it. What has a name already: [`delay`](World::delay), [`hold`](World::hold),
//!   [`duplicate_next`](World::duplicate_next), [`lose_next`](World::lose_next), [`half_open`](World::half_open),
//!   [`drop_connection`](World::drop_connection), [`refuse_dials`](World::refuse_dials).
//! - **Something that happens to the page:** [`sleep`](World::sleep), [`go_online`](World::go_online),
//!   [`show_page`](World::show_page), [`leave_page`](World::leave_page).
//!
//! # A complete test
//!
//! ```
//! use leptos_socket_store::testing::{NativePeer, World};
//! use leptos_socket_store::{Freshness, NativeDialect, Status, StoreOptions, Topic};
//! use reactive_graph::traits::GetUntracked;
//! use serde_json::json;
//!
//! const SALES: Topic<u32> = Topic::new("sales");
//!
//! let options = StoreOptions::new("/ws", NativeDialect::default());
//! let world = World::with_peer(options, NativePeer::default());
//! let store = world.store();
//! let sales = world.within(|| store.topic(&SALES));
//!
//! store.open();
//! world.settle(); // the socket opens, the server lets us in
//! assert_eq!(world.status(), Status::Live);
//!
//! world.say(|server| server.publish("sales", json!(7)));
//! world.settle();
//! world.flush(); // the next picture
//! assert_eq!(sales.value.get_untracked(), Some(7));
//!
//! // A cable is cut, the server goes on, and the store comes back by itself.
//! world.drop_connection(1006);
//! world.say(|server| server.publish("sales", json!(8)));
//! world.flush();
//! assert_eq!(sales.freshness.get_untracked(), Freshness::Stale);
//! world.advance(1_000);
//! world.flush();
//! assert_eq!(sales.value.get_untracked(), Some(8));
//! assert_eq!(sales.freshness.get_untracked(), Freshness::Live);
//! ```
//!
//! # Time
//!
//! Nothing arrives until the test lets time pass: [`settle`](World::settle) brings what is due at this moment,
//! [`advance`](World::advance) moves the clock and brings everything on the way, in order, [`run`](World::run) moves
//! it until a future is ready. Signals of topics change with [`flush`](World::flush), which stands for the next
//! picture.

mod faults;
mod native_peer;
mod network;
mod page;
mod peer;
mod plain_peer;
mod platform;
mod world;

pub use native_peer::NativePeer;
pub use peer::{ByHand, Peer};
pub use plain_peer::PlainPeer;
pub use world::World;
