//! Load for a hub: opens many sockets, publishes at a steady rate or lets the hub do it, and says as one line of JSON what
//! arrived, how late, and what it cost the hub's process.
//!
//! # Layout, in the order of a run
//!
//! [`arguments`] what to do; [`limits`] room for the sockets; [`handshake`] opens one; [`fleet`] holds them all and reads
//! them; [`frames`] finds the messages in what is read; [`publisher`] sends at a steady rate; [`latency`] counts how late
//! they came; [`process`] asks the kernel what the hub has used; [`run`](mod@run) is the order of it all.

mod arguments;
mod clock;
mod fleet;
mod frames;
mod handshake;
mod latency;
mod limits;
mod process;
mod publisher;
mod run;

use std::io::Write as _;

use clap::Parser as _;

fn main() -> anyhow::Result<()> {
    let arguments = arguments::Arguments::parse();
    limits::open_files_as_many_as_allowed()?;
    let report = run::run(&arguments)?;
    writeln!(std::io::stdout(), "{}", serde_json::to_string(&report)?)?;
    Ok(())
}
