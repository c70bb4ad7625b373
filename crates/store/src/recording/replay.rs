use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;

use reactive_graph::owner::Owner;
use socket_conn::{Frame, Generation, Millis, Unsupported};

use super::event::{Event, Note, REDACTED, Words};
use super::{Recording, RecordingError};
use crate::core::{Core, FlushAt, Platform, Unrepeatable};
use crate::options::{LocalFuture, StoreOptions};
use crate::store::SocketStore;

/// A store that goes through a [`Recording`], step by step or at once.
///
/// Nothing happens in it but what the recording tells: handlers, subscribers and plugins are called, and what they send
/// or commit is passed over, since the recording has it already. All in it ends when it is dropped, and no sooner.
///
/// Two things it can't know: a topic that was held in two ways has had both of them from its beginning, and a state
/// that was replaced or reset by someone who was just told of a commit is replaced or reset when all commits of that
/// moment are done.
pub struct Replay {
    core: Rc<Core>,
    store: SocketStore,
    owner: Owner,
    scene: Rc<Scene>,
    /// What is to come, with the number of its line.
    notes: VecDeque<(usize, Note<'static>)>,
}

/// What the store sees of a world that is no more.
struct Scene {
    now: Cell<Millis>,
    /// What the store has sent then.
    sent: RefCell<VecDeque<(usize, u64, Words<'static>)>>,
    diverged_at: Cell<Option<usize>>,
}

impl Replay {
    pub(super) fn new(recording: &Recording, options: StoreOptions) -> Self {
        let mut notes = VecDeque::new();
        let mut sent = VecDeque::new();
        for (line, note) in recording.notes.iter().cloned() {
            match note.event {
                Event::Sent { dial, frame } => sent.push_back((line, dial, frame)),
                _ => notes.push_back((line, note)),
            }
        }
        let scene = Rc::new(Scene {
            now: Cell::new(recording.begins_at),
            sent: RefCell::new(sent),
            diverged_at: Cell::new(None),
        });
        let stage = Stage(Rc::clone(&scene));
        let core = Core::new(options, recording.seed, |_| Box::new(stage));
        // The state in which it began. It can't be wrong yet: nobody knows the types of topics and slices.
        let begun = core.replace_state(&recording.state);
        debug_assert_eq!(begun, Ok(()));
        core.replay();
        core.go_on(
            &recording.state,
            recording.connection.clone(),
            recording.step,
        );
        // One of its own: whoever has begun it may be gone before it.
        let owner = Owner::default();
        let store = owner.with(|| SocketStore::new(Rc::clone(&core)));
        Self {
            core,
            store,
            owner,
            scene,
            notes,
        }
    }

    /// The store, to be looked at.
    #[must_use]
    pub fn store(&self) -> SocketStore {
        self.store
    }

    /// Registers topics and slices for as long as the replay lasts.
    pub fn within<R>(&self, register: impl FnOnce(SocketStore) -> R) -> R {
        self.owner.with(|| register(self.store))
    }

    /// When the recording begins, and from there on the time of what happened last.
    #[must_use]
    pub fn now(&self) -> Millis {
        self.scene.now.get()
    }

    /// How many things are still to happen.
    #[must_use]
    pub fn left(&self) -> usize {
        self.notes.len()
    }

    /// When the next of them happened; `None` when nothing is left.
    #[must_use]
    pub fn next_at(&self) -> Option<Millis> {
        self.notes.front().map(|(_, note)| note.at)
    }

    /// When the last of them happened; `None` when nothing is left.
    #[must_use]
    pub fn ends_at(&self) -> Option<Millis> {
        self.notes.back().map(|(_, note)| note.at)
    }

    /// Lets the next thing happen, and says at which time it was; `None` when nothing is left.
    ///
    /// # Errors
    ///
    /// It is a mutation that can't be repeated: its slice is not registered here, or does not know it.
    pub fn step(&mut self) -> Result<Option<Millis>, RecordingError> {
        let Some((line, note)) = self.notes.pop_front() else {
            return Ok(None);
        };
        self.scene.now.set(note.at);
        let result = self.core.repeat(note.event, note.at);
        result.map_err(|error| match error {
            Unrepeatable::UnknownSlice(name) => RecordingError::UnknownSlice { line, name },
            Unrepeatable::Wrong(reason) => RecordingError::Mutation { line, reason },
        })?;
        let next = self.notes.front().map(|(_, note)| note.step);
        self.core.catch_up(next);
        Ok(Some(note.at))
    }

    /// Lets all that is left happen.
    ///
    /// # Errors
    ///
    /// As [`step`](Self::step); what came before has happened.
    pub fn run(&mut self) -> Result<(), RecordingError> {
        while self.step()?.is_some() {}
        Ok(())
    }

    /// The first line with a frame that was sent then, and at this place was not sent again: the code is another one
    /// than that which was recorded. `None` while both do the same.
    #[must_use]
    pub fn diverged_at(&self) -> Option<usize> {
        let left = self.scene.sent.borrow().front().map(|(line, ..)| *line);
        let left = left.filter(|_| self.notes.is_empty());
        self.scene.diverged_at.get().or(left)
    }
}

struct Stage(Rc<Scene>);

impl Platform for Stage {
    fn now(&self) -> Millis {
        self.0.now.get()
    }

    fn dial(&self, _: Generation) -> Result<(), Unsupported> {
        Ok(())
    }

    fn buffered(&self) -> usize {
        0
    }

    /// Compares what is sent with what was sent.
    fn send(&self, generation: Generation, frame: Frame) {
        // A recording may end before the store does.
        let Some((line, dial, then)) = self.0.sent.borrow_mut().pop_front() else {
            return;
        };
        let redacted = Words::Text(REDACTED.into());
        let is_same = dial == generation.0 && (then == Words::from(&frame) || then == redacted);
        if !is_same && self.0.diverged_at.get().is_none() {
            self.0.diverged_at.set(Some(line));
        }
    }

    fn close(&self, _: Generation, _: u16) {}

    fn check_health(&self, _: Generation) {}

    fn wake_at(&self, _: Option<Millis>) {}

    fn request_flush(&self, _: FlushAt) {}

    fn spawn(&self, _: LocalFuture<()>) {}

    fn warn(&self, _: &str) {}
}

impl std::fmt::Debug for Replay {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Replay")
            .field("now", &self.scene.now.get())
            .field("left", &self.notes.len())
            .finish_non_exhaustive()
    }
}
