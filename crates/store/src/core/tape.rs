//! What a store goes through, for whoever records it.

use std::cell::{Cell, Ref, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;

use socket_conn::{CredentialsError, Millis};

use crate::recording::{Event, Note};

/// So many credentials are remembered.
const SECRETS: usize = 8;

/// Writes a note down. What must not be written is still in it, see [`Tape::secrets`].
pub(crate) type Write = dyn Fn(Note<'_>);

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
    Writing(Rc<Write>),
    Replaying,
}

impl Tape {
    /// Notes an event if a recording is made. Says whether it may happen: what the code does while a recording is
    /// replayed may not.
    pub(super) fn note(&self, at: &dyn Fn() -> Millis, event: Event<'_>) -> bool {
        let write = match &*self.mode.borrow() {
            Mode::Off => return true,
            Mode::Replaying => return false,
            Mode::Writing(write) => Rc::clone(write),
        };
        write(Note {
            at: at(),
            step: self.step.get(),
            event,
        });
        true
    }

    pub(super) fn write(&self, write: Option<Rc<Write>>) {
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

    pub(super) fn go_on_at(&self, step: u64) {
        self.step.set(step);
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

    /// What must not be written down.
    pub(super) fn secrets(&self) -> Ref<'_, VecDeque<String>> {
        self.secrets.borrow()
    }
}
