//! A client of the socket over the network.

use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use super::{Browser, PATIENCE, Server};

pub(crate) struct Socket {
    pub(crate) stream: WebSocketStream<MaybeTlsStream<TcpStream>>,
}

impl Socket {
    /// Opens the socket of a server with these headers; the status when the upgrade is refused.
    pub(crate) async fn open(base: &str, headers: &[(&'static str, &str)]) -> Result<Self, u16> {
        let url = format!("{}/ws", base.replace("http://", "ws://"));
        let mut request = url.into_client_request().unwrap();
        for (name, value) in headers {
            request.headers_mut().insert(*name, value.parse().unwrap());
        }
        match connect_async(request).await {
            Ok((stream, _)) => Ok(Self { stream }),
            Err(Error::Http(response)) => Err(response.status().as_u16()),
            Err(error) => panic!("{error}"),
        }
    }

    /// A page of the server, not logged in.
    pub(crate) async fn stranger(server: &Server) -> Self {
        let origin = server.origin();
        Self::open(&origin, &[("origin", &origin)]).await.unwrap()
    }

    /// A page of the server, logged in as the demo user by its cookie.
    pub(crate) async fn user(server: &Server) -> Self {
        let origin = server.origin();
        let cookie = server.browser().cookie("demo", "demo").await;
        let headers = [("origin", origin.as_str()), ("cookie", cookie.as_str())];
        Self::open(&origin, &headers).await.unwrap()
    }

    /// A native client that was let in by a ticket, with its welcome.
    pub(crate) async fn native(browser: &Browser) -> (Self, Value) {
        let mut socket = Self::open(&browser.base, &[]).await.unwrap();
        let ticket = browser.ticket().await;
        socket
            .send(&format!(
                r#"{{"type":"hello","version":1,"ticket":"{ticket}"}}"#
            ))
            .await;
        let welcome = socket.json().await;
        (socket, welcome)
    }

    /// A native client of a server that lets anyone in, with its welcome.
    pub(crate) async fn anonymous(base: &str, codecs: &[&str]) -> (Self, Value) {
        let mut socket = Self::open(base, &[]).await.unwrap();
        let hello = json!({"type": "hello", "version": 1, "codecs": codecs});
        socket.send(&hello.to_string()).await;
        let welcome = socket.json().await;
        (socket, welcome)
    }

    /// The connection under it.
    pub(crate) fn raw(&mut self) -> &mut MaybeTlsStream<TcpStream> {
        self.stream.get_mut()
    }

    pub(crate) async fn send(&mut self, text: &str) {
        self.send_message(Message::text(text)).await;
    }

    pub(crate) async fn send_message(&mut self, message: Message) {
        self.stream.send(message).await.unwrap();
    }

    /// The next text, or the code of the close.
    pub(crate) async fn next(&mut self) -> Result<String, u16> {
        loop {
            match self.message().await {
                Message::Text(text) => return Ok(text.to_string()),
                Message::Close(Some(frame)) => return Err(frame.code.into()),
                _ => {}
            }
        }
    }

    /// The next message of any kind.
    pub(crate) async fn message(&mut self) -> Message {
        let message = timeout(PATIENCE, self.stream.next())
            .await
            .expect("nothing came");
        match message {
            Some(Ok(message)) => message,
            Some(Err(error)) => panic!("{error}"),
            None => panic!("the connection ended without a close"),
        }
    }

    pub(crate) async fn text(&mut self) -> String {
        self.next().await.unwrap()
    }

    pub(crate) async fn json(&mut self) -> Value {
        serde_json::from_str(&self.text().await).unwrap()
    }

    /// The code of the close, whatever comes before it.
    pub(crate) async fn close_code(&mut self) -> u16 {
        loop {
            if let Err(code) = self.next().await {
                return code;
            }
        }
    }

    /// Texts until one of them is right.
    pub(crate) async fn wait_for(&mut self, is_right: impl Fn(&Value) -> bool) -> Value {
        let reading = async {
            loop {
                let value = self.json().await;
                if is_right(&value) {
                    return value;
                }
            }
        };
        timeout(PATIENCE, reading).await.expect("it never came")
    }
}
