//! What a message carries, in the codec that it came in.

use serde::de::DeserializeOwned;

/// The payload of one message, as it came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Payload<'a> {
    /// A JSON text.
    Json(&'a str),
    /// The bytes of one MessagePack value.
    MessagePack(&'a [u8]),
}

impl Payload<'_> {
    /// Reads it with serde. MessagePack needs the feature `msgpack`.
    ///
    /// ```
    /// use socket_wire::Payload;
    ///
    /// assert_eq!(Payload::Json("[1,2]").decode(), Ok(vec![1, 2]));
    /// assert!(Payload::Json("[1,2").decode::<Vec<u8>>().is_err());
    /// # #[cfg(feature = "msgpack")]
    /// assert_eq!(Payload::MessagePack(&[0x92, 1, 2]).decode(), Ok(vec![1, 2]));
    /// assert!(Payload::MessagePack(&[0x92, 1]).decode::<Vec<u8>>().is_err());
    /// ```
    ///
    /// # Errors
    /// Why it is not a `T`, in words.
    pub fn decode<T: DeserializeOwned>(self) -> Result<T, String> {
        match self {
            Self::Json(text) => serde_json::from_str(text).map_err(|e| e.to_string()),
            Self::MessagePack(bytes) => from_message_pack(bytes),
        }
    }
}

#[cfg(feature = "msgpack")]
fn from_message_pack<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, String> {
    rmp_serde::from_slice(bytes).map_err(|e| e.to_string())
}

#[cfg(not(feature = "msgpack"))]
fn from_message_pack<T>(_: &[u8]) -> Result<T, String> {
    Err("MessagePack, which this program does not read".to_owned())
}
