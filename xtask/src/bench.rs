//! `cargo xtask bench`: the benchmarks, printed as one table.

use anyhow::Result;
use xshell::cmd;

use crate::workspace::Workspace;
use crate::{build, setup};

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Only these parts: messages, weights, draw, screen, heap, server; all when none is named
    parts: Vec<String>,
    /// How often everything is measured
    #[arg(long, default_value_t = 5)]
    rounds: u32,
}

/// Builds the product and what it is measured with, and measures it: in a real browser, and under load.
pub(crate) fn bench(workspace: &Workspace, args: &Args) -> Result<()> {
    setup::for_browser_tests(workspace)?;
    build::app(workspace)?;
    build::server(workspace)?;
    build::bench_tools(workspace)?;
    build::bench_pages(workspace)?;
    let target = workspace.target()?;
    let Args { parts, rounds } = args;
    let rounds = rounds.to_string();
    cmd!(
        workspace.shell,
        "node bench/run.mjs {parts...} --rounds {rounds}"
    )
    .env("CARGO_TARGET_DIR", target)
    .run()?;
    Ok(())
}
