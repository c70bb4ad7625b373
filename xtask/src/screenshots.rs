//! `cargo xtask screenshots`: pictures of every page and state, at the sizes that the dashboard is for.

use anyhow::Result;
use xshell::cmd;

use crate::workspace::Workspace;
use crate::{build, setup};

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Only these states of the screen; all when none is named
    states: Vec<String>,
}

/// Builds the product, takes the pictures, and says where they are.
pub(crate) fn screenshots(workspace: &Workspace, args: &Args) -> Result<()> {
    setup::for_browser_tests(workspace)?;
    build::app(workspace)?;
    let server = build::server(workspace)?;
    let states = &args.states;
    cmd!(workspace.shell, "node xtask/screenshots.mjs {states...}")
        .env("LIVE_SERVER", server)
        .run()?;
    Ok(())
}
