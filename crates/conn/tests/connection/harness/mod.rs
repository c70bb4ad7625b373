//! A connection in a world of its own: virtual time, a scripted peer, and rules that hold in every test.

mod peer;
mod rules;
mod scene;
mod words;

pub(crate) use peer::{Admission, Event, Login, Opening, Peer};
pub(crate) use scene::{LINGER, Scene};
pub(crate) use words::{Words, topic};
