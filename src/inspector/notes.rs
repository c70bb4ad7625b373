//! What has happened since the inspector was opened.

use std::cell::RefCell;
use std::rc::Rc;

use leptos_socket_store::{Buffer, Millis, Mutation, Recorder, SocketStore};
use serde_json::Value;

use super::{excerpt::part_of, frame::Frame, ring::Ring};

/// So many bytes a recording has at most.
pub const ROOM: usize = 8 << 20;

/// So many frames, and so many mutations, can be looked at at most.
const MOST: usize = 500;

/// So many bytes all frames that can be looked at have together at most, and all mutations.
const HEAVIEST: usize = 4 << 20;

/// So many bytes of each payload and state are kept, more or less.
const EXCERPT: usize = 8 << 10;

/// A recording, and the newest frames and mutations.
#[derive(Clone)]
pub struct Notes {
    /// The recording.
    pub recording: Buffer,
    /// Frames, in and out.
    pub frames: Rc<RefCell<Ring<Frame>>>,
    /// Mutations, those that somebody was looking for.
    pub mutations: Rc<RefCell<Ring<Seen>>>,
}

/// A mutation that was seen. What is huge is there in part.
pub struct Seen {
    /// When, on the store's clock.
    pub at: Millis,
    /// Its name.
    pub name: String,
    /// With what.
    pub payload: Value,
    /// The state that it is about, before.
    pub before: Value,
    /// The same after.
    pub after: Value,
}

impl Notes {
    /// Plugs a recorder into the store; it writes until another one is plugged in, or none. Numbers go on from those of
    /// the notes before.
    pub fn take(store: SocketStore, before: Option<&Self>) -> Self {
        let [first_frame, first_mutation] = before.map_or([0, 0], |before| {
            [
                before.frames.borrow().next(),
                before.mutations.borrow().next(),
            ]
        });
        let (recorder, recording) = Recorder::in_memory(ROOM);
        let frames = Rc::new(RefCell::new(Ring::new(MOST, HEAVIEST, first_frame)));
        let told = Rc::clone(&frames);
        store.plug(recorder.and_to(move |line| {
            if let Some(frame) = Frame::read(line) {
                let weight = frame.text.len();
                told.borrow_mut().push(frame, weight);
            }
        }));
        let mutations = Rc::new(RefCell::new(Ring::new(MOST, HEAVIEST, first_mutation)));
        Self {
            recording,
            frames,
            mutations,
        }
    }
}

impl Seen {
    /// What is kept of a mutation.
    #[must_use]
    pub fn new(mutation: Mutation<'_>, at: Millis) -> Self {
        let part =
            |state: Option<&Value>| state.map_or(Value::Null, |state| part_of(state, EXCERPT));
        Self {
            at,
            name: mutation.name().to_owned(),
            payload: part_of(&mutation.payload(), EXCERPT),
            before: part(mutation.before()),
            after: part(mutation.after()),
        }
    }

    /// More or less the most that one takes.
    pub const WEIGHT: usize = 3 * EXCERPT;
}
