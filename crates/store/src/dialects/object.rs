//! An object from a server that is not ours: only the members that route it are looked at, and one of another kind than
//! expected is somebody else's.

use socket_conn::{Body, Data, Frame};
use socket_wire::scan;

use super::range_in;

/// The members that say what a message is and whom it is for.
#[derive(Debug, Default)]
pub(super) struct Object<'a> {
    /// `type`.
    pub(super) kind: Option<String>,
    /// `socketType`.
    pub(super) socket_type: Option<String>,
    /// `chartName`.
    chart_name: Option<String>,
    /// `data`, raw.
    pub(super) data: Option<&'a str>,
}

impl<'a> Object<'a> {
    /// `None` for a text that is no JSON object.
    pub(super) fn read(text: &'a str) -> Option<Self> {
        let mut object = Self::default();
        let mut members = scan::members(text).ok()?;
        while let Some(member) = members.next_member().ok()? {
            match member.key {
                "type" => object.kind = string(member.value),
                "socketType" => object.socket_type = string(member.value),
                "chartName" => object.chart_name = string(member.value),
                "data" => object.data = Some(member.value),
                _ => {}
            }
        }
        Some(object)
    }

    /// For the handlers of its `socketType`: a `data` that is a string holds JSON, as big-screen servers send it, and
    /// without `data` the payload is the object itself.
    pub(super) fn into_data(self, text: &str) -> Data {
        Data {
            body: match self.data {
                Some(data) if data.starts_with('"') => Body::JsonInString(range_in(text, data)),
                Some(data) => Body::Json(range_in(text, data)),
                None => Body::Json(0..text.len()),
            },
            socket_type: self.socket_type,
            chart_name: self.chart_name,
            position: None,
        }
    }
}

/// Any frame as a message: an object that has a `socketType` is for its handlers, everything else is passed on as it
/// is, to those who want every message, or those that nobody else wants.
pub(super) fn message(frame: &Frame) -> Data {
    let object = frame.as_text().and_then(|text| {
        let object = Object::read(text)?;
        object.socket_type.is_some().then(|| object.into_data(text))
    });
    object.unwrap_or(Data {
        socket_type: None,
        chart_name: None,
        position: None,
        body: Body::Frame,
    })
}

fn string(raw: &str) -> Option<String> {
    serde_json::from_str(raw).ok()
}
