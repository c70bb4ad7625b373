//! Node, and the packages that the lock file names.

use std::fs;

use anyhow::{Context, Result, bail};
use xshell::cmd;

use crate::workspace::Workspace;

/// The first major version with the test runner that the browser tests use.
const OLDEST_NODE: u32 = 20;

/// A copy of the lock file, left in `node_modules` once all that it names is installed.
const INSTALLED: &str = "node_modules/.installed-lock.json";

/// Says in one line what to do when node or npm is missing or too old.
pub(super) fn check_node(workspace: &Workspace) -> Result<()> {
    let shell = &workspace.shell;
    for program in ["node", "npm"] {
        if workspace.which(program).is_none() {
            bail!(
                "{program} is missing: install Node {OLDEST_NODE} or later with npm, from https://nodejs.org or your system's packages"
            );
        }
    }
    let version = cmd!(shell, "node --version").quiet().read()?;
    let major = version.trim_start_matches('v').split('.').next();
    match major.and_then(|major| major.parse::<u32>().ok()) {
        Some(major) if major >= OLDEST_NODE => Ok(()),
        _ => bail!("node is {version}: install Node {OLDEST_NODE} or later"),
    }
}

/// Installs the npm packages when the lock file is not the one that was installed last.
pub(super) fn ensure_packages(workspace: &Workspace) -> Result<()> {
    let lock = fs::read(workspace.path("package-lock.json"))
        .context("package-lock.json cannot be read")?;
    let installed = workspace.path(INSTALLED);
    if fs::read(&installed).is_ok_and(|copy| copy == lock) {
        return Ok(());
    }
    eprintln!("Installing the npm packages.");
    cmd!(
        workspace.shell,
        "npm ci --no-audit --no-fund --loglevel error"
    )
    .run()?;
    fs::write(&installed, lock).with_context(|| format!("cannot write {}", installed.display()))
}
