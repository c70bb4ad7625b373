//! `cargo xtask serve`: the whole product with one command.

use std::env;
use std::ffi::OsString;
use std::net::{SocketAddr, TcpStream};
use std::os::unix::process::CommandExt;
use std::process::Command;
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use xshell::cmd;

use crate::workspace::Workspace;
use crate::{build, server_flags, setup};

/// How long `--open` waits for the server, which may have a large file to replay first.
const PATIENCE: Duration = Duration::from_secs(60);
const POLL: Duration = Duration::from_millis(100);

#[derive(clap::Args)]
pub(crate) struct Args {
    /// The port on 127.0.0.1
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// Open the page in a browser
    #[arg(long)]
    open: bool,
    /// Flags for the server itself, as `live-server --help` lists them
    #[arg(last = true)]
    server: Vec<OsString>,
}

/// Builds what is missing, then becomes the server: signals and the exit code need no passing on,
/// and Ctrl-C is the server's own clean shutdown.
pub(crate) fn serve(workspace: &Workspace, args: &Args) -> Result<()> {
    setup::for_building(workspace)?;
    build::app(workspace)?;
    let program = build::server(workspace)?;

    let address = SocketAddr::from(([127, 0, 0, 1], args.port));
    if args.open {
        let opener = env::current_exe().context("cannot tell where this program is")?;
        Command::new(opener)
            .args(["open-when-ready", &address.to_string()])
            .spawn()?;
    }

    let flags = server_flags::complete(&args.server, workspace, &workspace.path("dist"), address);
    let error = Command::new(&program).args(flags).exec();
    Err(error).with_context(|| format!("cannot start {}", program.display()))
}

#[derive(clap::Args)]
pub(crate) struct OpenWhenReady {
    address: SocketAddr,
}

/// Runs beside the server, which has taken the place of the process that knew about `--open`.
pub(crate) fn open_when_ready(workspace: &Workspace, args: &OpenWhenReady) -> Result<()> {
    let url = format!("http://{}", args.address);
    let opener = ["xdg-open", "open"]
        .into_iter()
        .find_map(|name| workspace.which(name))
        .with_context(|| format!("no program to open a browser with: visit {url}"))?;
    let answers = (0..PATIENCE.as_millis() / POLL.as_millis()).any(|_| {
        thread::sleep(POLL);
        TcpStream::connect(args.address).is_ok()
    });
    if !answers {
        bail!("nothing answers at {url} after {} s", PATIENCE.as_secs());
    }
    cmd!(workspace.shell, "{opener} {url}").quiet().run()?;
    Ok(())
}
