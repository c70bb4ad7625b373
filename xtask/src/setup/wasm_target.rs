//! The standard library for the browser's target.

use std::path::Path;

use anyhow::{Context, Result, bail};
use xshell::cmd;

use crate::workspace::Workspace;

/// The target that the app is compiled for.
const TARGET: &str = "wasm32-unknown-unknown";

/// Adds the target by rustup when the compiler has no standard library for it.
pub(super) fn ensure(workspace: &Workspace) -> Result<()> {
    let shell = &workspace.shell;
    // Asked of the compiler and not of rustup, so that any other installation does as well.
    let libraries = cmd!(shell, "rustc --print target-libdir --target {TARGET}")
        .quiet()
        .read()
        .context("rustc does not answer")?;
    if Path::new(&libraries).is_dir() {
        return Ok(());
    }
    if workspace.which("rustup").is_none() {
        bail!("this Rust has no {TARGET} target: install it, or Rust from https://rustup.rs");
    }
    eprintln!("Adding Rust's {TARGET} target.");
    cmd!(shell, "rustup target add {TARGET}").run().context(
        "rustup could not add the wasm target: run `rustup target add wasm32-unknown-unknown` where the network allows it",
    )
}
