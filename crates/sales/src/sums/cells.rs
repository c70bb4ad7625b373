//! Sums by key that know which of them changed.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

/// One sum per key, in the order of the keys.
#[derive(Clone, Debug)]
pub(crate) struct Cells<K, V> {
    values: BTreeMap<K, V>,
    changed: BTreeSet<K>,
}

impl<K, V> Default for Cells<K, V> {
    fn default() -> Self {
        Self {
            values: BTreeMap::new(),
            changed: BTreeSet::new(),
        }
    }
}

impl<K: Ord + Clone + Serialize, V: Default + Serialize> Cells<K, V> {
    /// The value to change, starting from its default.
    pub(super) fn change(&mut self, key: K) -> &mut V {
        if !self.changed.contains(&key) {
            self.changed.insert(key.clone());
        }
        self.values.entry(key).or_default()
    }

    /// Puts back a stored value, which is no change.
    pub(super) fn restore(&mut self, key: K, value: V) {
        self.values.insert(key, value);
    }

    /// The changed cells as texts, the key as `stored_key` has it.
    pub(super) fn take_changes<S: Serialize>(
        &mut self,
        stored_key: impl Fn(K) -> S,
    ) -> Vec<(String, String)> {
        let changed = std::mem::take(&mut self.changed);
        let text = |key: K| {
            let value = self.values.get(&key).map(json)?;
            Some((json(&stored_key(key)), value))
        };
        changed.into_iter().filter_map(text).collect()
    }
}

impl<K: Ord, V> Cells<K, V> {
    pub(crate) fn get<Q: Ord + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: std::borrow::Borrow<Q>,
    {
        self.values.get(key)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&K, &V)> {
        self.values.iter()
    }
}

fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value)
        .expect("texts, numbers and lists of them can always be written as JSON")
}
