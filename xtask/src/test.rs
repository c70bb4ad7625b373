//! `cargo xtask test`: what must hold before a change is merged, in the order of cost.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::ValueEnum;
use xshell::cmd;

use crate::workspace::Workspace;
use crate::{build, setup};

/// The packages that know a browser, and the target that they are compiled for. What they build on is
/// pure, and the native checks see all of it.
const BROWSER_PACKAGES: [&str; 6] = [
    "--target",
    "wasm32-unknown-unknown",
    "--package",
    "leptos-socket-store",
    "--package",
    "live-dashboard",
];

/// Where the browser tests of the product are: of the product itself, and of it beside servers and clients that are not
/// ours.
const BROWSER_TESTS: [&str; 2] = ["tests", "tests/compat"];

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Run these steps only
    #[arg(value_enum)]
    steps: Vec<Step>,
}

/// One headline of the run.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Step {
    /// The code is formatted
    Fmt,
    /// No lint fires, natively or for the browser
    Clippy,
    /// Native tests, and the examples in the documentation
    Native,
    /// The documentation builds without a warning
    Docs,
    /// The store and the app in a real browser, part by part
    Wasm,
    /// The whole product in a real browser
    E2e,
}

impl Step {
    fn headline(self) -> &'static str {
        match self {
            Self::Fmt => "Formatting",
            Self::Clippy => "Lints",
            Self::Native => "Native tests and documented examples",
            Self::Docs => "Documentation",
            Self::Wasm => "Browser tests of the parts",
            Self::E2e => "Browser tests of the product",
        }
    }

    fn run(self, workspace: &Workspace) -> Result<()> {
        match self {
            Self::Fmt => formatting(workspace),
            Self::Clippy => lints(workspace),
            Self::Native => native_tests(workspace),
            Self::Docs => documentation(workspace),
            Self::Wasm => parts_in_browser(workspace),
            Self::E2e => product_in_browser(workspace),
        }
    }
}

/// Runs the steps in order and stops at the first that fails.
pub(crate) fn test(workspace: &Workspace, args: &Args) -> Result<()> {
    setup::for_browser_tests(workspace)?;
    let chosen = |step: &Step| args.steps.is_empty() || args.steps.contains(step);
    let steps: Vec<Step> = Step::value_variants()
        .iter()
        .copied()
        .filter(chosen)
        .collect();
    for (index, step) in steps.iter().enumerate() {
        let headline = step.headline();
        eprintln!("\n== {}/{}: {headline}", index + 1, steps.len());
        step.run(workspace)
            .with_context(|| format!("FAILED at \"{headline}\""))?;
    }
    eprintln!("\nAll passed.");
    Ok(())
}

fn formatting(workspace: &Workspace) -> Result<()> {
    Ok(cmd!(workspace.shell, "cargo fmt --all --check").run()?)
}

fn lints(workspace: &Workspace) -> Result<()> {
    let shell = &workspace.shell;
    cmd!(
        shell,
        "cargo clippy --workspace --all-targets -- -D warnings"
    )
    .run()?;
    Ok(cmd!(
        shell,
        "cargo clippy {BROWSER_PACKAGES...} --all-targets -- -D warnings"
    )
    .run()?)
}

fn native_tests(workspace: &Workspace) -> Result<()> {
    Ok(cmd!(workspace.shell, "cargo test --workspace").run()?)
}

fn documentation(workspace: &Workspace) -> Result<()> {
    Ok(cmd!(workspace.shell, "cargo doc --workspace --no-deps")
        .env("RUSTDOCFLAGS", "-D warnings")
        .run()?)
}

fn parts_in_browser(workspace: &Workspace) -> Result<()> {
    let runner = "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER";
    Ok(cmd!(
        workspace.shell,
        "cargo test {BROWSER_PACKAGES...} --lib --bins --tests"
    )
    .env(runner, "wasm-bindgen-test-runner")
    .run()?)
}

fn product_in_browser(workspace: &Workspace) -> Result<()> {
    build::app(workspace)?;
    let server = build::server(workspace)?;
    let files = browser_test_files(workspace)?;
    Ok(cmd!(
        workspace.shell,
        "node --test --test-reporter spec {files...}"
    )
    .env("LIVE_SERVER", server)
    .run()?)
}

fn browser_test_files(workspace: &Workspace) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for folder in BROWSER_TESTS {
        for entry in fs::read_dir(workspace.path(folder))? {
            let path = entry?.path();
            if path.to_string_lossy().ends_with(".test.mjs") {
                files.push(path);
            }
        }
    }
    files.sort();
    Ok(files)
}
