use std::io::{ErrorKind, Read as _, Write as _};
use std::time::Duration;

use anyhow::{Context as _, bail};
use mio::{Events, Interest, Poll, Token};

use crate::arguments::Arguments;
use crate::frames::{self, Kind};
use crate::publisher::sent_at;
use crate::{clock, handshake};

/// Sockets that are told of at once.
const EVENTS: usize = 4096;
/// Between two looks at the sockets. A reader that waits for each message has to be woken for each, and the kernel does that
/// at the hub's expense; clients on other machines cost it nothing. It is part of the latency that is told.
const REST: Duration = Duration::from_millis(1);
/// What is read at once.
const BUFFER: usize = 256 * 1024;
/// How the heartbeat of our server begins; it wants an echo.
const HEARTBEAT: &[u8] = br#"{"type":"heartCheck""#;

/// All open sockets.
pub(crate) struct Fleet {
    sockets: Vec<Socket>,
    poll: Poll,
    events: Events,
    buffer: Vec<u8>,
}

struct Socket {
    stream: mio::net::TcpStream,
    /// The beginning of a frame whose end is still to come.
    part: Vec<u8>,
}

impl Fleet {
    /// Opens them all, one after the other, and lets each say its first words.
    pub(crate) fn open(arguments: &Arguments) -> anyhow::Result<Self> {
        let poll = Poll::new()?;
        let mut sockets = Vec::with_capacity(arguments.sockets);
        for number in 0..arguments.sockets {
            let opened = handshake::open(arguments.address, &arguments.path, number)?;
            let mut stream = opened.stream;
            for words in arguments.first_words(number) {
                stream.write_all(&frames::text(&words))?;
            }
            stream.set_nonblocking(true)?;
            let mut stream = mio::net::TcpStream::from_std(stream);
            poll.registry()
                .register(&mut stream, Token(number), Interest::READABLE)?;
            sockets.push(Socket {
                stream,
                part: opened.rest,
            });
        }
        Ok(Self {
            sockets,
            poll,
            events: Events::with_capacity(EVENTS),
            buffer: vec![0; BUFFER],
        })
    }

    /// Sends a frame by the socket with this number.
    pub(crate) fn send(&mut self, number: usize, frame: &[u8]) -> anyhow::Result<()> {
        let sent = self.sockets[number].stream.write_all(frame);
        sent.with_context(|| format!("sending by socket {number}"))
    }

    /// Reads what comes until that time, or once; tells each message with when it was sent and when it came.
    pub(crate) fn read(
        &mut self,
        until: Duration,
        mut each: impl FnMut(Duration, Duration),
    ) -> anyhow::Result<()> {
        std::thread::sleep(REST.min(until.saturating_sub(clock::now())));
        let wait = until.saturating_sub(clock::now());
        match self.poll.poll(&mut self.events, Some(wait)) {
            Err(error) if error.kind() == ErrorKind::Interrupted => return Ok(()),
            polled => polled?,
        }
        for event in &self.events {
            let Token(number) = event.token();
            let socket = &mut self.sockets[number];
            socket
                .read(&mut self.buffer, &mut each)
                .with_context(|| format!("reading socket {number}"))?;
        }
        Ok(())
    }
}

impl Socket {
    fn read(
        &mut self,
        buffer: &mut [u8],
        each: &mut impl FnMut(Duration, Duration),
    ) -> anyhow::Result<()> {
        loop {
            let count = match self.stream.read(buffer) {
                Ok(0) => bail!("the hub has hung up"),
                Ok(count) => count,
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(()),
                Err(error) => return Err(error.into()),
            };
            let came = clock::now();
            if self.part.is_empty() {
                let taken = self.take(&buffer[..count], came, each)?;
                self.part.extend_from_slice(&buffer[taken..count]);
            } else {
                let mut bytes = std::mem::take(&mut self.part);
                bytes.extend_from_slice(&buffer[..count]);
                let taken = self.take(&bytes, came, each)?;
                bytes.drain(..taken);
                self.part = bytes;
            }
            // The kernel has given all it had; it tells of what comes after that.
            if count < buffer.len() {
                return Ok(());
            }
        }
    }

    fn take(
        &mut self,
        bytes: &[u8],
        came: Duration,
        each: &mut impl FnMut(Duration, Duration),
    ) -> anyhow::Result<usize> {
        let mut answer = Vec::new();
        let mut is_closed = false;
        let taken = frames::read(bytes, |kind, payload| match kind {
            Kind::Text if payload.starts_with(HEARTBEAT) => {
                answer.extend(frames::text(r#"{"type":"heartCheck"}"#));
            }
            Kind::Text | Kind::Binary => {
                if let Some(sent) = sent_at(payload) {
                    each(sent, came);
                }
            }
            Kind::Ping => answer.extend(frames::pong(payload)),
            Kind::Close => is_closed = true,
            Kind::Other => {}
        });
        if is_closed {
            bail!("the hub has closed the socket");
        }
        if !answer.is_empty() {
            self.stream.write_all(&answer)?;
        }
        Ok(taken)
    }
}
