//! The app's own slices of the state.

use std::any::Any;
use std::cell::RefCell;
use std::rc::Rc;

use reactive_graph::signal::ArcRwSignal;
use reactive_graph::traits::{Set, Update, WithUntracked};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use socket_conn::SortedMap;

use super::Core;
use super::mutations::Change;
use super::tree::Restore;
use crate::slice::Slice;

/// The first words of the store's own mutations.
const RESERVED: [&str; 4] = ["connection", "freshness", "state", "topic"];

/// The mutation that takes a slice out of the tree.
pub(super) const UNREGISTER: &str = "state/unregister";

#[derive(Default)]
pub(crate) struct Slices {
    by_name: RefCell<SortedMap<&'static str, Rc<dyn AnySlice>>>,
    /// Unregistered in a recording that is replayed, where nobody asks for them again.
    parked: RefCell<SortedMap<&'static str, Rc<dyn AnySlice>>>,
}

struct SliceState<S: 'static> {
    signal: ArcRwSignal<S>,
}

/// A [`SliceState`] whose type does not matter.
pub(crate) trait AnySlice {
    fn as_any(&self) -> &dyn Any;

    fn snapshot(&self) -> Value;

    /// Reads the state that a snapshot tells; what is handed back makes it the state.
    fn restoring(&self, snapshot: &Value) -> Result<Restore, String>;

    fn reset(&self);

    /// Reads a mutation as it was told, with the variant that its name ends with; what is handed back applies it.
    fn applying(&self, variant: Option<&str>, payload: &Value) -> Result<Restore, String>;
}

impl Slices {
    pub(super) fn all(&self) -> Vec<(&'static str, Rc<dyn AnySlice>)> {
        let by_name = self.by_name.borrow();
        by_name.iter().map(|(n, s)| (*n, Rc::clone(s))).collect()
    }

    pub(super) fn get(&self, name: &str) -> Option<Rc<dyn AnySlice>> {
        self.by_name.borrow().get(name).cloned()
    }

    pub(super) fn park(&self, name: &str) {
        let slice = self.by_name.borrow_mut().take(name);
        if let Some((name, slice)) = slice {
            slice.reset();
            self.parked.borrow_mut().insert(name, slice);
        }
    }

    pub(super) fn unpark(&self, name: &str) -> Option<Rc<dyn AnySlice>> {
        let (name, slice) = self.parked.borrow_mut().take(name)?;
        self.by_name.borrow_mut().insert(name, Rc::clone(&slice));
        Some(slice)
    }
}

impl Core {
    /// The state of a slice, made when it is asked for the first time.
    pub(crate) fn slice<S: Slice>(&self) -> ArcRwSignal<S> {
        if let Some(slice) = self.slices.get(S::NAME) {
            let typed = slice.as_any().downcast_ref::<SliceState<S>>();
            let typed = typed.unwrap_or_else(|| panic!("two slices are called `{}`", S::NAME));
            return typed.signal.clone();
        }
        assert!(
            !S::NAME.contains('/') && !RESERVED.contains(&S::NAME),
            "`{}` can't be a slice's name",
            S::NAME
        );
        let signal = ArcRwSignal::new(S::default());
        let slice = Rc::new(SliceState {
            signal: signal.clone(),
        });
        self.begin_where_left("slices", S::NAME, |saved| slice.restoring(saved));
        self.slices.by_name.borrow_mut().insert(S::NAME, slice);
        signal
    }

    pub(crate) fn has_slice(&self, name: &str) -> bool {
        self.slices.by_name.borrow().get(name).is_some()
    }

    /// Changes a slice. The mutation is written down only if somebody wants to know.
    pub(crate) fn commit<S: Slice>(&self, mutation: S::Mutation) {
        let signal = self.slice::<S>();
        let is_wanted = self.mutations.has_subscribers() || self.tape.is_writing();
        let (variant, payload) = if is_wanted {
            written(&mutation)
        } else {
            Default::default()
        };
        let name = || mutation_name(S::NAME, variant.as_deref());
        if !self.note_mutation(name, || payload.clone()) {
            return;
        }
        let change = Change::Other {
            name: &name,
            payload: &|| payload.clone(),
            state: &|| snapshot(&signal),
        };
        self.mutations
            .apply(change, || signal.update(|state| state.apply(mutation)));
    }

    /// Takes a slice out of the tree; false when it is not there.
    pub(crate) fn unregister_slice(&self, name: &'static str) -> bool {
        let is_there = self.has_slice(name);
        if is_there && self.note_mutation(|| UNREGISTER.to_owned(), || Value::from(name)) {
            let take_out = || self.slices.by_name.borrow_mut().remove(name);
            let slice = self.tell_unregistered(name, take_out);
            drop(slice);
        }
        is_there
    }

    pub(super) fn tell_unregistered<R>(&self, name: &str, take_out: impl FnOnce() -> R) -> R {
        let change = Change::Other {
            name: &|| UNREGISTER.to_owned(),
            payload: &|| Value::from(name),
            state: &|| self.snapshot(),
        };
        self.mutations.apply(change, take_out)
    }
}

impl<S: Slice> AnySlice for SliceState<S> {
    fn as_any(&self) -> &dyn Any {
        self
    }

    fn snapshot(&self) -> Value {
        snapshot(&self.signal)
    }

    fn restoring(&self, snapshot: &Value) -> Result<Restore, String> {
        let state = S::deserialize(snapshot).map_err(|e| e.to_string())?;
        let signal = self.signal.clone();
        Ok(Box::new(move || signal.set(state)))
    }

    fn reset(&self) {
        self.signal.set(S::default());
    }

    fn applying(&self, variant: Option<&str>, payload: &Value) -> Result<Restore, String> {
        let mutation = read::<S::Mutation>(variant, payload).map_err(|e| e.to_string())?;
        let signal = self.signal.clone();
        Ok(Box::new(move || {
            signal.update(|state| state.apply(mutation));
        }))
    }
}

fn snapshot<S: Slice>(signal: &ArcRwSignal<S>) -> Value {
    let written = signal.with_untracked(|state| serde_json::to_value(state));
    written.expect("a slice is written as JSON")
}

/// `cart/add`, or `cart` for a mutation that is no enum.
fn mutation_name(slice: &str, variant: Option<&str>) -> String {
    match variant {
        Some(variant) => format!("{slice}/{variant}"),
        None => slice.to_owned(),
    }
}

/// A mutation as an enum's variant and what is in it.
fn written(mutation: &impl Serialize) -> (Option<String>, Value) {
    match serde_json::to_value(mutation).expect("a mutation is written as JSON") {
        Value::String(variant) => (Some(variant), Value::Null),
        Value::Object(members) if members.len() == 1 => {
            let (variant, payload) = members.into_iter().next().unwrap_or_default();
            (Some(variant), payload)
        }
        other => (None, other),
    }
}

/// The way back.
fn read<M: DeserializeOwned>(variant: Option<&str>, payload: &Value) -> serde_json::Result<M> {
    let Some(variant) = variant else {
        return M::deserialize(payload);
    };
    // A variant without content is a text, one that holds nothing (`None`, `()`) is not: both are written as `null`.
    if payload.is_null()
        && let Ok(mutation) = M::deserialize(Value::from(variant))
    {
        return Ok(mutation);
    }
    M::deserialize(json!({ variant: payload }))
}
