//! A server that never conflates: every value of every chart goes to every page, at the rate that is asked for.
//!
//! `live-server` publishes a chart a few times a second and lets a slow reader skip values, so that no page ever has more
//! to do than it can. What a page does with a flood is only seen in front of a server that does neither.
//!
//! It serves the page in a folder, with a `config.json` of its own, and its socket. Nothing moves until
//! `POST /bench/start?rate=`; `POST /bench/stop` ends the flood, also for pages that are behind; `GET /bench/log` tells
//! when each value was published, and how much was sent.
//!
//! # Layout
//!
//! In the order in which values pass: [`charts`] makes them up, [`ring`] keeps them prepared, [`flow`] publishes them in
//! time by the [`clock`], [`form`] writes them as frames, [`session`] talks to a page, [`routes`] is the HTTP around it.

mod charts;
mod clock;
mod flow;
mod form;
mod ring;
mod routes;
mod session;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use axum::serve::ListenerExt as _;
use clap::Parser;
use tokio::net::TcpSocket;

use flow::Flow;
use form::Form;

/// What may lie in the kernel on its way to a page, in bytes: little, so that a page that is behind is seen to be.
const SEND_BUFFER: u32 = 128 * 1024;

/// The command line.
#[derive(Debug, Parser)]
struct Args {
    /// Address; the port 0 takes a free one. The address is the first line of the output.
    #[arg(long, default_value = "127.0.0.1:0")]
    listen: SocketAddr,
    /// The folder of the page.
    #[arg(long)]
    page: PathBuf,
    /// Shape of the frames.
    #[arg(long, value_enum, default_value_t = Form::Native)]
    form: Form,
    /// How long values are gathered for a batch, in milliseconds.
    #[arg(long, default_value_t = 16)]
    batch_ms: u64,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let args = Args::parse();
    let gathered = match args.form {
        Form::Batch => Duration::from_millis(args.batch_ms),
        Form::Text | Form::Native => flow::TICK,
    };
    let flow = Arc::new(Flow::new(args.form, gathered));
    let socket = TcpSocket::new_v4()?;
    socket.set_send_buffer_size(SEND_BUFFER)?;
    socket.bind(args.listen)?;
    let listener = socket.listen(64)?;
    announce(listener.local_addr()?);
    let listener = listener.tap_io(|stream| {
        // A socket that cannot be told so is slower, and works.
        let _ = stream.set_nodelay(true);
    });
    let routes = routes::routes(&args.page, flow);
    axum::serve(listener, routes).await?;
    Ok(())
}

#[expect(clippy::print_stdout, reason = "whoever has started it reads this")]
fn announce(address: SocketAddr) {
    println!("http://{address}");
}
