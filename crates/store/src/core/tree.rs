//! The whole state as one tree.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use reactive_graph::traits::{GetUntracked, WithUntracked};
use serde_json::{Map, Value, json};
use socket_conn::{Close, Status};

use super::Core;
use super::mutations::Change;
use super::sink::Sink;
use super::slices::AnySlice;

/// The mutations of the tree as a whole.
pub(super) const REPLACE: &str = "state/replace";
pub(super) const RESET: &str = "state/reset";

/// Makes a state that has been read the state; it can't fail any more.
pub(crate) type Restore = Box<dyn FnOnce()>;

/// A tree that the state can't be replaced with; nothing has changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StateError {
    /// It is not an object, or `topics` or `slices` in it are none.
    #[error("`{0}` is not an object")]
    NotAnObject(&'static str),
    /// A topic's state is not what its type promises.
    #[error("topic {name}: {reason}")]
    Topic {
        /// Its `socketType`.
        name: String,
        /// What is wrong.
        reason: String,
    },
    /// A slice's state is not what its type promises.
    #[error("slice {name}: {reason}")]
    Slice {
        /// [`Slice::NAME`](crate::Slice::NAME).
        name: String,
        /// What is wrong.
        reason: String,
    },
}

/// Parts of a tree for topics and slices that nobody has asked for yet.
#[derive(Default)]
pub(super) struct SetAside {
    branches: RefCell<Map<String, Value>>,
    /// [`Core::begin_topic`] once a tree was set; an app that sets none does not carry it.
    begin_topic: Cell<Option<BeginTopic>>,
}

type BeginTopic = fn(&Core, &str, &Rc<Sink>);

impl Core {
    pub(crate) fn snapshot(&self) -> Value {
        let topics: Map<_, _> = self.named_sinks(|name, sink| (name, sink.snapshot()));
        let slices = self.slices.all().into_iter();
        let slices: Map<_, _> = slices
            .map(|(name, slice)| (name.to_owned(), slice.snapshot()))
            .collect();
        json!({ "connection": self.connection_tree(), "topics": topics, "slices": slices })
    }

    /// Reads the whole tree first, then changes everything at once.
    pub(crate) fn replace_state(&self, tree: &Value) -> Result<(), StateError> {
        let restores = self.restores(tree)?;
        if self.note_mutation(|| REPLACE.to_owned(), || tree.clone()) {
            self.restore(tree, restores);
        }
        Ok(())
    }

    pub(super) fn restore(&self, tree: &Value, restores: Vec<Restore>) {
        let change = Change::Other {
            name: &|| REPLACE.to_owned(),
            payload: &|| tree.clone(),
            state: &|| self.snapshot(),
        };
        self.mutations.apply(change, || {
            for restore in restores {
                restore();
            }
            self.keep_unclaimed(tree);
        });
    }

    /// Everything as if nothing had come and nothing had been committed yet.
    pub(crate) fn reset(&self) {
        if self.note_mutation(|| RESET.to_owned(), || Value::Null) {
            self.reset_all();
        }
    }

    pub(super) fn reset_all(&self) {
        let change = Change::Other {
            name: &|| RESET.to_owned(),
            payload: &|| Value::Null,
            state: &|| self.snapshot(),
        };
        self.mutations.apply(change, || {
            let _: Vec<()> = self.named_sinks(|_, sink| sink.reset());
            for (_, slice) in self.slices.all() {
                slice.reset();
            }
            self.set_aside.clear();
        });
    }

    /// One slice as it was in the beginning.
    pub(crate) fn reset_slice(&self, name: &str) {
        if let Some(slice) = self.slices.get(name)
            && self.note_mutation(|| RESET.to_owned(), || Value::from(name))
        {
            self.reset_one(name, &*slice);
        }
    }

    pub(super) fn reset_one(&self, name: &str, slice: &dyn AnySlice) {
        let change = Change::Other {
            name: &|| RESET.to_owned(),
            payload: &|| Value::from(name),
            state: &|| slice.snapshot(),
        };
        self.mutations.apply(change, || slice.reset());
    }

    /// Gives a topic or a slice that is asked for the first time the state that a tree has had for it.
    pub(super) fn begin_where_left(
        &self,
        branch: &str,
        name: &str,
        restoring: impl FnOnce(&Value) -> Result<Restore, String>,
    ) {
        let Some(saved) = self.set_aside.take(branch, name) else {
            return;
        };
        match restoring(&saved) {
            Ok(restore) => restore(),
            Err(why) => self.report(&format!("the state that was kept for {name}: {why}")),
        }
    }

    /// The same for a topic.
    pub(super) fn begin_topic_where_left(&self, name: &str, sink: &Rc<Sink>) {
        if let Some(begin) = self.set_aside.begin_topic.get() {
            begin(self, name, sink);
        }
    }

    fn begin_topic(&self, name: &str, sink: &Rc<Sink>) {
        self.begin_where_left("topics", name, |saved| Rc::clone(sink).restoring(saved));
    }

    pub(super) fn restores(&self, tree: &Value) -> Result<Vec<Restore>, StateError> {
        if !tree.is_object() {
            return Err(StateError::NotAnObject("state"));
        }
        let topics = branch(tree, "topics")?;
        let slices = branch(tree, "slices")?;
        let mut restores = Vec::new();
        let sinks: Vec<(String, Rc<Sink>)> = self.named_sinks(|name, sink| (name, sink));
        for (name, sink) in sinks {
            restores.push(match topics.and_then(|topics| topics.get(&name)) {
                Some(saved) => Rc::clone(&sink)
                    .restoring(saved)
                    .map_err(|reason| StateError::Topic { name, reason })?,
                None => Box::new(move || sink.reset()),
            });
        }
        for (name, slice) in self.slices.all() {
            restores.push(match slices.and_then(|slices| slices.get(name)) {
                Some(saved) => slice.restoring(saved).map_err(|reason| StateError::Slice {
                    name: name.to_owned(),
                    reason,
                })?,
                None => Box::new(move || slice.reset()),
            });
        }
        Ok(restores)
    }
}

impl Core {
    /// What the tree has for topics and slices that are not there yet.
    fn keep_unclaimed(&self, tree: &Value) {
        let mut unclaimed = Map::new();
        for name in ["topics", "slices"] {
            unclaimed.insert(name.to_owned(), tree.get(name).cloned().unwrap_or_default());
        }
        self.set_aside.branches.replace(unclaimed);
        self.set_aside.begin_topic.set(Some(Self::begin_topic));
        let topics: Vec<String> = self.named_sinks(|name, _| name);
        for name in topics {
            self.set_aside.take("topics", &name);
        }
        for (name, _) in self.slices.all() {
            self.set_aside.take("slices", name);
        }
    }

    /// Each topic under its `socketType`; a topic that is held in a second way too stands under `socketType#2`.
    fn named_sinks<R, C: FromIterator<R>>(&self, make: impl Fn(String, Rc<Sink>) -> R) -> C {
        let registry = self.registry.borrow();
        let mut count = 0;
        let mut before = None;
        let sinks: Vec<_> = registry
            .all_sinks()
            .into_iter()
            .filter(|(name, _)| self.is_held(Some(name)))
            .map(|(name, sink)| {
                count = if before == Some(name) { count + 1 } else { 0 };
                before = Some(name);
                (topic_key(name, count), sink)
            })
            .collect();
        drop(registry);
        sinks
            .into_iter()
            .map(|(name, sink)| make(name, sink))
            .collect()
    }

    fn connection_tree(&self) -> Value {
        let (attempt, reason) = match self.status.get_untracked() {
            Status::Reconnecting { attempt, .. } => (Some(attempt), None),
            Status::Failed(reason) => (None, Some(reason.to_string())),
            _ => (None, None),
        };
        json!({
            "status": self.status.with_untracked(Status::name),
            "attempt": attempt,
            "reason": reason,
            "lastClose": self.last_close.with_untracked(|close| close.as_ref().map(close_tree)),
            "paused": self.paused.get_untracked(),
        })
    }
}

impl SetAside {
    fn take(&self, branch: &str, name: &str) -> Option<Value> {
        let mut branches = self.branches.borrow_mut();
        branches.get_mut(branch)?.as_object_mut()?.remove(name)
    }

    fn clear(&self) {
        self.branches.take();
    }
}

/// The name of the way in which a topic is held: the first, the second (1), and so on.
pub(super) fn topic_key(socket_type: &str, index: usize) -> String {
    match index {
        0 => socket_type.to_owned(),
        _ => format!("{socket_type}#{}", index + 1),
    }
}

fn close_tree(close: &Close) -> Value {
    json!({ "code": close.code, "reason": close.reason, "wasClean": close.was_clean })
}

fn branch<'a>(
    tree: &'a Value,
    name: &'static str,
) -> Result<Option<&'a Map<String, Value>>, StateError> {
    match tree.get(name) {
        None => Ok(None),
        Some(Value::Object(members)) => Ok(Some(members)),
        Some(_) => Err(StateError::NotAnObject(name)),
    }
}
