//! The app's own slices of the state.

use std::any::Any;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use reactive_graph::signal::ArcRwSignal;
use reactive_graph::traits::{Set, Update, WithUntracked};
use serde::Serialize;
use serde_json::Value;

use super::Core;
use super::mutations::Change;
use super::tree::Restore;
use crate::slice::Slice;

/// The first words of the store's own mutations.
const RESERVED: [&str; 4] = ["connection", "freshness", "state", "topic"];

#[derive(Default)]
pub(crate) struct Slices {
    by_name: RefCell<BTreeMap<&'static str, Rc<dyn AnySlice>>>,
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
}

impl Slices {
    pub(super) fn all(&self) -> Vec<(&'static str, Rc<dyn AnySlice>)> {
        let by_name = self.by_name.borrow();
        by_name.iter().map(|(n, s)| (*n, Rc::clone(s))).collect()
    }

    pub(super) fn get(&self, name: &str) -> Option<Rc<dyn AnySlice>> {
        self.by_name.borrow().get(name).cloned()
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
        self.slices.by_name.borrow().contains_key(name)
    }

    /// Changes a slice. The mutation is written down only if somebody wants to know.
    pub(crate) fn commit<S: Slice>(&self, mutation: S::Mutation) {
        let signal = self.slice::<S>();
        let (variant, payload) = if self.mutations.has_subscribers() {
            written(&mutation)
        } else {
            Default::default()
        };
        let change = Change {
            name: &|| mutation_name(S::NAME, variant.as_deref()),
            payload: &|| payload.clone(),
            state: &|| snapshot(&signal),
        };
        self.mutations
            .apply(&change, || signal.update(|state| state.apply(mutation)));
    }

    /// Takes a slice out of the tree; false when it is not there.
    pub(crate) fn unregister_slice(&self, name: &'static str) -> bool {
        if !self.has_slice(name) {
            return false;
        }
        let change = Change {
            name: &|| "state/unregister".to_owned(),
            payload: &|| Value::from(name),
            state: &|| self.snapshot(),
        };
        let slice = self
            .mutations
            .apply(&change, || self.slices.by_name.borrow_mut().remove(name));
        drop(slice);
        true
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
