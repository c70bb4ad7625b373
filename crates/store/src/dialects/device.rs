use serde_json::Value;
use socket_conn::{CloseAction, ClosePolicy, Dialect, Frame, Millis, Options, Reading};
use socket_wire::scan;

use super::object::message;

/// What servers of devices speak: the client names itself on open and every minute, and the server sends what it likes.
///
/// The heartbeat is `{"DevID":{"value":"<id>"},"DevHeart":{"value":"1"}}`; a message of the server with a `DevHeart` is
/// one too, and no handler sees it. An object that has a `socketType` is a message of that name. Everything else goes
/// to the one handler of [`set_default_handler`](crate::SocketStore::set_default_handler), which can be replaced at
/// any time.
///
/// The server shows by nothing that it lives, so its silence means nothing.
///
/// ```
/// use leptos_socket_store::{DeviceDialect, StoreOptions};
///
/// let options = StoreOptions::new("wss://devices.example/ws", DeviceDialect::new("hall-7"))
///     .connection(DeviceDialect::connection());
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceDialect {
    /// Who this is.
    pub id: String,
    /// How often it says so, milliseconds.
    pub every: Millis,
}

impl DeviceDialect {
    /// A device that says every minute that it is there.
    #[must_use]
    pub fn new(id: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            every: 60_000,
        }
    }

    /// How such projects look after their connection: dialled again only after 1006, at most three times, then
    /// [`Status::Failed`](crate::Status::Failed) says in words why. What is sent while a connection is being made, or
    /// won back, is kept for it; on a closed or failed one it is refused.
    #[must_use]
    pub fn connection() -> Options {
        Options {
            attempts: Some(3),
            close_policy: ClosePolicy::new(|close| match close.code {
                1006 => CloseAction::Retry,
                _ => CloseAction::Fatal,
            }),
            ..Options::default()
        }
    }

    fn heartbeat(&self) -> Frame {
        // By hand, because some servers compare texts: the members stand in this order.
        let id = Value::from(self.id.as_str());
        format!(r#"{{"DevID":{{"value":{id}}},"DevHeart":{{"value":"1"}}}}"#).into()
    }
}

impl Dialect for DeviceDialect {
    fn greeting(&self, _credentials: Option<&str>) -> Option<Frame> {
        Some(self.heartbeat())
    }

    fn beat_every(&self) -> Option<Millis> {
        Some(self.every)
    }

    fn beat(&self) -> Option<Frame> {
        Some(self.heartbeat())
    }

    fn read(&self, frame: &Frame, readings: &mut Vec<Reading>) -> Result<(), String> {
        readings.push(if frame.as_text().is_some_and(is_heartbeat) {
            Reading::Nothing
        } else {
            Reading::Data(message(frame))
        });
        Ok(())
    }
}

fn is_heartbeat(text: &str) -> bool {
    let Ok(mut members) = scan::members(text) else {
        return false;
    };
    while let Ok(Some(member)) = members.next_member() {
        if member.key == "DevHeart" {
            return true;
        }
    }
    false
}
