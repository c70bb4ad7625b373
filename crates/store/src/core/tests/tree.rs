//! The state as a whole: written down, replaced, begun anew.

use std::collections::{BTreeMap, VecDeque};

use reactive_graph::traits::{GetUntracked, WithUntracked};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use socket_conn::Freshness;

use super::shop::{Cart, CartMutation, Heard, add};
use super::world::World;
use crate::topic::{Keyed, Topic};
use crate::{NativeDialect, StateError, StoreOptions};

const NUMBER: Topic<u32> = Topic::new("number");
const LAST: Topic<u32, VecDeque<u32>> = Topic::ring("last", 2);
const QUOTES: Topic<Quote, BTreeMap<String, Quote>> = Topic::merged("quotes");

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Quote {
    symbol: String,
    price: u32,
}

impl Keyed for Quote {
    type Key = String;

    fn key(&self) -> String {
        self.symbol.clone()
    }
}

/// A store in which something has happened, and its topics' registrations.
fn lived_in() -> (World, Vec<crate::Registration>) {
    let world = World::live();
    let kept = vec![
        world.topic(&NUMBER).1,
        world.topic(&LAST).1,
        world.topic(&QUOTES).1,
    ];
    world.value("number", 4, "7");
    for seq in 1..=3 {
        world.value("last", seq, &seq.to_string());
    }
    world.value("quotes", 1, r#"{"symbol":"a","price":1}"#);
    world.value("quotes", 2, r#"{"symbol":"b","price":2}"#);
    world.flush();
    world.store().commit::<Cart>(add("tea"));
    (world, kept)
}

#[test]
fn a_snapshot_has_the_connection_the_topics_and_the_slices() {
    let (world, _kept) = lived_in();
    let expected = json!({
        "connection": {
            "status": "live", "attempt": null, "reason": null, "lastClose": null, "paused": false,
        },
        "topics": {
            "numberData": { "seq": 4, "freshness": "live", "messages": [7] },
            "lastData": { "seq": 3, "freshness": "live", "messages": [2, 3] },
            "quotesData": { "seq": 2, "freshness": "live", "state": {
                "a": { "symbol": "a", "price": 1 }, "b": { "symbol": "b", "price": 2 },
            } },
        },
        "slices": { "cart": { "items": ["tea"], "coupon": null } },
    });
    assert_eq!(world.store().snapshot(), expected);
}

#[test]
fn a_snapshot_of_a_lost_connection_tells_how_it_ended() {
    let (world, _kept) = lived_in();
    world.close_connection(1001, "restart");
    let connection = &world.store().snapshot()["connection"];
    assert_eq!(connection["status"], "reconnecting");
    let close = json!({ "code": 1001, "reason": "restart", "wasClean": true });
    assert_eq!(connection["lastClose"], close);
}

#[test]
fn a_state_that_is_replaced_by_a_snapshot_is_that_snapshot() {
    let (world, _kept) = lived_in();
    let before = world.store().snapshot();
    world.value("last", 4, "4");
    world.value("quotes", 3, r#"{"symbol":"a","price":9}"#);
    world.flush();
    world.store().commit::<Cart>(CartMutation::Clear);
    assert_ne!(world.store().snapshot(), before);
    world.store().replace_state(&before).expect("its own tree");
    assert_eq!(world.store().snapshot(), before);
    // What comes next is committed on top.
    world.value("last", 5, "5");
    world.flush();
    assert_eq!(
        world.store().snapshot()["topics"]["lastData"]["messages"],
        json!([3, 5])
    );
}

#[test]
fn a_state_is_replaced_as_a_whole_or_not_at_all() {
    let (world, _kept) = lived_in();
    let before = world.store().snapshot();
    let replace = |path: &str, value: Value| {
        let mut tree = before.clone();
        tree["slices"]["cart"]["items"] = json!([]);
        tree["topics"]["numberData"]["messages"] = json!([1]);
        *tree.pointer_mut(path).expect("a path of the tree") = value;
        let error = world.store().replace_state(&tree).expect_err("it is wrong");
        assert_eq!(world.store().snapshot(), before, "{path}");
        error
    };
    let error = replace("/topics/quotesData/state", json!([1]));
    assert!(matches!(error, StateError::Topic { name, .. } if name == "quotesData"));
    let error = replace("/topics/lastData/messages", json!(["x"]));
    assert!(matches!(error, StateError::Topic { name, .. } if name == "lastData"));
    let error = replace("/topics/lastData", json!({ "seq": -1 }));
    assert!(matches!(error, StateError::Topic { name, .. } if name == "lastData"));
    let error = replace("/slices/cart", json!({ "items": 7 }));
    assert!(matches!(error, StateError::Slice { name, .. } if name == "cart"));
    assert_eq!(
        replace("/topics", json!(1)),
        StateError::NotAnObject("topics")
    );
    assert_eq!(replace("", Value::Null), StateError::NotAnObject("state"));
}

#[test]
fn what_a_tree_does_not_mention_is_as_it_was_in_the_beginning() {
    let (world, _kept) = lived_in();
    world
        .store()
        .replace_state(&json!({}))
        .expect("an empty tree");
    let tree = world.store().snapshot();
    assert_eq!(
        tree["slices"]["cart"],
        json!({ "items": [], "coupon": null })
    );
    let empty = json!({ "seq": 0, "freshness": "waiting", "messages": [] });
    assert_eq!(tree["topics"]["numberData"], empty);
}

#[test]
fn a_tree_is_kept_for_topics_and_slices_that_nobody_has_asked_for_yet() {
    let (old, _kept) = lived_in();
    let tree = old.store().snapshot();
    let world = World::new(StoreOptions::new("/ws", NativeDialect::default()));
    world.store().replace_state(&tree).expect("a tree");
    let cart = world.within(|| world.store().slice::<Cart>());
    assert_eq!(cart.with_untracked(|cart| cart.items.clone()), ["tea"]);
    let number = world.within(|| world.store().topic(&NUMBER));
    assert_eq!(number.value.get_untracked(), Some(7));
    world.flush();
    assert_eq!(
        number.freshness.get_untracked(),
        Freshness::Stale,
        "nobody vouches for it"
    );
    world.store().open();
    world.welcome();
    world.value("number", 5, "8");
    world.flush();
    assert_eq!(number.value.get_untracked(), Some(8));
    assert_eq!(number.freshness.get_untracked(), Freshness::Live);
}

#[test]
fn a_part_that_was_kept_and_is_of_the_wrong_type_is_reported_and_left_out() {
    let world = World::live();
    let tree = json!({ "slices": { "cart": { "items": 7 } } });
    world
        .store()
        .replace_state(&tree)
        .expect("nobody knows better yet");
    let cart = world.within(|| world.store().slice::<Cart>());
    assert!(cart.with_untracked(|cart| cart.items.is_empty()));
    assert_eq!(world.warnings().len(), 1);
}

#[test]
fn a_reset_begins_anew_and_the_next_message_counts() {
    let (world, _kept) = lived_in();
    world.store().reset();
    world.flush();
    let tree = world.store().snapshot();
    let empty = json!({ "seq": 0, "freshness": "waiting", "messages": [] });
    assert_eq!(tree["topics"]["lastData"], empty);
    assert_eq!(tree["slices"]["cart"]["items"], json!([]));
    assert_eq!(tree["connection"]["status"], "live");
    world.value("last", 4, "4");
    world.flush();
    let one = json!({ "seq": 4, "freshness": "live", "messages": [4] });
    assert_eq!(world.store().snapshot()["topics"]["lastData"], one);
}

#[test]
fn a_slice_is_reset_without_the_others() {
    let (world, _kept) = lived_in();
    world.store().reset_slice::<Cart>();
    let tree = world.store().snapshot();
    assert_eq!(tree["slices"]["cart"]["items"], json!([]));
    assert_eq!(tree["topics"]["numberData"]["seq"], 4);
}

#[test]
fn replacing_and_resetting_are_mutations() {
    let (world, _kept) = lived_in();
    let tree = world.store().snapshot();
    let heard = Heard::default();
    let noted = heard.clone();
    let note = move |m: crate::Mutation<'_>| noted.note(format!("{} {}", m.name(), m.payload()));
    world.store().subscribe(note).detach();
    world.store().replace_state(&tree).expect("its own tree");
    world.store().reset_slice::<Cart>();
    world.store().reset();
    let expected = [
        format!("state/replace {tree}"),
        r#"state/reset "cart""#.to_owned(),
        "state/reset null".to_owned(),
    ];
    assert_eq!(heard.take(), expected);
}

#[test]
fn a_topic_that_is_held_in_two_ways_has_two_entries() {
    let world = World::live();
    let _newest = world.topic(&Topic::<u32>::new("last"));
    let _last = world.topic(&LAST);
    world.value("last", 1, "1");
    world.value("last", 2, "2");
    world.flush();
    let topics = &world.store().snapshot()["topics"];
    assert_eq!(topics["lastData"]["messages"], json!([2]));
    assert_eq!(topics["lastData#2"]["messages"], json!([1, 2]));
}
