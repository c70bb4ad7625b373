//! The conversation. A test says what the server does with `hear` and `hang_up`, lets time `pass`, and reads what the
//! client has said, and what its handlers got. For a new event add a method that calls the connection, then `drain`.

use serde_json::Value;
use socket_conn::{
    Close, Connection, Dialect, Frame, Generation, Millis, Options, Output, SendError, Status,
    Subscription,
};

use crate::message::Message;

pub(super) struct Talk {
    connection: Connection<Box<dyn Dialect>>,
    now: Millis,
    socket: Generation,
    said: Vec<(Millis, String)>,
    got: Vec<(String, Value)>,
    unreadable: u32,
    dialled_at: Vec<Millis>,
}

impl Talk {
    /// A connection that has just been opened.
    pub(super) fn with(dialect: impl Dialect + 'static, options: Options) -> Self {
        let mut talk = Self::closed(dialect, options);
        talk.open();
        talk.accept();
        talk
    }

    /// The same with a token.
    pub(super) fn with_token(dialect: impl Dialect + 'static, options: Options) -> Self {
        let credentials = true;
        Self::with(
            dialect,
            Options {
                credentials,
                ..options
            },
        )
    }

    pub(super) fn closed(dialect: impl Dialect + 'static, options: Options) -> Self {
        Self {
            connection: Connection::new(Box::new(dialect), options, 7),
            now: 1_000_000,
            socket: Generation::default(),
            said: Vec::new(),
            got: Vec::new(),
            unreadable: 0,
            dialled_at: Vec::new(),
        }
    }

    /// Begins to dial.
    pub(super) fn open(&mut self) {
        self.connection.open(self.now);
        self.drain();
    }

    /// The server accepts the socket.
    pub(super) fn accept(&mut self) {
        self.connection.handle_opened(self.socket, self.now);
        self.drain();
    }

    /// The server sends a frame.
    pub(super) fn hear(&mut self, frame: impl Into<Frame>) {
        let frame = frame.into();
        self.connection.handle_frame(self.socket, frame, self.now);
        self.drain();
    }

    /// The socket is closed by the server, or by what is between.
    pub(super) fn hang_up(&mut self, code: u16) {
        let close = Close {
            code,
            ..Close::abnormal()
        };
        self.connection.handle_closed(self.socket, close, self.now);
        self.drain();
    }

    pub(super) fn close(&mut self) {
        self.connection.close();
        self.drain();
    }

    pub(super) fn subscribe(&mut self, name: &str) {
        self.connection.subscribe(Subscription {
            socket_type: format!("{name}Data"),
            chart_name: name.to_owned(),
        });
        self.drain();
    }

    pub(super) fn send(&mut self, text: &str) -> Result<(), SendError> {
        let result = self.connection.send(text.into(), self.now);
        self.drain();
        result
    }

    /// Time passes, and whatever becomes due in it happens at its own moment.
    pub(super) fn pass(&mut self, span: Millis) {
        let until = self.now + span;
        while let Some(wake) = self
            .connection
            .poll_timeout()
            .filter(|wake| wake.at <= until)
        {
            self.now = self.now.max(wake.at);
            self.connection.handle_timeout(self.now);
            self.drain();
        }
        self.now = until;
    }

    /// What the client has said since the last call.
    pub(super) fn said(&mut self) -> Vec<String> {
        let said = self.said.drain(..);
        said.map(|(_, text)| text).collect()
    }

    /// The same, with the time since the last dial at which each was said.
    pub(super) fn said_when(&mut self) -> Vec<(Millis, String)> {
        let dialled_at = self.dialled_at.last().copied().unwrap_or_default();
        let said = self.said.drain(..);
        said.map(|(at, text)| (at - dialled_at, text)).collect()
    }

    /// What handlers got since the last call: under which name, and the payload. The name is empty where there is none.
    pub(super) fn got(&mut self) -> Vec<(String, Value)> {
        std::mem::take(&mut self.got)
    }

    /// How many frames could not be read.
    pub(super) fn unreadable(&self) -> u32 {
        self.unreadable
    }

    pub(super) fn dials(&self) -> usize {
        self.dialled_at.len()
    }

    pub(super) fn status(&self) -> &Status {
        self.connection.status()
    }

    pub(super) fn is_live(&self) -> bool {
        *self.status() == Status::Live
    }

    fn drain(&mut self) {
        while let Some(output) = self.connection.poll_output() {
            match output {
                Output::FetchCredentials(generation) => {
                    let token = Ok(Some("token".to_owned()));
                    self.connection
                        .handle_credentials(generation, token, self.now);
                }
                Output::Dial(generation) => {
                    self.socket = generation;
                    self.dialled_at.push(self.now);
                }
                Output::Send(_, frame) => {
                    let text = frame.as_text().expect("these dialects send texts");
                    self.said.push((self.now, text.to_owned()));
                }
                Output::Deliver(delivery) => {
                    let message = Message::new(&delivery);
                    let name = message.socket_type().to_owned();
                    self.got.push((name, message.to_json()));
                }
                Output::Unreadable(_) => self.unreadable += 1,
                _ => {}
            }
        }
    }
}
