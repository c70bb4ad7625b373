//! The sorted map does what a tree map does.

use std::collections::BTreeMap;

use proptest::prelude::*;
use socket_conn::SortedMap;

#[derive(Debug, Clone)]
enum Step {
    Insert(u8, u32),
    GetOrInsert(u8, u32),
    Add(u8, u32),
    AddToAll(u32),
    Remove(u8),
    Extract(u32),
}

fn step() -> impl Strategy<Value = Step> {
    let (key, value) = (0..12_u8, 0..100_u32);
    prop_oneof![
        (key.clone(), value.clone()).prop_map(|(key, value)| Step::Insert(key, value)),
        (key.clone(), value.clone()).prop_map(|(key, value)| Step::GetOrInsert(key, value)),
        (key.clone(), value.clone()).prop_map(|(key, value)| Step::Add(key, value)),
        value.clone().prop_map(Step::AddToAll),
        key.prop_map(Step::Remove),
        (1..5_u32).prop_map(Step::Extract),
    ]
}

proptest! {
    #[test]
    fn a_sorted_map_does_what_a_tree_map_does(steps in prop::collection::vec(step(), 0..60)) {
        let (mut map, mut model) = (SortedMap::default(), BTreeMap::new());
        for step in steps {
            match step {
                Step::Insert(key, value) => {
                    prop_assert_eq!(map.insert(key, value), model.insert(key, value));
                }
                Step::GetOrInsert(key, value) => {
                    let expected = *model.entry(key).or_insert(value);
                    prop_assert_eq!(*map.get_or_insert_with(key, || value), expected);
                }
                Step::Add(key, value) => {
                    let ours = map.get_mut(&key).map(|ours| { *ours += value; *ours });
                    let expected = model.get_mut(&key).map(|ours| { *ours += value; *ours });
                    prop_assert_eq!(ours, expected);
                }
                Step::AddToAll(value) => {
                    map.values_mut().for_each(|ours| *ours += value);
                    model.values_mut().for_each(|ours| *ours += value);
                }
                Step::Remove(key) => prop_assert_eq!(map.take(&key), model.remove_entry(&key)),
                Step::Extract(modulus) => {
                    let such = |value: &u32| value.is_multiple_of(modulus);
                    let expected: Vec<_> = model.extract_if(.., |_, value| such(value)).collect();
                    prop_assert_eq!(map.extract(such), expected);
                }
            }
            prop_assert!(map.iter().eq(&model));
            prop_assert!(map.keys().eq(model.keys()) && map.values().eq(model.values()));
            prop_assert_eq!(map.count(), model.len());
            for key in 0..12 {
                prop_assert_eq!(map.get(&key), model.get(&key));
            }
        }
    }
}
