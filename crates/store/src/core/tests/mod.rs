//! The store against a scripted world: a clock that is moved by hand, a socket that is a list.

mod actions;
mod committing;
mod dispatching;
mod events;
mod mutating;
mod policies;
mod recording;
mod requests;
mod session;
mod shop;
mod topics;
mod tree;
mod world;
