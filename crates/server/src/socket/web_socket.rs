use std::io::{self, ErrorKind, IoSlice, Read, Write};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use axum::body::Bytes;
use axum::extract::ws::{CloseFrame, Message, Utf8Bytes};
use futures_util::{Sink, Stream};
use smallvec::SmallVec;
use tokio::net::TcpStream;
use tungstenite::error::ProtocolError;
use tungstenite::protocol::frame::coding::CloseCode;
use tungstenite::protocol::{Role, WebSocketConfig, WebSocketContext};
use tungstenite::{Error, protocol};

use super::outgoing::Outgoing;

/// The longest message from a client, in bytes.
const LONGEST_MESSAGE: usize = 64 * 1024;
/// What is read at once, and what an idle connection keeps: messages from clients are short.
const READ_BUFFER: usize = 512;
/// How often is read until others get their turn on the thread: a client may send without end what makes no message.
const READS: usize = 32;
/// Frames that are handed to the kernel at once.
const AT_ONCE: usize = 16;
/// So many bytes are copied rather than handed over in pieces.
const SHORT: usize = 1024;
/// Frames are taken on until they are this long, in bytes; a longer one goes alone.
const ROOM: usize = 16 * 1024;

/// A WebSocket on a TCP connection, the server's side.
///
/// tungstenite reads, checks what comes, and answers pings and closes. What goes out does not pass through its buffer: a
/// frame is a few bytes of its own in front of bytes that all readers share. Long ones are handed to the kernel as they are.
#[derive(Debug)]
pub(super) struct WebSocket {
    stream: TcpStream,
    context: WebSocketContext,
    /// Frames on their way.
    out: SmallVec<[Outgoing; 1]>,
    /// What of the first of them the kernel has taken; nothing may come between that and the rest.
    begun: usize,
    /// How long they are together.
    bytes: usize,
    /// The close that follows on them, with a reason or without.
    close: Option<Option<protocol::CloseFrame>>,
    /// tungstenite has something to send for which the kernel had no room.
    owes: bool,
    /// It has read as often as it may at once.
    is_tired: bool,
    has_ended: bool,
}

impl WebSocket {
    /// A socket on a connection that has been upgraded; `read` is what was read from it already.
    pub(super) fn new(stream: TcpStream, read: &[u8]) -> Self {
        let config = WebSocketConfig::default()
            .read_buffer_size(READ_BUFFER)
            .write_buffer_size(0)
            .max_message_size(Some(LONGEST_MESSAGE))
            .max_frame_size(Some(LONGEST_MESSAGE));
        let context = if read.is_empty() {
            WebSocketContext::new(Role::Server, Some(config))
        } else {
            WebSocketContext::from_partially_read(read.to_vec(), Role::Server, Some(config))
        };
        Self {
            stream,
            context,
            out: SmallVec::new(),
            begun: 0,
            bytes: 0,
            close: None,
            owes: false,
            is_tired: false,
            has_ended: false,
        }
    }

    /// Lets tungstenite use the connection, and notes whether something is left to be sent.
    fn with_context<T>(
        &mut self,
        work: impl FnOnce(&mut WebSocketContext, &mut Wire<'_>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let mut wire = Wire {
            stream: &self.stream,
            is_free: self.begun == 0,
            was_refused: false,
            reads: READS,
        };
        let done = work(&mut self.context, &mut wire);
        self.owes |= wire.was_refused;
        self.is_tired = wire.reads == 0;
        done
    }

    /// Sends what tungstenite owes the peer.
    fn poll_owed(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Error>> {
        loop {
            match self.with_context(|context, wire| context.flush(wire)) {
                Err(error) if is_blocked(&error) => ready!(self.stream.poll_write_ready(cx))?,
                done => {
                    self.owes = false;
                    return Poll::Ready(done);
                }
            }
        }
    }

    /// Hands what waits to the kernel, until nothing waits.
    fn poll_write(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Error>> {
        loop {
            let done = if self.owes && self.begun == 0 {
                ready!(self.poll_owed(cx))
            } else if !self.out.is_empty() {
                self.write_some()
            } else if let Some(frame) = self.close.take() {
                self.with_context(|context, wire| context.close(wire, frame))
            } else {
                return Poll::Ready(Ok(()));
            };
            match done {
                Ok(()) => {}
                Err(error) if is_blocked(&error) => ready!(self.stream.poll_write_ready(cx))?,
                Err(error) => return Poll::Ready(Err(error)),
            }
        }
    }

    fn write_some(&mut self) -> Result<(), Error> {
        let written = if self.bytes - self.begun <= SHORT {
            self.write_copied()
        } else {
            self.write_shared()
        }?;
        if written == 0 {
            return Err(io::Error::from(ErrorKind::WriteZero).into());
        }
        self.begun += written;
        let mut gone = 0;
        while let Some(frame) = self.out.get(gone)
            && self.begun >= frame.len()
        {
            self.begun -= frame.len();
            self.bytes -= frame.len();
            gone += 1;
        }
        self.out.drain(..gone);
        if self.out.is_empty() && self.out.spilled() {
            // An idle connection keeps nothing.
            self.out = SmallVec::new();
        }
        Ok(())
    }

    /// Short frames are put together: the kernel takes one piece faster than several.
    fn write_copied(&self) -> io::Result<usize> {
        let mut buffer = [0; SHORT];
        let mut length = 0;
        let mut begun = self.begun;
        for frame in &self.out {
            for part in frame.rest(begun) {
                buffer[length..length + part.len()].copy_from_slice(part);
                length += part.len();
            }
            begun = 0;
        }
        self.stream.try_write(&buffer[..length])
    }

    fn write_shared(&self) -> io::Result<usize> {
        let mut parts = [IoSlice::new(&[]); 2 * AT_ONCE];
        let mut count = 0;
        let mut begun = self.begun;
        for frame in self.out.iter().take(AT_ONCE) {
            for part in frame.rest(begun) {
                parts[count] = IoSlice::new(part);
                count += 1;
            }
            begun = 0;
        }
        self.stream.try_write_vectored(&parts[..count])
    }

    fn poll_read(&mut self, cx: &mut Context<'_>) -> Poll<Result<protocol::Message, Error>> {
        loop {
            match self.with_context(|context, wire| context.read(wire)) {
                Err(error) if is_blocked(&error) => {}
                read => return Poll::Ready(read),
            }
            if self.owes
                && self.begun == 0
                && let Poll::Ready(Err(error)) = self.poll_owed(cx)
            {
                return Poll::Ready(Err(error));
            }
            if self.is_tired {
                cx.waker().wake_by_ref();
                return Poll::Pending;
            }
            ready!(self.stream.poll_read_ready(cx))?;
        }
    }
}

impl Stream for WebSocket {
    type Item = Result<Message, axum::Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.has_ended {
            return Poll::Ready(None);
        }
        let read = ready!(self.poll_read(cx));
        self.has_ended = read.is_err();
        Poll::Ready(match read {
            Ok(message) => Some(received(message).map_err(axum::Error::new)),
            Err(Error::ConnectionClosed | Error::AlreadyClosed) => None,
            Err(error) => Some(Err(axum::Error::new(error))),
        })
    }
}

impl Sink<Message> for WebSocket {
    type Error = axum::Error;

    fn poll_ready(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        if self.out.len() < AT_ONCE && self.bytes < ROOM {
            return Poll::Ready(Ok(()));
        }
        self.poll_write(cx).map_err(axum::Error::new)
    }

    fn start_send(mut self: Pin<&mut Self>, message: Message) -> Result<(), Self::Error> {
        if !self.context.can_write() || self.close.is_some() {
            let error = Error::Protocol(ProtocolError::SendAfterClosing);
            return Err(axum::Error::new(error));
        }
        let frame = match message {
            Message::Text(text) => Outgoing::text(Bytes::from(text)),
            Message::Binary(bytes) => Outgoing::binary(bytes),
            Message::Ping(bytes) => Outgoing::ping(bytes),
            Message::Pong(bytes) => Outgoing::pong(bytes),
            Message::Close(frame) => {
                self.close = Some(frame.map(translated));
                return Ok(());
            }
        };
        self.bytes += frame.len();
        self.out.push(frame);
        Ok(())
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.poll_write(cx).map_err(axum::Error::new)
    }

    fn poll_close(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        let closed = |error: Error| match error {
            Error::ConnectionClosed | Error::AlreadyClosed => Ok(()),
            error => Err(axum::Error::new(error)),
        };
        if let Err(error) = ready!(self.poll_write(cx)) {
            return Poll::Ready(closed(error));
        }
        match self.with_context(|context, wire| context.close(wire, None)) {
            Err(error) if is_blocked(&error) => {
                self.poll_write(cx).map(|done| done.or_else(closed))
            }
            done => Poll::Ready(done.or_else(closed)),
        }
    }
}

/// The connection as tungstenite uses it.
struct Wire<'a> {
    stream: &'a TcpStream,
    /// No frame of ours is half written.
    is_free: bool,
    /// Something could not be written.
    was_refused: bool,
    /// How often may be read.
    reads: usize,
}

impl Read for Wire<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.reads = self.reads.checked_sub(1).ok_or(ErrorKind::WouldBlock)?;
        self.stream.try_read(buffer)
    }
}

impl Write for Wire<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = if self.is_free {
            self.stream.try_write(bytes)
        } else {
            Err(ErrorKind::WouldBlock.into())
        };
        self.was_refused |= written.is_err();
        written
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn is_blocked(error: &Error) -> bool {
    matches!(error, Error::Io(error) if error.kind() == ErrorKind::WouldBlock)
}

fn received(message: protocol::Message) -> Result<Message, Error> {
    Ok(match message {
        protocol::Message::Text(text) => Message::Text(Utf8Bytes::from(text.as_str())),
        protocol::Message::Binary(bytes) => Message::Binary(bytes),
        protocol::Message::Ping(bytes) => Message::Ping(bytes),
        protocol::Message::Pong(bytes) => Message::Pong(bytes),
        protocol::Message::Close(frame) => Message::Close(frame.map(|frame| CloseFrame {
            code: frame.code.into(),
            reason: Utf8Bytes::from(frame.reason.as_str()),
        })),
        // Frames as such are never read.
        protocol::Message::Frame(_) => return Err(Error::AttackAttempt),
    })
}

fn translated(frame: CloseFrame) -> protocol::CloseFrame {
    protocol::CloseFrame {
        code: CloseCode::from(frame.code),
        reason: frame.reason.as_str().into(),
    }
}

#[cfg(test)]
mod tests {
    use futures_util::{SinkExt as _, StreamExt as _};
    use tokio::net::TcpSocket;
    use tokio_tungstenite::WebSocketStream;
    use tungstenite::Message as Received;

    use super::*;

    /// Both ends of a connection that takes little at once.
    async fn narrow() -> (WebSocket, WebSocketStream<TcpStream>) {
        const LITTLE: u32 = 4 * 1024;
        let listening = TcpSocket::new_v4().unwrap();
        listening.set_send_buffer_size(LITTLE).unwrap();
        listening.bind("127.0.0.1:0".parse().unwrap()).unwrap();
        let listener = listening.listen(1).unwrap();
        let client = TcpSocket::new_v4().unwrap();
        client.set_recv_buffer_size(LITTLE).unwrap();
        let connecting = client.connect(listener.local_addr().unwrap());
        let (accepted, connected) = tokio::join!(listener.accept(), connecting);
        let server = WebSocket::new(accepted.unwrap().0, &[]);
        let client = WebSocketStream::from_raw_socket(connected.unwrap(), Role::Client, None);
        (server, client.await)
    }

    fn text(number: usize) -> String {
        // Long and short ones in turns, such that frames end anywhere in what is written at once.
        let length = [3, 40_000, 0, 700, 9_000, 130][number % 6] + number;
        format!("{number}:{}", "x".repeat(length))
    }

    const MESSAGES: usize = 300;

    #[tokio::test]
    async fn every_message_comes_whole_and_in_order_though_pongs_come_between_them() {
        let (server, mut client) = narrow().await;
        let (mut sink, mut stream) = server.split();
        let reading = tokio::spawn(async move { while let Some(Ok(_)) = stream.next().await {} });
        let sending = tokio::spawn(async move {
            for number in 0..MESSAGES {
                sink.feed(Message::text(text(number))).await.unwrap();
            }
            sink.send(Message::Close(None)).await.unwrap();
        });
        let (mut texts, mut pongs) = (0, 0);
        loop {
            match client.next().await {
                Some(Ok(Received::Text(received))) => {
                    assert_eq!(received.as_str(), text(texts));
                    texts += 1;
                    let ping = Received::Ping(texts.to_string().into());
                    client.send(ping).await.unwrap();
                }
                Some(Ok(Received::Pong(_))) => pongs += 1,
                Some(Ok(Received::Close(_))) => break,
                other => panic!("{other:?}"),
            }
        }
        assert_eq!(texts, MESSAGES);
        assert!(pongs > 0);
        sending.await.unwrap();
        reading.abort();
    }

    #[tokio::test]
    async fn what_waits_comes_before_the_close() {
        let (mut server, mut client) = narrow().await;
        let sending = tokio::spawn(async move {
            server.feed(Message::text(text(1))).await.unwrap();
            server.feed(Message::text(text(2))).await.unwrap();
            server.close().await.unwrap();
        });
        for number in [1, 2] {
            let received = client.next().await.unwrap().unwrap();
            assert_eq!(received.into_text().unwrap().as_str(), text(number));
        }
        assert!(client.next().await.unwrap().unwrap().is_close());
        sending.await.unwrap();
    }
}
