use std::cell::{Cell, RefCell};
use std::rc::Rc;

use super::event::{Event, Note, VERSION, Words};
use super::redaction::redacted;
use crate::plugin::Plugin;
use crate::store::SocketStore;

/// A plugin that writes down what a store goes through, one JSON object per line, so that it can be
/// [replayed](super::Recording).
///
/// Plug it in with [`StoreOptions::plugin`](crate::StoreOptions::plugin), or into a store that has been there for a while
/// with [`SocketStore::plug`]: what has happened before is missing from the recording, which begins with the state that
/// it found. What waited to be sent then is not in it. A store has one recorder at most, the last one that was plugged in;
/// a store without one pays nothing.
///
/// A recording holds what the app says and hears, all but the credentials: it is as confidential as that.
///
/// ```
/// use leptos_socket_store::testing::World;
/// use leptos_socket_store::{PlainDialect, Recorder, StoreOptions};
///
/// let (recorder, buffer) = Recorder::in_memory(1 << 20);
/// let options = StoreOptions::new("/ws", PlainDialect::default()).plugin(recorder);
/// let world = World::new(options);
/// world.store().open();
/// assert_eq!(buffer.text().lines().nth(1), Some(r#"{"at":0,"step":0,"what":"open"}"#));
/// ```
///
/// # Format
///
/// Every line has `at` (milliseconds on the store's clock), `step` (how much the store had done by then of what its
/// connection had told it, which puts what a handler does into its place) and `what`:
///
/// | `what` | beside it | |
/// |---|---|---|
/// | `begins` | `version` (1), `seed`, `state`, `connection` | always the first line; `connection` is where the connection stood, if it was there before |
/// | `opened` | `dial` | a socket has opened; dials are numbered |
/// | `received`, `sent` | `dial`, `text` or `binary` (base64) | a frame came in, went out |
/// | `closed` | `dial`, `code`, `reason`, `wasClean` | a socket was closed from outside |
/// | `undialable` | `why`, `words` | the address can't be dialled: `noWebSocket`, `invalidUrl`, `mixedContent`, `refused` |
/// | `credentials` | `dial`, `outcome` | `given`, `notNeeded`, `signInRequired`, `unavailable` |
/// | `health` | `dial`, `healthy` | the server has said whether it is up |
/// | `timeout`, `doubt`, `suspended` | | the timer went off; the page was shown, left |
/// | `network` | `online` | the browser says whether there is a network |
/// | `buffered` | `bytes` | how much the socket has not got rid of |
/// | `open`, `close`, `retry` | | by hand |
/// | `measure` | | the server is asked how far away it is |
/// | `sayFirst` | `first` | what is said first on each connection |
/// | `subscribe`, `unsubscribe` | `socketType`, `chartName` | a topic is wanted, or no more |
/// | `send`, `sendVolatile` | `text` or `binary` | the app sends |
/// | `request` | `action`, `socketType`, `chartName`, `value`, `timeout` | the app asks |
/// | `cancel` | `id` | and does not care any more |
/// | `flush` | | what has come in is committed |
/// | `pause` | `paused` | commits are held back, or not |
/// | `mutation` | `name`, `payload` | the app commits |
/// | `full` | | the buffer was full: the rest is missing |
#[must_use = "it records when it is plugged into a store"]
pub struct Recorder {
    /// Gets each note, and the line that it is. Says whether it goes on.
    write: Box<Write>,
}

type Write = dyn Fn(&Note<'_>, &str) -> bool;

/// Room for the line that says that there is no more: at most this many bytes, its end included.
const LAST_LINE: usize = 80;

/// What a [`Recorder`] has written into memory.
#[derive(Debug, Clone)]
pub struct Buffer {
    text: Rc<RefCell<String>>,
    is_full: Rc<Cell<bool>>,
}

impl Recorder {
    /// Hands each line, without its end, to a function: to be sent away or kept in a file. It must not use the store,
    /// which is in the midst of something.
    pub fn to(write: impl Fn(&str) + 'static) -> Self {
        let write = Box::new(move |_: &Note<'_>, line: &str| {
            write(line);
            true
        });
        Self { write }
    }

    /// Keeps the lines in memory, until they would be more bytes than this: then it stops, and the last line says so.
    pub fn in_memory(most: usize) -> (Self, Buffer) {
        let buffer = Buffer {
            text: Rc::default(),
            is_full: Rc::default(),
        };
        let write = buffer.clone();
        let write = Box::new(move |note: &Note<'_>, line: &str| write.push(note, line, most));
        (Self { write }, buffer)
    }

    /// Hands each line to a function too, which goes on when a buffer is full: for whoever watches. What holds for
    /// [`to`](Self::to) holds for it.
    ///
    /// ```
    /// # use leptos_socket_store::Recorder;
    /// let (recorder, buffer) = Recorder::in_memory(8 << 20);
    /// let recorder = recorder.and_to(|line| println!("{line}"));
    /// ```
    pub fn and_to(self, tell: impl Fn(&str) + 'static) -> Self {
        let goes_on = Cell::new(true);
        let write = Box::new(move |note: &Note<'_>, line: &str| {
            if goes_on.get() {
                goes_on.set((self.write)(note, line));
            }
            tell(line);
            true
        });
        Self { write }
    }
}

impl Buffer {
    /// All lines so far.
    #[must_use]
    pub fn text(&self) -> String {
        self.text.borrow().clone()
    }

    /// Whether the recorder has stopped, because there is no more room.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.is_full.get()
    }

    /// How many bytes there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.text.borrow().len()
    }

    /// Whether nothing was written yet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn push(&self, note: &Note<'_>, line: &str, most: usize) -> bool {
        let mut text = self.text.borrow_mut();
        let fits = text.len() + line.len() + 1 + LAST_LINE <= most;
        if fits {
            text.push_str(line);
        } else {
            self.is_full.set(true);
            text.push_str(&full(note));
        }
        text.push('\n');
        fits
    }
}

impl Plugin for Recorder {
    fn install(self, store: SocketStore) {
        let core = store.core();
        if core.is_replaying() {
            return;
        }
        // What has come in belongs to what was before.
        core.flush();
        let begin = Note {
            at: core.now(),
            step: core.step(),
            event: Event::Begins {
                version: VERSION,
                seed: core.seed(),
                state: core.snapshot(),
                connection: core.inspect(socket_conn::Connection::standing),
            },
        };
        let mut goes_on = (self.write)(&begin, &line(&begin));
        if let Some(first) = core.inspect(|connection| connection.first().cloned()) {
            let first = Some(Words::from(&first));
            let event = Event::SayFirst { first };
            let note = Note { event, ..begin };
            goes_on = goes_on && (self.write)(&note, &line(&note));
        }
        let (weak, write) = (Rc::downgrade(&core), self.write);
        let write = move |note: Note<'_>| {
            let Some(core) = weak.upgrade() else {
                return;
            };
            let event = redacted(note.event, &core.secrets());
            let note = Note { event, ..note };
            if !write(&note, &line(&note)) {
                core.record(None);
            }
        };
        if goes_on {
            core.record(Some(Rc::new(write)));
        }
    }
}

fn line(note: &Note<'_>) -> String {
    serde_json::to_string(note).expect("a note is written as JSON")
}

/// The line that ends a recording for which there was no room.
fn full(note: &Note<'_>) -> String {
    line(&Note {
        at: note.at,
        step: note.step,
        event: Event::Full,
    })
}

impl SocketStore {
    /// Takes the [`Recorder`] out that was plugged in.
    pub fn stop_recording(&self) {
        self.core().record(None);
    }
}

impl std::fmt::Debug for Recorder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Recorder").finish_non_exhaustive()
    }
}
