//! Installs what is missing, says so while it does, and is silent when all is there.

mod browser;
mod cargo_tool;
mod npm;
mod wasm_target;

use anyhow::{Context, Result};
use xshell::cmd;

use crate::workspace::Workspace;
use browser::Browser;
use cargo_tool::CargoTool;

/// The last line of trunk that the pinned toolchain's oldest compiler builds.
const TRUNK: &str = "0.21.14";

/// What building and serving need: node, npm packages, the wasm target, trunk, wasm-bindgen.
pub(crate) fn for_building(workspace: &Workspace) -> Result<()> {
    npm::check_node(workspace)?;
    wasm_target::ensure(workspace)?;
    CargoTool {
        package: "trunk",
        program: "trunk",
        version: TRUNK.to_owned(),
        locked: true,
    }
    .ensure(workspace)?;
    CargoTool {
        package: "wasm-bindgen-cli",
        program: "wasm-bindgen",
        version: wasm_bindgen_version(workspace)?,
        // Its published lock file names versions that the registry no longer serves.
        locked: false,
    }
    .ensure(workspace)?;
    npm::ensure_packages(workspace)
}

/// All of [`for_building`], and a browser with its driver, named to child processes by the
/// variables `CHROMIUM` and `CHROMEDRIVER`.
pub(crate) fn for_browser_tests(workspace: &Workspace) -> Result<()> {
    for_building(workspace)?;
    let Browser {
        chromium,
        chromedriver,
    } = browser::ensure(workspace)?;
    workspace.shell.set_var("CHROMIUM", chromium);
    workspace.shell.set_var("CHROMEDRIVER", chromedriver);
    Ok(())
}

/// The tool must be of exactly the version that the app is compiled with.
fn wasm_bindgen_version(workspace: &Workspace) -> Result<String> {
    let id = cmd!(workspace.shell, "cargo pkgid --quiet wasm-bindgen")
        .quiet()
        .read()?;
    let (_, version) = id
        .rsplit_once(['@', '#'])
        .with_context(|| format!("cargo names wasm-bindgen without a version: {id}"))?;
    Ok(version.to_owned())
}
