//! How servers talk: one pure implementation of [`Dialect`](socket_conn::Dialect) each.

mod device;
mod native;
mod object;
mod ping_pong;
mod plain;
mod raw;
#[cfg(test)]
mod tests;
mod type_data;

pub use device::DeviceDialect;
pub use native::{Codec, NativeDialect, SCREEN};
pub use ping_pong::PingPongDialect;
pub use plain::PlainDialect;
pub use raw::RawDialect;
pub use type_data::TypeDataDialect;

use std::ops::Range;

use serde_json::value::to_raw_value;
use socket_conn::{Body, Data, Frame, Reading, Subscription};

/// Under this `socketType` handlers get the server's refusals, as [`Refusal`](crate::Refusal).
pub const REFUSED: &str = "error";

/// A refusal is the topic's affair, if it names one, and of interest to whoever asked.
fn refused(id: Option<u64>, socket_type: Option<String>, message: Range<usize>) -> Reading {
    Reading::Error {
        id,
        socket_type,
        data: Data {
            socket_type: Some(REFUSED.to_owned()),
            chart_name: None,
            position: None,
            body: Body::Json(message),
        },
    }
}

/// Where a part of a text stands in it.
fn range_in(text: &str, part: &str) -> Range<usize> {
    let start = part.as_ptr() as usize - text.as_ptr() as usize;
    start..start + part.len()
}

/// The members that name a topic.
fn topic_frame<'a>(topic: &'a Subscription) -> socket_wire::Frame<'a> {
    socket_wire::Frame {
        socket_type: Some(&topic.socket_type),
        chart_name: Some(&topic.chart_name),
        ..socket_wire::Frame::default()
    }
}

fn text(frame: &socket_wire::Frame<'_>) -> Option<Frame> {
    Some(Frame::Text(frame.to_json()))
}

/// What is said to be let in, by ticket or token.
fn auth(credentials: &str) -> Option<Frame> {
    let ticket = to_raw_value(credentials).ok()?;
    text(&socket_wire::Frame {
        kind: Some("auth"),
        data: Some(&ticket),
        ..socket_wire::Frame::default()
    })
}

/// The server's heartbeat, sent back to it.
fn heart_check() -> Option<Frame> {
    text(&socket_wire::Frame {
        kind: Some("heartCheck"),
        ..socket_wire::Frame::default()
    })
}
