use axum::body::Bytes;
use axum::extract::ws::{Message, Utf8Bytes};
use socket_wire::{CODEC_JSON, CODEC_JSON_BYTES, CODEC_MESSAGE_PACK, TopicName, pack};

use crate::hub::Snapshot;

/// How values are written for a reader of native mode, as its hello has agreed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Codec {
    #[default]
    Json,
    JsonBytes,
    MessagePack,
}

/// The names by which a reader knows a topic.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Names {
    pub(super) chart_name: TopicName,
    pub(super) socket_type: String,
}

/// A value on its way to a reader.
#[derive(Debug, Clone, Copy)]
pub(super) struct Addressed<'a> {
    pub(super) names: &'a Names,
    /// The request that it answers.
    pub(super) id: Option<u64>,
    pub(super) value: &'a Snapshot,
}

impl Codec {
    /// The first that is known here; a client that names none reads JSON.
    pub(super) fn agree(wanted: &[String]) -> Option<Self> {
        if wanted.is_empty() {
            return Some(Self::Json);
        }
        wanted.iter().find_map(|name| match name.as_str() {
            CODEC_JSON => Some(Self::Json),
            CODEC_JSON_BYTES => Some(Self::JsonBytes),
            CODEC_MESSAGE_PACK => Some(Self::MessagePack),
            _ => None,
        })
    }

    /// As the hello has it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Json => CODEC_JSON,
            Self::JsonBytes => CODEC_JSON_BYTES,
            Self::MessagePack => CODEC_MESSAGE_PACK,
        }
    }

    /// One frame with all these values, in their order.
    pub(super) fn frame(self, values: &[Addressed<'_>]) -> Message {
        // A reader of MessagePack reads texts as well: a value that cannot be packed comes to it as one.
        if self == Self::MessagePack
            && let Some(frames) = values.iter().map(Addressed::packed).collect()
        {
            return Message::Binary(binary(frames));
        }
        let text = text(values.iter().map(Addressed::text).collect());
        match self {
            Self::JsonBytes => Message::Binary(text.into()),
            Self::Json | Self::MessagePack => Message::Text(text),
        }
    }
}

impl Addressed<'_> {
    fn text(&self) -> Utf8Bytes {
        let Names {
            chart_name,
            socket_type,
        } = self.names;
        self.value.native(socket_type, chart_name.as_str(), self.id)
    }

    fn packed(&self) -> Option<Bytes> {
        let Names {
            chart_name,
            socket_type,
        } = self.names;
        self.value.packed(socket_type, chart_name.as_str(), self.id)
    }
}

fn text(frames: Vec<Utf8Bytes>) -> Utf8Bytes {
    match <[Utf8Bytes; 1]>::try_from(frames) {
        Ok([frame]) => frame,
        Err(frames) => {
            let frames: Vec<&str> = frames.iter().map(Utf8Bytes::as_str).collect();
            format!(r#"{{"type":"batch","data":[{}]}}"#, frames.join(",")).into()
        }
    }
}

fn binary(frames: Vec<Bytes>) -> Bytes {
    match <[Bytes; 1]>::try_from(frames) {
        Ok([frame]) => frame,
        Err(frames) => pack::write_batch(&frames).into(),
    }
}
