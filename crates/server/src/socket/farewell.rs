use std::time::Duration;

use axum::extract::ws::{CloseFrame, Message};
use futures_util::{SinkExt as _, StreamExt as _};
use socket_wire::CloseCode;
use tokio::time::{Instant, timeout_at};

use super::outbox::Outbox;
use super::session::Socket;

/// How long the last words may take, and then the peer's answer to them.
const LAST_WORDS: Duration = Duration::from_millis(800);

/// How a connection ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    /// The server closes it.
    Close(CloseCode),
    /// The peer has closed it, or there is no connection any more.
    Gone,
}

/// What an error of the socket means for the connection.
pub(super) fn ending_of(error: axum::Error) -> Ending {
    match error.into_inner().downcast::<tungstenite::Error>() {
        Ok(error) => match *error {
            tungstenite::Error::Capacity(_) => Ending::Close(CloseCode::TooLarge),
            tungstenite::Error::Utf8(_) => Ending::Close(CloseCode::InvalidUtf8),
            tungstenite::Error::Protocol(
                tungstenite::error::ProtocolError::ResetWithoutClosingHandshake,
            ) => Ending::Gone,
            tungstenite::Error::Protocol(_) => Ending::Close(CloseCode::Protocol),
            _ => Ending::Gone,
        },
        Err(_) => Ending::Gone,
    }
}

/// Sends the last words that wait and the close code, and gives the peer a moment to read them.
///
/// A socket that is dropped with unread bytes in it is reset, and a reset can overtake the close frame; hence the wait
/// for the peer to hang up first.
pub(super) async fn say<S: Socket>(mut socket: S, mut outbox: Outbox, ending: Ending) {
    let code = match ending {
        Ending::Close(code) => code,
        Ending::Gone => {
            count("gone");
            // Answers the peer's own close frame, if there was one.
            let _ = timeout_at(Instant::now() + LAST_WORDS, socket.close()).await;
            return;
        }
    };
    count(&code.code().to_string());
    let words = async {
        while outbox.is_pending() {
            outbox.drive(&mut socket).await?;
        }
        let frame = CloseFrame {
            code: code.code(),
            reason: "".into(),
        };
        socket.send(Message::Close(Some(frame))).await
    };
    if !matches!(
        timeout_at(Instant::now() + LAST_WORDS, words).await,
        Ok(Ok(()))
    ) {
        return;
    }
    let hung_up = async {
        while let Some(message) = socket.next().await {
            if message.is_err_and(|error| ending_of(error) != Ending::Gone) {
                // Nothing more can be read, but the peer can still read us.
                std::future::pending::<()>().await;
            }
            // The time is looked at between messages, however fast they come.
            tokio::task::yield_now().await;
        }
    };
    let _ = timeout_at(Instant::now() + LAST_WORDS, hung_up).await;
}

fn count(code: &str) {
    metrics::counter!("live_socket_closes_total", "code" => code.to_owned()).increment(1);
}
