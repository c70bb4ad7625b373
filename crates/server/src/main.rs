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
    let done = runtime.block_on(async {
        match cli.command {
            None => run::until_interrupted(cli.options).await?,
            Some(Command::User(command)) => manage::user(command, &state).await?,
            Some(Command::Key(command)) => manage::key(command, &state).await?,
        }
        Ok(())
    });
    // A file that is still being read after an interrupt holds up nobody.
    runtime.shutdown_background();
    done
}

fn one_line(error: &dyn Error) -> String {
    let text = error.to_string();
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    lines.join(" ")
}
