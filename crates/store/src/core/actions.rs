//! Who wants to know of actions.

use std::cell::Cell;
use std::fmt::Display;
use std::rc::{Rc, Weak};

use serde_json::Value;

use super::Core;
use super::subscribers::Subscribers;

/// An action on its way, for whoever [subscribes](crate::SocketStore::subscribe_action).
#[derive(Debug, Clone, Copy)]
pub struct ActionEvent<'a> {
    /// Tells several runs of one action apart; counts up.
    pub id: u64,
    /// [`Action::NAME`](crate::Action::NAME).
    pub name: &'static str,
    /// [`Action::payload`](crate::Action::payload).
    pub payload: &'a Value,
    /// How far it has come.
    pub stage: ActionStage<'a>,
}

/// How far an action has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ActionStage<'a> {
    /// It is about to begin.
    Before,
    /// It has done what it should.
    After,
    /// It has failed, for this reason.
    Error(&'a str),
}

#[derive(Default)]
pub(crate) struct Actions {
    pub(super) subscribers: Subscribers<Subscriber>,
    last_id: Cell<u64>,
}

type Subscriber = Box<dyn Fn(&ActionEvent<'_>)>;

/// An action that has begun.
pub(crate) struct Dispatched {
    core: Weak<Core>,
    id: u64,
    name: &'static str,
    payload: Value,
}

impl Core {
    /// Tells that an action begins. Its payload is written only if somebody wants to know.
    pub(crate) fn begin_action(
        self: &Rc<Self>,
        name: &'static str,
        payload: impl FnOnce() -> Value,
    ) -> Dispatched {
        let id = self.actions.last_id.get() + 1;
        self.actions.last_id.set(id);
        let is_wanted = !self.actions.subscribers.is_empty();
        let dispatched = Dispatched {
            core: Rc::downgrade(self),
            id,
            name,
            payload: is_wanted.then(payload).unwrap_or_default(),
        };
        dispatched.tell(self, ActionStage::Before);
        dispatched
    }
}

impl Dispatched {
    /// Tells how it has ended, if the store is there still.
    pub(crate) fn end(&self, error: Option<&dyn Display>) {
        let Some(core) = self.core.upgrade() else {
            return;
        };
        if core.actions.subscribers.is_empty() {
            return;
        }
        match error {
            None => self.tell(&core, ActionStage::After),
            Some(error) => self.tell(&core, ActionStage::Error(&error.to_string())),
        }
    }

    fn tell(&self, core: &Core, stage: ActionStage<'_>) {
        let event = ActionEvent {
            id: self.id,
            name: self.name,
            payload: &self.payload,
            stage,
        };
        core.actions.subscribers.tell(|call| call(&event));
    }
}
