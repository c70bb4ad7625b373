//! The server's program: see the library for all that it does.

use std::error::Error;
use std::io::{IsTerminal as _, Write as _};
use std::process::ExitCode;

use clap::Parser;
use live_server::cli::{Cli, Command};
use live_server::{manage, run};
use tracing_subscriber::EnvFilter;

/// What is logged unless `LIVE_LOG` says otherwise. The session layer warns of every outdated cookie.
const LOG: &str = "info,tower_sessions=error,tower_sessions_core=error";

fn main() -> ExitCode {
    let cli = Cli::parse();
    let filter = EnvFilter::try_from_env("LIVE_LOG").unwrap_or_else(|_| EnvFilter::new(LOG));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr)
        .init();
    match execute(cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // A closed stderr leaves nobody to tell.
            let _ = writeln!(std::io::stderr(), "error: {}", one_line(&*error));
            ExitCode::FAILURE
        }
    }
}

fn execute(cli: Cli) -> Result<(), Box<dyn Error>> {
    let runtime = tokio::runtime::Runtime::new()?;
    let state = cli.options.state.clone();
    match cli.command {
        None => runtime.block_on(run::until_interrupted(cli.options))?,
        Some(Command::User(command)) => runtime.block_on(manage::user(command, &state))?,
        Some(Command::Key(command)) => runtime.block_on(manage::key(command, &state))?,
    }
    Ok(())
}

fn one_line(error: &dyn Error) -> String {
    let text = error.to_string();
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    lines.join(" ")
}
