//! What a store has gone through, written down and repeated.

mod event;
mod recorder;
mod redaction;
mod replay;

pub(crate) use event::{Credentials, Event, Note, Words};
pub use recorder::{Buffer, Recorder};
pub use replay::Replay;

use serde_json::Value;
use socket_conn::{Millis, Standing};

use crate::options::StoreOptions;
use event::VERSION;

/// What a [`Recorder`] has written, ready to be repeated by the same code: the same machine, the same dialect, the same
/// topics and slices, on a clock of its own.
///
/// ```
/// # use leptos_socket_store::testing::{NativePeer, World};
/// use leptos_socket_store::{NativeDialect, Recorder, Recording, StoreOptions, Topic};
/// use reactive_graph::traits::GetUntracked;
///
/// const SALES: Topic<u32> = Topic::new("sales");
///
/// let (recorder, buffer) = Recorder::in_memory(1 << 20);
/// let options = || StoreOptions::new("/ws", NativeDialect::default());
/// # let world = World::with_peer(options().plugin(recorder), NativePeer::default());
/// # world.within(|| world.store().topic(&SALES));
/// # world.store().open();
/// # world.settle();
/// # world.say(|server| server.publish("sales", 7.into()));
/// # world.settle();
/// # world.flush();
/// // … a session …
///
/// let recording = Recording::parse(&buffer.text())?;
/// let mut replay = recording.replay(options());
/// // All topics and slices that the app has, since a file can't tell their types.
/// let sales = replay.within(|store| store.topic(&SALES));
/// replay.run()?;
/// assert_eq!(sales.value.get_untracked(), Some(7));
/// # assert_eq!(replay.store().snapshot(), world.store().snapshot());
/// # Ok::<(), leptos_socket_store::RecordingError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Recording {
    begins_at: Millis,
    step: u64,
    seed: u64,
    state: Value,
    connection: Option<Standing>,
    /// With the number of the line.
    notes: Vec<(usize, Note<'static>)>,
}

/// A recording that can't be read or repeated.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RecordingError {
    /// A line is not one of a recording.
    #[error("line {line}: {reason}")]
    Malformed {
        /// Counted from 1.
        line: usize,
        /// What is wrong with it.
        reason: String,
    },
    /// The first line does not say `begins`, or a later one does.
    #[error("line {line}: a recording has `begins` in its first line, and nowhere else")]
    Beginning {
        /// Counted from 1.
        line: usize,
    },
    /// It is written in a version of the format that is not known here.
    #[error("line 1: version {0} is not known")]
    Version(u32),
    /// A mutation of a slice that nobody has registered for the replay.
    #[error("line {line}: nobody has registered the slice {name}")]
    UnknownSlice {
        /// Counted from 1.
        line: usize,
        /// The slice.
        name: String,
    },
    /// A mutation that its slice does not know.
    #[error("line {line}: {reason}")]
    Mutation {
        /// Counted from 1.
        line: usize,
        /// What is wrong with it.
        reason: String,
    },
}

impl Recording {
    /// Reads a recording; empty lines are passed over.
    ///
    /// # Errors
    ///
    /// A line is not one of a recording; nothing after it is read.
    pub fn parse(text: &str) -> Result<Self, RecordingError> {
        let mut recording: Option<Self> = None;
        for (index, text) in text.lines().enumerate() {
            if text.trim().is_empty() {
                continue;
            }
            let line = index + 1;
            let note: Note<'_> =
                serde_json::from_str(text).map_err(|error| RecordingError::Malformed {
                    line,
                    reason: without_line(&error),
                })?;
            match (&mut recording, note.event) {
                (None, Event::Begins { version, .. }) if version != VERSION => {
                    return Err(RecordingError::Version(version));
                }
                (None, Event::Begins { state, .. }) if !is_tree(&state) => {
                    let reason = "`state` is no tree".to_owned();
                    return Err(RecordingError::Malformed { line, reason });
                }
                (
                    None,
                    Event::Begins {
                        seed,
                        state,
                        connection,
                        ..
                    },
                ) => {
                    recording = Some(Self {
                        begins_at: note.at,
                        step: note.step,
                        seed,
                        state,
                        connection,
                        notes: Vec::new(),
                    });
                }
                (None, _) | (Some(_), Event::Begins { .. }) => {
                    return Err(RecordingError::Beginning { line });
                }
                (Some(recording), event) => recording.notes.push((line, Note { event, ..note })),
            }
        }
        recording.ok_or(RecordingError::Beginning { line: 1 })
    }

    /// Whether it goes on to where the recorder was taken out; a full buffer ends it before.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        !matches!(self.notes.last(), Some((_, note)) if note.event == Event::Full)
    }

    /// A store that goes through the same again. The options are those of the store that was recorded; their
    /// credentials are not asked for, and their address is not dialled.
    #[must_use]
    pub fn replay(&self, options: StoreOptions) -> Replay {
        Replay::new(self, options)
    }
}

impl RecordingError {
    /// The line that is wrong, counted from 1.
    #[must_use]
    pub const fn line(&self) -> usize {
        match self {
            Self::Version(_) => 1,
            Self::Malformed { line, .. }
            | Self::Beginning { line }
            | Self::UnknownSlice { line, .. }
            | Self::Mutation { line, .. } => *line,
        }
    }
}

/// What is wrong with a line; for what has read it, it is the first.
fn without_line(error: &serde_json::Error) -> String {
    error
        .to_string()
        .replace(" at line 1 column ", " at column ")
}

/// Whether a store could begin with it.
fn is_tree(state: &Value) -> bool {
    state["topics"].is_object() && state["slices"].is_object()
}
