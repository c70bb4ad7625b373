//! `cargo xtask profile`: which functions a page needs to begin, and which can come later.

use anyhow::Result;
use xshell::cmd;

use crate::workspace::Workspace;
use crate::{build, setup};

/// Watches the app in a browser, writes down which functions it does without, and builds it anew with these in its second part.
pub(crate) fn profile(workspace: &Workspace) -> Result<()> {
    setup::for_browser_tests(workspace)?;
    build::app(workspace)?;
    let server = build::server(workspace)?;
    cmd!(workspace.shell, "node xtask/split/profile.mjs")
        .env("LIVE_SERVER", server)
        .run()?;
    build::app(workspace)
}
