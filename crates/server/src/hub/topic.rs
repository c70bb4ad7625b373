use std::sync::{Arc, OnceLock};

use axum::body::Bytes;
use axum::extract::ws::Utf8Bytes;
use socket_wire::TopicName;
use socket_wire::pack::{self, DataHead};

/// A value of a topic; its frames for the wire are made once, for all readers.
#[derive(Debug)]
pub struct Snapshot {
    /// The topic.
    pub topic: TopicName,
    /// The life of the numbering.
    pub epoch: Arc<str>,
    /// The value's number in it.
    pub seq: u64,
    /// When it was published, milliseconds since the Unix epoch.
    pub ts: u64,
    /// The value: valid JSON.
    pub json: Arc<str>,
    escaped: OnceLock<Box<str>>,
    plain: OnceLock<Plain>,
    native: OnceLock<Utf8Bytes>,
    packed: OnceLock<Option<Packed>>,
}

/// The frame of plain mode for the request that was answered first: most clients ask in the same words.
#[derive(Debug)]
struct Plain {
    head: Box<str>,
    frame: Utf8Bytes,
}

/// The binary frame of native mode under the topic's own names, and where the payload begins in it.
#[derive(Debug)]
struct Packed {
    frame: Bytes,
    payload: usize,
}

impl Snapshot {
    pub(super) fn new(
        topic: &TopicName,
        epoch: &Arc<str>,
        seq: u64,
        ts: u64,
        json: Arc<str>,
    ) -> Self {
        Self {
            topic: topic.clone(),
            epoch: Arc::clone(epoch),
            seq,
            ts,
            json,
            escaped: OnceLock::new(),
            plain: OnceLock::new(),
            native: OnceLock::new(),
            packed: OnceLock::new(),
        }
    }

    /// The value as a JSON *string*, quotes included, as plain mode carries it.
    #[must_use]
    pub fn escaped(&self) -> &str {
        self.escaped.get_or_init(|| {
            serde_json::Value::String(self.json.to_string())
                .to_string()
                .into()
        })
    }

    /// The frame of plain mode: the request up to where the data goes, and the data.
    #[must_use]
    pub fn plain(&self, head: &str) -> Utf8Bytes {
        let first = self.plain.get_or_init(|| Plain {
            head: head.into(),
            frame: self.write_plain(head),
        });
        if *first.head == *head {
            return first.frame.clone();
        }
        self.write_plain(head)
    }

    fn write_plain(&self, head: &str) -> Utf8Bytes {
        let data = self.escaped();
        let mut frame = String::with_capacity(head.len() + data.len() + 1);
        frame.push_str(head);
        frame.push_str(data);
        frame.push('}');
        frame.into()
    }

    /// The frame of native mode under the names that a reader has chosen; with an `id`, the answer to a request.
    #[must_use]
    pub fn native(&self, socket_type: &str, chart_name: &str, id: Option<u64>) -> Utf8Bytes {
        let write = || self.write_native(socket_type, chart_name, id);
        if self.is_for_all(socket_type, chart_name, id) {
            return self.native.get_or_init(write).clone();
        }
        write()
    }

    fn write_native(&self, socket_type: &str, chart_name: &str, id: Option<u64>) -> Utf8Bytes {
        let head = socket_wire::Frame {
            id,
            socket_type: Some(socket_type),
            chart_name: Some(chart_name),
            epoch: Some(&self.epoch),
            seq: Some(self.seq),
            ts: Some(self.ts),
            ..socket_wire::Frame::default()
        };
        let mut text = head.to_json();
        text.pop();
        text.push_str(r#","data":"#);
        text.push_str(&self.json);
        text.push('}');
        text.into()
    }

    /// The same as a binary frame; `None` for a value that can't be written in MessagePack, since it is nested too deep
    /// to be walked through.
    #[must_use]
    pub fn packed(&self, socket_type: &str, chart_name: &str, id: Option<u64>) -> Option<Bytes> {
        let Packed { frame, payload } = self.pack()?;
        if self.is_for_all(socket_type, chart_name, id) {
            return Some(frame.clone());
        }
        let head = self.packed_head(socket_type, chart_name, id);
        Some(pack::write(&head, &frame[*payload..]).into())
    }

    fn pack(&self) -> Option<&Packed> {
        let packed = self.packed.get_or_init(|| {
            let value: serde_json::Value = serde_json::from_str(&self.json).ok()?;
            let payload = rmp_serde::to_vec(&value).ok()?;
            let socket_type = self.topic.socket_type();
            let head = self.packed_head(&socket_type, self.topic.as_str(), None);
            let frame = Bytes::from(pack::write(&head, &payload));
            let payload = frame.len() - payload.len();
            Some(Packed { frame, payload })
        });
        packed.as_ref()
    }

    fn packed_head<'a>(
        &'a self,
        socket_type: &'a str,
        chart_name: &'a str,
        id: Option<u64>,
    ) -> DataHead<'a> {
        DataHead {
            id,
            socket_type: Some(socket_type),
            chart_name: Some(chart_name),
            epoch: Some(&self.epoch),
            seq: Some(self.seq),
            ts: Some(self.ts),
        }
    }

    /// Is it the frame under the topic's own names, which is made once for all readers?
    fn is_for_all(&self, socket_type: &str, chart_name: &str, id: Option<u64>) -> bool {
        let topic = self.topic.as_str();
        let of_topic = TopicName::of_socket_type(socket_type) == Some(topic);
        id.is_none() && chart_name == topic && of_topic
    }
}
