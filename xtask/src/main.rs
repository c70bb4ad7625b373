//! The project's commands, run as `cargo xtask <command>`.
//!
//! Each command is one file. [`setup`] brings the machine to where the others can work, [`build`]
//! makes the two halves of the product, and [`workspace`] is the shell that they all run in.
#![expect(
    clippy::print_stderr,
    reason = "a command-line tool reports its progress"
)]

use std::process::ExitCode;

use clap::{Parser, Subcommand};

mod bench;
mod build;
mod dev;
mod fingerprint;
mod profile;
mod screenshots;
mod serve;
mod server_flags;
mod setup;
mod test;
mod workspace;

use workspace::Workspace;

/// The commands of the live dashboard.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Build what is missing and serve the dashboard on http://127.0.0.1:8080
    Serve(serve::Args),
    /// Run every check and test that CI runs, browser tests included
    Test(test::Args),
    /// Serve with live reload on http://127.0.0.1:8081, the server beside it on 8080
    Dev(dev::Args),
    /// Run the benchmarks and print them as one table
    Bench(bench::Args),
    /// Take pictures of every page and state, at the sizes of a phone, a tablet, a desk and two walls
    Screenshots(screenshots::Args),
    /// Find out which part of the program a page needs to begin; the rest is loaded later
    Profile,
    /// Install what the other commands need
    Setup,
    /// Open a browser as soon as an address answers
    #[command(hide = true)]
    OpenWhenReady(serve::OpenWhenReady),
}

fn main() -> ExitCode {
    match run(Cli::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("cargo xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> anyhow::Result<()> {
    let workspace = Workspace::locate()?;
    match command {
        Command::Serve(args) => serve::serve(&workspace, &args),
        Command::Test(args) => test::test(&workspace, &args),
        Command::Dev(args) => dev::dev(&workspace, &args),
        Command::Bench(args) => bench::bench(&workspace, &args),
        Command::Profile => profile::profile(&workspace),
        Command::Screenshots(args) => screenshots::screenshots(&workspace, &args),
        Command::Setup => {
            setup::for_building(&workspace)?;
            eprintln!("Everything is set up: `cargo xtask serve` starts the dashboard.");
            eprintln!("To call trunk by hand: {}", workspace.path_export()?);
            Ok(())
        }
        Command::OpenWhenReady(args) => serve::open_when_ready(&workspace, &args),
    }
}
