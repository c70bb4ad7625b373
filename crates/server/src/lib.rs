//! The server beside the live dashboard: login, hub, feeds, static files.
//!
//! # Layout, in the order in which data flows
//!
//! | module | what it does |
//! | --- | --- |
//! | [`cli`], [`source`] | what was asked for |
//! | [`run`] | puts the parts together, and takes them down again |
//! | [`feed`] | where values come from: a made-up shop, a file of orders, a folder of charts |
//! | [`ledger`] | counts orders, once each, and turns them into charts |
//! | [`hub`] | topics, their current values and histories |
//! | [`socket`] | the connections that follow them, in two modes |
//! | [`http`] | login, charts, orders, the built page |
//! | [`auth`], [`users`] | who may do what |
//! | [`database`] | what survives a restart |
//! | [`health`], [`clock`] | readiness; the one clock |
//! | [`manage`] | the sub-commands `user` and `key` |

pub mod app;
pub mod auth;
pub mod cli;
pub mod clock;
pub mod database;
pub mod feed;
pub mod health;
pub mod http;
pub mod hub;
pub mod ledger;
pub mod manage;
pub mod run;
pub mod socket;
pub mod source;
pub mod users;

#[cfg(test)]
mod testing;
