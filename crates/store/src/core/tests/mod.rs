//! The store against a scripted world: a clock that is moved by hand, a socket that is a list.

mod committing;
mod dispatching;
mod policies;
mod requests;
mod topics;
mod world;
