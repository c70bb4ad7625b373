//! A realtime store for Leptos: one socket, and typed topics that live in signals.
//!
//! ```no_run
//! use leptos_socket_store::{NativeDialect, StoreOptions, Topic, provide_socket_store, use_socket_store};
//! use reactive_graph::traits::With;
//!
//! #[derive(serde::Deserialize)]
//! struct Seller {
//!     name: String,
//!     value: f64,
//! }
//!
//! // `chartName` is "seller", `socketType` is "sellerData".
//! const SELLERS: Topic<Vec<Seller>> = Topic::new("seller");
//!
//! // Once, in the app's root component:
//! let store = provide_socket_store(StoreOptions::new("/ws", NativeDialect::default()));
//! store.open();
//!
//! // In any component: registered from here on, until the component leaves.
//! let sellers = use_socket_store().topic(&SELLERS);
//! let best = move || sellers.value.with(|list| list.as_ref()?.first().map(|s| s.name.clone()));
//! ```
//!
//! # What the store promises
//!
//! - The connection is opened by an action, once somebody is signed in, and looks after itself from then on: see
//!   [`socket_conn`].
//! - Each message goes to the handlers registered under its `socketType`, in the order of their registration. A
//!   handler may register, unregister, send or close while it runs: who registers during a message gets the next one,
//!   and who was unregistered gets nothing more.
//! - A typed topic is committed once per animation frame, whatever came in meanwhile; a first value does not wait for
//!   a frame, and takes along what waits by then. Of what was overwritten before it was committed nothing is decoded.
//! - Signals belong to the store; a component's registration ends with the component.
//! - State changes only by mutations that have a name, those of the app's own [`Slice`]s too; whoever subscribes hears
//!   of them in the order in which they happened.
//!
//! The README has a table from the names of Vuex, Pinia and VueUse to those here.
//!
//! # Layout
//!
//! A message passes `browser` (the socket, the timer, the page) → [`socket_conn`] with a dialect
//! ([`NativeDialect`], or one for another server) → `core` (dispatch, flush) → [`TopicHandle`]. What an app touches is
//! [`SocketStore`]; the core knows nothing of views. Beside the way of a message stand [`Slice`]s and [`Action`]s, and two
//! other worlds for a core to live in: `testing`, and the [`Recording`] that is replayed.

/// The examples of the README, which are compiled with those of the documentation.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

mod action;
mod browser;
mod context;
mod core;
mod dialects;
mod handler;
mod message;
mod options;
mod plugin;
mod recording;
mod slice;
mod state;
mod store;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
mod topic;

pub use action::Action;
pub use browser::SendBlobError;
pub use context::{
    provide, provide_named_socket_store, provide_socket_store, use_named_socket_store,
    use_socket_store,
};
pub use core::{
    ActionEvent, ActionStage, Answer, Mutation, Registration, RequestError, StateError, Stats,
    StoreEvent, TopicCounters, TopicInfo,
};
pub use dialects::{
    Codec, DeviceDialect, NativeDialect, PingPongDialect, PlainDialect, REFUSED, RawDialect,
    SCREEN, TypeDataDialect,
};
pub use handler::HandlerOutcome;
pub use message::{DecodeError, Message, Refusal, Reply};
pub use options::{Credentials, StoreOptions};
pub use plugin::Plugin;
pub use recording::{Buffer, Recorder, Recording, RecordingError, Replay};
pub use slice::Slice;
pub use socket_conn::{
    Backoff, Body, Close, CloseAction, CloseCode, ClosePolicy, Counters, CredentialsError, Data,
    Dialect, Entry, FailReason, Frame, Freshness, History, Liveness, Millis,
    Options as ConnectionOptions, Position, Queue, Reading, Recovery, Request, SendError,
    SendErrorKind, Status, Subscription, Unsupported, WhenFull,
};
pub use socket_wire::{Payload, Screen, Theme, socket_type_of};
pub use store::SocketStore;
pub use topic::{Keyed, Topic, TopicHandle};

/// The guide's examples are compiled like all others.
#[cfg(doctest)]
#[doc = include_str!("../../../docs/dialects.md")]
struct Guide;
