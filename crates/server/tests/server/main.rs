//! The server as its users meet it: over a real network, and as a process.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on ends")]

mod account;
mod charts;
mod login;
mod orders;
mod restart;
mod socket;
mod start;
mod support;
mod ticker;
