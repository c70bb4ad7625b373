//! An installed Chromium or Chrome with its driver, for the browser tests.

use std::env;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use nix::unistd::geteuid;
use xshell::cmd;

use crate::workspace::Workspace;

/// Names under which systems install the browser.
const BROWSERS: [&str; 4] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
];

/// A browser and the driver of the same version.
pub(super) struct Browser {
    pub(super) chromium: PathBuf,
    pub(super) chromedriver: PathBuf,
}

/// Finds both by `CHROMIUM` and `CHROMEDRIVER`, then on the `PATH`; on a Debian system as root, a
/// missing one is installed.
pub(super) fn ensure(workspace: &Workspace) -> Result<Browser> {
    if find(workspace).is_err() && may_install(workspace) {
        install(workspace)?;
    }
    find(workspace)
}

fn find(workspace: &Workspace) -> Result<Browser> {
    let chromium = named_by("CHROMIUM")?
        .or_else(|| BROWSERS.iter().find_map(|name| workspace.which(name)))
        .context("no Chromium or Chrome found: install one, or set CHROMIUM to its path")?;
    let chromedriver = named_by("CHROMEDRIVER")?
        .or_else(|| workspace.which("chromedriver"))
        .context("no chromedriver found: install the one of your Chromium's version, or set CHROMEDRIVER to its path")?;
    Ok(Browser {
        chromium,
        chromedriver,
    })
}

fn named_by(variable: &str) -> Result<Option<PathBuf>> {
    let Some(path) = env::var_os(variable).map(PathBuf::from) else {
        return Ok(None);
    };
    if !path.is_file() {
        bail!("{variable} names {}, which is not there", path.display());
    }
    Ok(Some(path))
}

fn may_install(workspace: &Workspace) -> bool {
    geteuid().is_root()
        && Path::new("/etc/debian_version").exists()
        && workspace.which("apt-get").is_some()
        && ["CHROMIUM", "CHROMEDRIVER"]
            .iter()
            .all(|variable| env::var_os(variable).is_none())
}

fn install(workspace: &Workspace) -> Result<()> {
    eprintln!("Installing Debian's Chromium and its driver.");
    let shell = &workspace.shell;
    let _quiet = shell.push_env("DEBIAN_FRONTEND", "noninteractive");
    cmd!(shell, "apt-get update -qq").run()?;
    cmd!(
        shell,
        "apt-get install -y -qq --no-install-recommends chromium chromium-driver"
    )
    .run()
    .context("Debian's Chromium could not be installed")
}
