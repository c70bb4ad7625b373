use std::borrow::Cow;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use socket_conn::{Body, Data, Delivery, Frame};

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

    /// Decodes the payload: `data` where the message has it, else the whole message.
    ///
    /// # Errors
    ///
    /// The payload is not a `T`.
    pub fn decode<T: DeserializeOwned>(&self) -> Result<T, DecodeError> {
        self.decode_body().map_err(|reason| DecodeError {
            socket_type: self.socket_type().to_owned(),
            reason,
        })
    }

    fn decode_body<T: DeserializeOwned>(&self) -> Result<T, String> {
        let text = self.frame.as_text().ok_or("not UTF-8")?;
        let payload = match &self.data.body {
            Body::Json(at) => Cow::Borrowed(&text[at.clone()]),
            Body::JsonInString(at) => unquote(&text[at.clone()])?,
            Body::Frame => Cow::Borrowed(text),
        };
        // The one place where payloads are decoded: each further one would compile every payload's decoder again.
        serde_json::from_str(&payload).map_err(|e| e.to_string())
    }
}

/// The content of a JSON string, borrowed when it holds no escapes.
fn unquote(text: &str) -> Result<Cow<'_, str>, String> {
    #[derive(Deserialize)]
    #[serde(transparent)]
    struct Text<'a>(#[serde(borrow)] Cow<'a, str>);
    let Text(text) = serde_json::from_str(text).map_err(|e| e.to_string())?;
    Ok(text)
}
