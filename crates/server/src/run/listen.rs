use std::future::Future;
use std::io;
use std::net::SocketAddr;

use tokio::net::{TcpListener, TcpSocket, lookup_host};

use super::StartError;

/// What the kernel may hold of what a client has not taken yet: a reader that takes nothing is noticed soon.
const SEND_BUFFER: u32 = 256 * 1024;
/// Connections that may wait to be taken up: a thousand clients come back at once after a restart.
const BACKLOG: u32 = 4096;

/// Listens on `HOST:PORT`.
pub(super) async fn bind(address: &str) -> Result<TcpListener, StartError> {
    let failed = |error| StartError::Listen {
        address: address.to_owned(),
        error,
    };
    let first = lookup_host(address).await.map_err(failed)?.next();
    let resolved = first.ok_or_else(|| failed(io::Error::other("no such address")))?;
    listener(resolved).map_err(failed)
}

fn listener(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = match address {
        SocketAddr::V4(_) => TcpSocket::new_v4()?,
        SocketAddr::V6(_) => TcpSocket::new_v6()?,
    };
    // On Windows this would let two servers share a port.
    #[cfg(not(windows))]
    socket.set_reuseaddr(true)?;
    socket.set_send_buffer_size(SEND_BUFFER)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)
}

/// Waits for the process to be interrupted or told to end.
#[cfg(unix)]
pub(super) fn interruption() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

/// Waits for the process to be interrupted.
#[cfg(not(unix))]
pub(super) fn interruption() -> io::Result<impl Future<Output = ()>> {
    Ok(async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending().await
        }
    })
}
