//! Makes the two halves of the product: the app for the browser, and the server.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};
use xshell::cmd;

use crate::fingerprint;
use crate::workspace::Workspace;

/// All that the app is built from.
const APP_INPUTS: [&str; 19] = [
    ".cargo/config.toml",
    "Cargo.lock",
    "Cargo.toml",
    "Trunk.toml",
    "crates/conn",
    "crates/payloads",
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
    "xtask/after_build.mjs",
    "xtask/precompress.mjs",
    "xtask/split",
];

/// What the build itself writes among its inputs, and the operator's settings, which are copied and not built.
const NOT_APP_INPUTS: [&str; 4] = [
    "echarts/dist",
    "public/maps/usa.json",
    "public/maps/world.json",
    SETTINGS,
];

/// What an operator sets without a rebuild.
const SETTINGS: &str = "public/config.json";

/// The fingerprint of what `dist` was built from. Trunk empties that folder when it builds, so a
/// debug build by hand never passes for the release build.
const BUILT_FROM: &str = "dist/.built-from";

/// Builds the app into `dist`, unless nothing has changed since it was built last.
pub(crate) fn app(workspace: &Workspace) -> Result<()> {
    let stamp = workspace.path(BUILT_FROM);
    let inputs = fingerprint::of(workspace.root(), &APP_INPUTS, &NOT_APP_INPUTS)?;
    if fs::read_to_string(&stamp).is_ok_and(|built_from| built_from == inputs) {
        fs::copy(workspace.path(SETTINGS), workspace.path("dist/config.json"))
            .with_context(|| format!("cannot copy {SETTINGS}"))?;
        return Ok(());
    }
    eprintln!("Building the app: a first build takes a few minutes.");
    cmd!(workspace.shell, "trunk build --release").run()?;
    fs::write(&stamp, inputs).with_context(|| format!("cannot write {BUILT_FROM}"))
}

/// Builds the server in the release profile and says where it is. What there is to build, cargo knows and reports.
pub(crate) fn server(workspace: &Workspace) -> Result<PathBuf> {
    cmd!(
        workspace.shell,
        "cargo build --release --package live-server"
    )
    .run()?;
    Ok(workspace.target()?.join("release/live-server"))
}

/// Builds what the benchmarks put load on the product with.
pub(crate) fn bench_tools(workspace: &Workspace) -> Result<()> {
    cmd!(
        workspace.shell,
        "cargo build --release --package live-publisher --package live-load --bins"
    )
    .run()?;
    Ok(())
}

/// Builds the pages that the benchmarks measure in and weigh, the way the app is built.
pub(crate) fn bench_pages(workspace: &Workspace) -> Result<()> {
    let pages = [
        ("bench/index.html", "target/bench-page"),
        ("bench/minimal/with_store.html", "target/with-store"),
        ("bench/minimal/without_store.html", "target/without-store"),
    ];
    for (page, dist) in pages {
        // From its configuration's folder trunk would look for the page there.
        let (page, dist) = (workspace.path(page), workspace.path(dist));
        cmd!(
            workspace.shell,
            "trunk build --release --config bench/Trunk.toml --dist {dist} {page}"
        )
        .run()?;
    }
    let packed = workspace.path("target/bench-packed");
    cmd!(
        workspace.shell,
        "trunk build --release --features msgpack --dist {packed}"
    )
    .run()?;
    Ok(())
}
