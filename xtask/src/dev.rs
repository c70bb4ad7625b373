//! `cargo xtask dev`: the app with live reload, and the server beside it.

use std::ffi::OsString;
use std::net::SocketAddr;
use std::os::unix::process::CommandExt;
use std::process::{Command, ExitStatus};
use std::sync::mpsc::{self, Sender};
use std::thread::{self, JoinHandle};

use anyhow::{Context, Result, bail};
use nix::sys::signal::{Signal, killpg};
use nix::unistd::Pid;
use xshell::cmd;

use crate::workspace::Workspace;
use crate::{build, server_flags, setup};

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Flags for the server itself, as `live-server --help` lists them
    #[arg(last = true)]
    server: Vec<OsString>,
}

/// Why the two processes are to be ended.
enum End {
    /// Ctrl-C, or a request to terminate.
    Asked,
    /// One of them ended by itself.
    Exited(&'static str, ExitStatus),
}

/// Runs the server on 8080 and trunk on 8081 until Ctrl-C, or until one of them ends.
pub(crate) fn dev(workspace: &Workspace, args: &Args) -> Result<()> {
    setup::for_building(workspace)?;
    let program = build::server(workspace)?;
    // Apart from `dist`, so that the release build there stays what `serve` shows.
    let dist = workspace.target()?.join("dev-dist");
    // The server does not start without a page to serve.
    cmd!(workspace.shell, "trunk build --dist {dist}").run()?;

    let (ends, ended) = mpsc::channel();
    let asked = ends.clone();
    ctrlc::set_handler(move || {
        // Nobody receives once one of the two has ended by itself.
        let _ = asked.send(End::Asked);
    })?;

    let address = SocketAddr::from(([127, 0, 0, 1], 8080));
    let flags = server_flags::complete(&args.server, workspace, &dist, address);
    let shell = &workspace.shell;
    let server = cmd!(shell, "{program} {flags...}");
    let trunk = cmd!(shell, "trunk serve --port 8081 --dist {dist}");
    let running = [
        Running::start("the server", server.into(), &ends)?,
        Running::start("trunk", trunk.into(), &ends)?,
    ];

    let end = ended.recv().context("nobody is left to wait for")?;
    running.into_iter().for_each(Running::end);
    match end {
        End::Asked => Ok(()),
        End::Exited(name, status) => bail!("{name} ended by itself ({status})"),
    }
}

/// A process in a group of its own: the terminal's Ctrl-C reaches this program alone, which then
/// ends each group once.
struct Running {
    group: Pid,
    waiter: JoinHandle<()>,
}

impl Running {
    fn start(name: &'static str, mut command: Command, ends: &Sender<End>) -> Result<Self> {
        let mut child = command
            .process_group(0)
            .spawn()
            .with_context(|| format!("cannot start {name}"))?;
        let group = Pid::from_raw(i32::try_from(child.id())?);
        let ends = ends.clone();
        let waiter = thread::spawn(move || {
            if let Ok(status) = child.wait() {
                // Nobody receives once the other process has ended.
                let _ = ends.send(End::Exited(name, status));
            }
        });
        Ok(Self { group, waiter })
    }

    fn end(self) {
        // A group that has ended by itself cannot be signalled, which is as well.
        let _ = killpg(self.group, Signal::SIGTERM);
        // A panicked waiter has nothing left to wait for.
        let _ = self.waiter.join();
    }
}
