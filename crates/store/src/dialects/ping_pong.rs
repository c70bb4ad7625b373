use socket_conn::{Dialect, Frame, Liveness, Millis, Reading};

use super::object::message;

/// What servers speak that keep a connection up by the bare texts `ping` and `pong`.
///
/// After a silence the client sends `ping`; any message at all shows that the server lives. Texts that only keep the
/// connection up never reach handlers. An object that has a `socketType` is a message of that name, everything else
/// one without a name.
///
/// ```
/// use leptos_socket_store::{PingPongDialect, StoreOptions};
///
/// let dialect = PingPongDialect {
///     first: Some(r#"{"cmd":"subscribe","token":"{token}"}"#.into()),
///     ..PingPongDialect::default()
/// };
/// let options = StoreOptions::new("wss://pingpong.example/ws", dialect);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PingPongDialect {
    /// After so much silence the server is asked, milliseconds.
    pub silence: Millis,
    /// After so much more it is dead, milliseconds.
    pub deadline: Millis,
    /// What it is asked with.
    pub ping: String,
    /// Texts of the server that are no messages.
    pub control: Vec<String>,
    /// The first message on open. `{token}` stands for what the store's
    /// [credentials](crate::StoreOptions::credentials) are, put in as they are.
    pub first: Option<String>,
    /// What is said before the connection is closed by hand.
    pub farewell: Option<String>,
}

impl Default for PingPongDialect {
    fn default() -> Self {
        Self {
            silence: 30_000,
            deadline: 30_000,
            ping: "ping".into(),
            control: ["ping", "pong", "连接成功"].map(Into::into).into(),
            first: None,
            farewell: Some("stop".into()),
        }
    }
}

impl Dialect for PingPongDialect {
    fn liveness(&self) -> Option<Liveness> {
        Some(Liveness::Asked {
            after: self.silence,
            within: self.deadline,
        })
    }

    fn greeting(&self, credentials: Option<&str>) -> Option<Frame> {
        let first = self.first.as_ref()?;
        let token = credentials.unwrap_or_default();
        Some(first.replace("{token}", token).into())
    }

    fn farewell(&self) -> Option<Frame> {
        Some(self.farewell.as_deref()?.into())
    }

    fn probe(&self, _id: u64, _topic: Option<&socket_conn::Subscription>) -> Option<Frame> {
        Some(self.ping.as_str().into())
    }

    fn read(&self, frame: &Frame, readings: &mut Vec<Reading>) -> Result<(), String> {
        let text = frame.as_text().map(str::trim);
        readings.push(match text {
            Some("pong") => Reading::Pong { id: None },
            Some(text) if self.control.iter().any(|control| control == text) => Reading::Nothing,
            _ => Reading::Data(message(frame)),
        });
        Ok(())
    }
}
