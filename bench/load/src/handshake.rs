use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::time::Duration;

use anyhow::{Context as _, bail};
use socket2::{Domain, Socket, Type};

/// Sockets from one address: fewer than it has ports.
const PER_ADDRESS: usize = 5_000;
/// How long a hub may take to answer.
const PATIENCE: Duration = Duration::from_secs(10);
/// Longer than any answer to an upgrade.
const LONGEST_ANSWER: usize = 4 * 1024;

/// An open socket, and what the hub has sent behind its answer.
pub(crate) struct Opened {
    pub(crate) stream: TcpStream,
    pub(crate) rest: Vec<u8>,
}

/// Opens the socket with this number.
pub(crate) fn open(hub: SocketAddr, path: &str, number: usize) -> anyhow::Result<Opened> {
    let mut stream = connect(hub, number).with_context(|| format!("connecting socket {number}"))?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_nodelay(true)?;
    write!(
        stream,
        "GET {path} HTTP/1.1\r\nHost: {hub}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
         Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: bGl2ZS1sb2FkLXNvY2tldA==\r\n\r\n"
    )?;
    let mut answer = Vec::new();
    let mut buffer = [0; 1024];
    let end = loop {
        match stream.read(&mut buffer)? {
            0 => bail!("socket {number} was not answered"),
            count => answer.extend_from_slice(&buffer[..count]),
        }
        if let Some(place) = answer.windows(4).position(|four| four == b"\r\n\r\n") {
            break place + 4;
        }
        if answer.len() > LONGEST_ANSWER {
            bail!("socket {number} was answered at length");
        }
    };
    if !answer.starts_with(b"HTTP/1.1 101") {
        bail!(
            "socket {number} was refused: {}",
            String::from_utf8_lossy(&answer)
        );
    }
    Ok(Opened {
        stream,
        rest: answer.split_off(end),
    })
}

/// From another loopback address whenever one has given its share, and from others than the runs before: their ports are
/// not free yet.
fn connect(hub: SocketAddr, number: usize) -> anyhow::Result<TcpStream> {
    let socket = Socket::new(Domain::IPV4, Type::STREAM, None)?;
    let block = u8::try_from(number / PER_ADDRESS + 1).context("too many sockets")?;
    let [.., run, of_run] = std::process::id().to_be_bytes();
    let source = Ipv4Addr::new(127, run, of_run, block);
    socket.bind(&SocketAddr::from((source, 0)).into())?;
    socket.connect(&hub.into())?;
    Ok(socket.into())
}
