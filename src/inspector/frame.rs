//! A frame, as the recorder has written it down.

use leptos_socket_store::Millis;
use serde::Deserialize;

use super::excerpt::holds;

/// Which way a frame went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// From the server.
    In,
    /// To the server.
    Out,
}

/// A frame that came in or went out. Credentials are not in it: the recorder has taken them out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame {
    /// When, on the store's clock.
    pub at: Millis,
    /// Which way.
    pub way: Way,
    /// What it is about: its `socketType`, `type` or `action`, where it can be read.
    pub about: String,
    /// Its size in bytes.
    pub bytes: usize,
    /// What it says; bytes in base64.
    pub text: String,
}

#[derive(Deserialize)]
struct Line {
    at: Millis,
    what: String,
    text: Option<String>,
    binary: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Head {
    socket_type: Option<String>,
    r#type: Option<String>,
    action: Option<String>,
}

#[derive(Deserialize)]
struct Batch {
    data: Vec<Head>,
}

impl Frame {
    /// Reads a line of a recording; `None` where it tells of something else.
    #[must_use]
    pub fn read(line: &str) -> Option<Self> {
        let (_, rest) = line.split_once(r#""what":""#)?;
        let way = match rest.split('"').next()? {
            "received" => Way::In,
            "sent" => Way::Out,
            _ => return None,
        };
        let line: Line = serde_json::from_str(line).ok()?;
        debug_assert!(line.what == "received" || line.what == "sent");
        let (about, bytes, text) = match (line.text, line.binary) {
            (Some(text), _) => (about(&text), text.len(), text),
            (None, Some(binary)) => (String::new(), bytes_in(&binary), binary),
            (None, None) => return None,
        };
        Some(Self {
            at: line.at,
            way,
            about,
            bytes,
            text,
        })
    }

    /// Whether it says this, in whatever case; what is looked for is in lower case.
    #[must_use]
    pub fn says(&self, wanted: &str) -> bool {
        holds(&self.about, wanted) || holds(&self.text, wanted)
    }
}

/// A batch is named by what is in it.
fn about(text: &str) -> String {
    let head: Head = serde_json::from_str(text).unwrap_or_default();
    if head.r#type.as_deref() == Some("batch")
        && let Ok(batch) = serde_json::from_str::<Batch>(text)
    {
        let mut names: Vec<String> = batch.data.into_iter().filter_map(Head::name).collect();
        names.dedup();
        return names.join(", ");
    }
    head.name().unwrap_or_default()
}

impl Head {
    fn name(self) -> Option<String> {
        self.socket_type.or(self.r#type).or(self.action)
    }
}

/// How many bytes a text in base64 stands for.
fn bytes_in(base64: &str) -> usize {
    let padding = base64
        .bytes()
        .rev()
        .take_while(|byte| *byte == b'=')
        .count();
    (base64.len() / 4 * 3).saturating_sub(padding)
}

#[cfg(test)]
mod tests {
    use super::{Frame, Way};

    #[test]
    fn a_frame_is_read_from_the_line_of_a_recording() {
        let line = r#"{"at":7,"step":1,"what":"received","dial":1,"text":"{\"socketType\":\"trendData\",\"seq\":3}"}"#;
        let frame = Frame::read(line).expect("a frame");
        assert_eq!((frame.at, frame.way, frame.bytes), (7, Way::In, 34));
        assert_eq!(frame.about, "trendData");
        assert!(frame.says("trenddata") && !frame.says("hot"));
    }

    #[test]
    fn bytes_are_counted_and_not_read() {
        let line = r#"{"at":7,"step":1,"what":"sent","dial":1,"binary":"AP8="}"#;
        let frame = Frame::read(line).expect("a frame");
        assert_eq!(
            (frame.way, frame.bytes, frame.about.as_str()),
            (Way::Out, 2, "")
        );
    }

    #[test]
    fn what_has_no_socket_type_is_named_by_its_type_or_its_action() {
        let about = |text: &str| super::about(text);
        assert_eq!(about(r#"{"type":"hello"}"#), "hello");
        assert_eq!(about(r#"{"action":"subscribe","id":1}"#), "subscribe");
        assert_eq!(about("ping"), "");
        let batch =
            r#"{"type":"batch","data":[{"socketType":"hotData"},{"socketType":"mapData"}]}"#;
        assert_eq!(about(batch), "hotData, mapData");
    }

    #[test]
    fn other_lines_are_no_frames() {
        assert_eq!(Frame::read(r#"{"at":0,"step":0,"what":"open"}"#), None);
        assert_eq!(Frame::read("nonsense"), None);
    }
}
