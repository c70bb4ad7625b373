use serde::de::IgnoredAny;
use socket_conn::{Backoff, Body, Data, Dialect, Entry, Frame, Liveness, Millis, Options, Reading};

use super::object::{Object, message};
use super::{auth, heart_check, range_in};

/// What servers of Vuex projects speak: objects with `type` and `data`.
///
/// On open the client sends `{"type":"auth","data":"<token>"}`, if the store has
/// [credentials](crate::StoreOptions::credentials). Such a server beats by itself with `{"type":"heartCheck"}`, which
/// is sent back to it. It pushes what it has: there is no word to ask for a topic.
///
/// | the server sends | what becomes of it |
/// |---|---|
/// | `{"type":"noAuth"}` | the token is asked for once more, then the user must sign in |
/// | `{"type":"heartCheck"}` | sent back; the server has `interval + grace` until the next one |
/// | anything with `"data":"auth ok"` | let in; no handler sees it |
/// | an object that has a `socketType` | a message of that name |
/// | an object that has a `type` | a message of that name, its payload is `data`, or all of it |
/// | other JSON | a message without a name |
///
/// ```
/// use leptos_socket_store::{StoreOptions, TypeDataDialect};
///
/// let dialect = TypeDataDialect { auth: true, ..TypeDataDialect::default() };
/// let options = StoreOptions::new("wss://vuex.example/ws", dialect)
///     .connection(dialect.connection())
///     .credentials(|| async { Ok(Some("token".to_owned())) });
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TypeDataDialect {
    /// Whether the server lets a client in by its token. It says so with `auth ok`, or by sending data.
    pub auth: bool,
    /// How often the server beats, milliseconds.
    pub interval: Millis,
    /// How much later than that a beat may come, milliseconds.
    pub grace: Millis,
}

impl Default for TypeDataDialect {
    fn default() -> Self {
        Self {
            auth: false,
            interval: 30_000,
            grace: 1_000,
        }
    }
}

impl TypeDataDialect {
    /// How such projects look after their connection: dialled again after one second, every time.
    #[must_use]
    pub fn connection(&self) -> Options {
        Options {
            backoff: Backoff::Fixed(1_000),
            // Whoever says nothing at all for so long would be dead by its heartbeat too.
            welcome_timeout: self.deadline(),
            ..Options::default()
        }
    }

    fn deadline(&self) -> Millis {
        self.interval.saturating_add(self.grace)
    }
}

impl Dialect for TypeDataDialect {
    fn entry(&self) -> Entry {
        if self.auth {
            Entry::Welcome
        } else {
            Entry::Open
        }
    }

    fn liveness(&self) -> Option<Liveness> {
        Some(Liveness::Beats {
            within: self.deadline(),
        })
    }

    fn greeting(&self, credentials: Option<&str>) -> Option<Frame> {
        auth(credentials?)
    }

    fn echo(&self) -> Option<Frame> {
        heart_check()
    }

    fn read(&self, frame: &Frame, readings: &mut Vec<Reading>) -> Result<(), String> {
        let text = frame.as_text().ok_or("not UTF-8")?;
        let object = Object::read(text);
        let data = match object {
            Some(object) if object.kind.as_deref() == Some("noAuth") => {
                readings.push(Reading::Refused);
                return Ok(());
            }
            Some(object) if object.kind.as_deref() == Some("heartCheck") => {
                readings.push(Reading::Heartbeat);
                return Ok(());
            }
            Some(object) if object.data == Some(r#""auth ok""#) => None,
            Some(object) if object.socket_type.is_some() => Some(object.into_data(text)),
            Some(object) if object.kind.is_some() => Some(by_type(text, object)),
            _ => {
                serde_json::from_str::<IgnoredAny>(text).map_err(|e| e.to_string())?;
                Some(message(frame))
            }
        };
        // A server that sends data has let us in, whether it says so or not.
        readings.push(Reading::Welcome { expires_in: None });
        readings.extend(data.map(Reading::Data));
        Ok(())
    }
}

fn by_type(text: &str, object: Object<'_>) -> Data {
    Data {
        socket_type: object.kind,
        chart_name: None,
        position: None,
        body: Body::Json(
            object
                .data
                .map_or(0..text.len(), |data| range_in(text, data)),
        ),
    }
}
