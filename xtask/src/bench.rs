//! `cargo xtask bench`: the benchmarks, printed as one table.

use anyhow::Result;
use xshell::cmd;

use crate::workspace::Workspace;
use crate::{build, setup};

/// Builds the product and measures it in a real browser.
pub(crate) fn bench(workspace: &Workspace) -> Result<()> {
    setup::for_browser_tests(workspace)?;
    build::app(workspace)?;
    let server = build::server(workspace)?;
    build::bench_pages(workspace)?;
    cmd!(workspace.shell, "node bench/run.mjs")
        .env("LIVE_SERVER", server)
        .run()?;
    Ok(())
}
