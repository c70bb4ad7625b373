//! A socket without a network: the loop of a connection at one end, a test at the other.
//!
//! Teach it a new trick by giving [`Client`] a method; the connection's end does nothing but pass messages on.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::extract::ws::Message;
use futures_util::{Sink, Stream};
use tokio::sync::mpsc;
use tokio_util::sync::{CancellationToken, PollSender};

use crate::socket::{Desk, Visitor, run};

/// Messages that are under way before the connection has to wait for its client.
const IN_FLIGHT: usize = 4;

/// The client's end.
pub(super) struct Client {
    to_server: mpsc::UnboundedSender<Message>,
    from_server: mpsc::Receiver<Message>,
    pub(super) shutdown: CancellationToken,
    pub(super) connection: tokio::task::JoinHandle<()>,
}

struct Pipe {
    incoming: mpsc::UnboundedReceiver<Message>,
    outgoing: PollSender<Message>,
}

impl Client {
    pub(super) fn connect(desk: Arc<Desk>, visitor: Visitor) -> Self {
        let (to_server, incoming) = mpsc::unbounded_channel();
        let (outgoing, from_server) = mpsc::channel(IN_FLIGHT);
        let shutdown = CancellationToken::new();
        let pipe = Pipe {
            incoming,
            outgoing: PollSender::new(outgoing),
        };
        let connection = tokio::spawn(run(pipe, desk, visitor, shutdown.clone()));
        Self {
            to_server,
            from_server,
            shutdown,
            connection,
        }
    }

    pub(super) fn send(&self, text: &str) {
        self.send_message(Message::Text(text.into()));
    }

    pub(super) fn send_message(&self, message: Message) {
        // A connection that has ended takes nothing more; the test will see that it has.
        let _ = self.to_server.send(message);
    }

    /// The next text; protocol pings are passed over, and `None` is the end.
    pub(super) async fn text(&mut self) -> Option<String> {
        loop {
            match self.from_server.recv().await? {
                Message::Text(text) => return Some(text.to_string()),
                Message::Close(_) => return None,
                _ => {}
            }
        }
    }

    /// The code with which the connection is closed, whatever comes before it.
    pub(super) async fn close_code(&mut self) -> Option<u16> {
        loop {
            if let Message::Close(frame) = self.from_server.recv().await? {
                return frame.map(|frame| frame.code);
            }
        }
    }
}

impl Stream for Pipe {
    type Item = Result<Message, axum::Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.incoming.poll_recv(cx).map(|message| message.map(Ok))
    }
}

impl Sink<Message> for Pipe {
    type Error = axum::Error;

    fn poll_ready(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.outgoing.poll_reserve(cx).map_err(axum::Error::new)
    }

    fn start_send(mut self: Pin<&mut Self>, message: Message) -> Result<(), Self::Error> {
        self.outgoing.send_item(message).map_err(axum::Error::new)
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        Poll::Ready(Ok(()))
    }

    fn poll_close(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.outgoing.close();
        Poll::Ready(Ok(()))
    }
}
