//! A message on its way to handlers, and what can be wrong with it.

use std::borrow::Cow;
use std::sync::Arc;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use socket_conn::{Body, Data, Delivery, Frame, Position};
use socket_wire::Payload;

/// A message on its way to a handler, not decoded yet.
#[derive(Debug, Clone, Copy)]
pub struct Message<'a> {
    frame: &'a Frame,
    data: &'a Data,
}

/// A payload that is not what its topic promises.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{socket_type}: {reason}")]
pub struct DecodeError {
    /// Whose payload it is.
    pub socket_type: String,
    /// What is wrong with it.
    pub reason: String,
}

/// What the server refuses; handlers get it under [`REFUSED`](crate::REFUSED).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Refusal {
    /// Why, in a word: `malformed`, `unknownTopic`, `notAllowed`.
    pub code: String,
    /// The same for people.
    #[serde(default)]
    pub message: String,
}

impl<'a> Message<'a> {
    pub(crate) fn new(delivery: &'a Delivery) -> Self {
        Self {
            frame: &delivery.frame,
            data: &delivery.data,
        }
    }

    /// `socketType`; empty for a message that has none.
    #[must_use]
    pub fn socket_type(&self) -> &'a str {
        self.data.socket_type.as_deref().unwrap_or_default()
    }

    /// `chartName`, if the message has one.
    #[must_use]
    pub fn chart_name(&self) -> Option<&'a str> {
        self.data.chart_name.as_deref()
    }

    /// The message's number in its topic, in dialects that count.
    #[must_use]
    pub fn seq(&self) -> Option<u64> {
        Some(self.data.position.as_ref()?.seq)
    }

    /// The frame that it came in, as its dialect received it; it may hold more messages.
    #[must_use]
    pub fn frame(&self) -> &'a Frame {
        self.frame
    }

    /// Decodes the payload: `data` where the message has it, else the whole message.
    ///
    /// # Errors
    ///
    /// The payload is not a `T`.
    pub fn decode<T: DeserializeOwned>(&self) -> Result<T, DecodeError> {
        self.decode_with(with_serde)
    }

    /// The same with a decoder of your own.
    ///
    /// # Errors
    ///
    /// The decoder's error, or why there is no text to give it.
    pub fn decode_with<T>(
        &self,
        decoder: impl FnOnce(Payload<'_>) -> Result<T, String>,
    ) -> Result<T, DecodeError> {
        self.read(decoder).map_err(|reason| DecodeError {
            socket_type: self.socket_type().to_owned(),
            reason,
        })
    }

    /// The payload as JSON, whatever it came as; a text that is not JSON becomes a string.
    #[must_use]
    pub fn to_json(&self) -> Value {
        self.read(with_serde).unwrap_or_else(|_| match self.frame {
            Frame::Text(text) => Value::from(text.as_str()),
            Frame::Binary(bytes) => Value::from(bytes.as_slice()),
        })
    }

    fn read<T>(&self, decoder: impl FnOnce(Payload<'_>) -> Result<T, String>) -> Result<T, String> {
        let text = match (&self.data.body, self.frame) {
            (Body::MessagePack(at), Frame::Binary(bytes)) => {
                return decoder(Payload::MessagePack(&bytes[at.clone()]));
            }
            (_, frame) => frame.as_text().ok_or("not UTF-8")?,
        };
        let payload = match &self.data.body {
            Body::Json(at) => Cow::Borrowed(&text[at.clone()]),
            Body::JsonInString(at) => unquote(&text[at.clone()])?,
            Body::Frame | Body::MessagePack(_) => Cow::Borrowed(text),
        };
        decoder(Payload::Json(&payload))
    }
}

/// The same with a message of its own, for whoever keeps it.
#[derive(Debug, Clone)]
pub struct Reply(Delivery);

impl Reply {
    pub(crate) fn new(delivery: Delivery) -> Self {
        Self(delivery)
    }

    /// The message.
    #[must_use]
    pub fn message(&self) -> Message<'_> {
        Message::new(&self.0)
    }

    /// Decodes the payload, as [`Message::decode`] does.
    ///
    /// # Errors
    ///
    /// The payload is not a `T`.
    pub fn decode<T: DeserializeOwned>(&self) -> Result<T, DecodeError> {
        self.message().decode()
    }
}

/// A message that was made here, such as one of a recording: its payload is the whole frame.
pub(crate) fn restored(socket_type: &str, seq: Option<u64>, payload: &Value) -> Delivery {
    Delivery {
        frame: Arc::new(Frame::Text(payload.to_string())),
        data: Data {
            socket_type: Some(socket_type.to_owned()),
            chart_name: None,
            position: seq.map(|seq| Position {
                epoch: String::new(),
                seq,
            }),
            body: Body::Frame,
        },
    }
}

/// How messages are read by default.
pub(crate) fn with_serde<T: DeserializeOwned>(payload: Payload<'_>) -> Result<T, String> {
    payload.decode()
}

/// The content of a JSON string, borrowed when it holds no escapes.
fn unquote(text: &str) -> Result<Cow<'_, str>, String> {
    #[derive(Deserialize)]
    #[serde(transparent)]
    struct Text<'a>(#[serde(borrow)] Cow<'a, str>);
    let Text(text) = serde_json::from_str(text).map_err(|e| e.to_string())?;
    Ok(text)
}
