//! Makes the two halves of the product: the app for the browser, and the server.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};
use xshell::cmd;

use crate::fingerprint;
use crate::workspace::Workspace;

/// All that the app is built from.
const APP_INPUTS: [&str; 15] = [
    "Cargo.lock",
    "Cargo.toml",
    "Trunk.toml",
    "crates/conn",
    "crates/store",
    "crates/wire",
    "echarts",
    "index.html",
    "package-lock.json",
    "package.json",
    "public",
    "rust-toolchain.toml",
    "src",
    "style",
    "xtask/precompress.mjs",
];

/// What the build itself writes among its inputs.
const GENERATED: [&str; 3] = [
    "echarts/dist",
    "public/maps/usa.json",
    "public/maps/world.json",
];

/// The fingerprint of what `dist` was built from. Trunk empties that folder when it builds, so a
/// debug build by hand never passes for the release build.
const BUILT_FROM: &str = "dist/.built-from";

/// Builds the app into `dist`, unless nothing has changed since it was built last.
pub(crate) fn app(workspace: &Workspace) -> Result<()> {
    let stamp = workspace.path(BUILT_FROM);
    let inputs = fingerprint::of(workspace.root(), &APP_INPUTS, &GENERATED)?;
    if fs::read_to_string(&stamp).is_ok_and(|built_from| built_from == inputs) {
        return Ok(());
    }
    eprintln!("Building the app: a first build takes a few minutes.");
    cmd!(workspace.shell, "trunk build --release").run()?;
    fs::write(&stamp, inputs).with_context(|| format!("cannot write {}", stamp.display()))
}

/// Builds the server in the release profile and says where it is.
pub(crate) fn server(workspace: &Workspace) -> Result<PathBuf> {
    let program = workspace.target()?.join("release/live-server");
    if !program.exists() {
        eprintln!("Building the server: a first build takes a few minutes.");
    }
    cmd!(
        workspace.shell,
        "cargo build --quiet --release --package live-server"
    )
    .quiet()
    .run()?;
    Ok(program)
}

/// Builds the page that the benchmarks measure in, the way the app is built.
pub(crate) fn bench_page(workspace: &Workspace) -> Result<()> {
    let dist = workspace.path("target/bench-page");
    cmd!(
        workspace.shell,
        "trunk build --release --config bench/Trunk.toml --dist {dist}"
    )
    .run()?;
    Ok(())
}
