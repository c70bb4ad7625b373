//! Programs that `cargo install` builds, each pinned to one version.

use std::env;
use std::path::PathBuf;

use anyhow::{Context, Result};
use xshell::cmd;

use crate::workspace::Workspace;

/// A program from the registry in exactly one version.
///
/// A fitting one on the `PATH` is used. Otherwise it is built once into a folder of its own below
/// cargo's home, so that a second clone finds it, and other versions that the user has stay as
/// they are.
pub(super) struct CargoTool {
    /// The package's name in the registry.
    pub(super) package: &'static str,
    /// The program whose `--version` names the version.
    pub(super) program: &'static str,
    /// The exact version.
    pub(super) version: String,
    /// Whether to build with the lock file that the package was published with.
    pub(super) locked: bool,
}

impl CargoTool {
    /// Puts the program on the workspace's `PATH`, building it first when it is nowhere.
    pub(super) fn ensure(&self, workspace: &Workspace) -> Result<()> {
        if self.is_on_path(workspace) {
            return Ok(());
        }
        let root = cargo_home()?
            .join("live-dashboard")
            .join(format!("{}-{}", self.package, self.version));
        workspace.prepend_path(&root.join("bin"))?;
        if !self.is_on_path(workspace) {
            self.install(workspace, &root)?;
        }
        Ok(())
    }

    fn is_on_path(&self, workspace: &Workspace) -> bool {
        let shell = &workspace.shell;
        let Some(program) = workspace.which(self.program) else {
            return false;
        };
        let version = cmd!(shell, "{program} --version")
            .quiet()
            .ignore_stderr()
            .read();
        version.is_ok_and(|text| text.split_whitespace().nth(1) == Some(&self.version))
    }

    fn install(&self, workspace: &Workspace, root: &PathBuf) -> Result<()> {
        let Self {
            package, version, ..
        } = self;
        eprintln!("Building {package} {version}, once for all clones: this takes a few minutes.");
        let locked = self.locked.then_some("--locked");
        cmd!(
            workspace.shell,
            "cargo install {package} --version {version} {locked...} --root {root} --no-track"
        )
        // A target folder of the user's would be filled with another project's build.
        .env_remove("CARGO_TARGET_DIR")
        .run()
        .with_context(|| format!("{package} {version} could not be built"))
    }
}

fn cargo_home() -> Result<PathBuf> {
    env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| Some(env::home_dir()?.join(".cargo")))
        .context("neither CARGO_HOME nor a home folder is known: set CARGO_HOME")
}
