//! What a store goes through, for whoever records it.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;

use socket_conn::{CredentialsError, Frame, Millis};

use crate::recording::{Event, Note, REDACTED, Words};

/// So many credentials are remembered.
const SECRETS: usize = 8;

/// See the [module](self).
#[derive(Default)]
pub(crate) struct Tape {
    mode: RefCell<Mode>,
    /// How much the core has done so far of what the connection has told it: an event that happens in the midst of it
    /// happens there again.
    step: Cell<u64>,
    /// The credentials that were given last, newest last: they are not written down. Also while nobody records, and
    /// more than one: a recording may begin before they are said, and an older dial's may come late.
    secrets: RefCell<VecDeque<String>>,
}

#[derive(Default)]
enum Mode {
    #[default]
    Off,
    Writing(Rc<dyn Fn(Note)>),
    Replaying,
}

impl Tape {
    /// Notes an event if a recording is made. Says whether it may happen: what the code does while a recording is
    /// replayed may not.
    pub(super) fn note(&self, at: impl FnOnce() -> Millis, event: impl FnOnce() -> Event) -> bool {
        let write = match &*self.mode.borrow() {
            Mode::Off => return true,
            Mode::Replaying => return false,
            Mode::Writing(write) => Rc::clone(write),
        };
        write(Note {
            at: at(),
            step: self.step.get(),
            event: event(),
        });
        true
    }

    /// Notes what goes out, without the credentials in it.
    pub(super) fn note_sent(&self, at: impl FnOnce() -> Millis, dial: u64, frame: &Frame) {
        self.note(at, || Event::Sent {
            dial,
            frame: self.redacted(frame),
        });
    }

    pub(super) fn write(&self, write: Option<Rc<dyn Fn(Note)>>) {
        if !self.is_replaying() {
            self.mode.replace(write.map_or(Mode::Off, Mode::Writing));
        }
    }

    pub(super) fn replay(&self) {
        self.mode.replace(Mode::Replaying);
    }

    pub(super) fn is_writing(&self) -> bool {
        matches!(*self.mode.borrow(), Mode::Writing(_))
    }

    pub(super) fn is_replaying(&self) -> bool {
        matches!(*self.mode.borrow(), Mode::Replaying)
    }

    pub(super) fn count(&self) {
        self.step.set(self.step.get() + 1);
    }

    pub(super) fn step(&self) -> u64 {
        self.step.get()
    }

    pub(super) fn keep_secret(&self, credentials: &Result<Option<String>, CredentialsError>) {
        let Ok(Some(secret)) = credentials else {
            return;
        };
        let mut secrets = self.secrets.borrow_mut();
        if !secret.is_empty() && !secrets.contains(secret) {
            secrets.push_back(secret.clone());
            let surplus = secrets.len().saturating_sub(SECRETS);
            secrets.drain(..surplus);
        }
    }

    fn redacted(&self, frame: &Frame) -> Words {
        let mut words = Words::from(frame);
        for secret in &*self.secrets.borrow() {
            words = without(words, frame, secret);
        }
        words
    }
}

/// A frame's words without a secret, written as it is or as JSON writes it.
fn without(words: Words, frame: &Frame, secret: &str) -> Words {
    let in_json = serde_json::to_string(secret).unwrap_or_default();
    let in_json = in_json.trim_matches('"');
    match (words, frame) {
        (Words::Text(text), _) => {
            Words::Text(text.replace(secret, REDACTED).replace(in_json, REDACTED))
        }
        (words, Frame::Binary(bytes)) => {
            let holds = |part: &[u8]| bytes.windows(part.len()).any(|window| window == part);
            if holds(secret.as_bytes()) || holds(in_json.as_bytes()) {
                return Words::Text(REDACTED.to_owned());
            }
            words
        }
        (words, Frame::Text(_)) => words,
    }
}
