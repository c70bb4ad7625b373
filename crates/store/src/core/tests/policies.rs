//! Commit policies: what is kept of a topic's messages, and what they become.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;

use reactive_graph::traits::GetUntracked;
use serde::{Deserialize, Serialize};
use socket_conn::Freshness;

use super::world::World;
use crate::topic::{Keyed, Topic};

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

const TICKER: Topic<u32, VecDeque<u32>> = Topic::ring("number", 3);
const QUOTES: Topic<Quote, BTreeMap<String, Quote>> = Topic::merged("quote");
const SUM: Topic<u32, u32> = Topic::every("number", |sum, number| *sum += number);

fn numbers(world: &World, range: std::ops::RangeInclusive<u64>) {
    for seq in range {
        world.value("number", seq, &seq.to_string());
    }
}

#[test]
fn a_ring_keeps_the_last_messages_oldest_first() {
    let world = World::live();
    let (topic, _registration) = world.topic(&TICKER);
    numbers(&world, 1..=2);
    world.flush();
    assert_eq!(topic.value.get_untracked(), [1, 2]);
    numbers(&world, 3..=9);
    world.flush();
    assert_eq!(topic.value.get_untracked(), [7, 8, 9]);
    let counters = world.core.topics()[0].counters;
    assert_eq!((counters.committed, counters.coalesced), (5, 4));
}

#[test]
fn a_merged_topic_keeps_the_latest_message_per_key() {
    let world = World::live();
    let (topic, _registration) = world.topic(&QUOTES);
    for (seq, (symbol, price)) in [("A", 1), ("B", 2), ("A", 3)].into_iter().enumerate() {
        let data = format!(r#"{{"symbol":"{symbol}","price":{price}}}"#);
        world.value("quote", seq as u64 + 1, &data);
    }
    world.flush();
    let prices: Vec<_> = topic
        .value
        .get_untracked()
        .into_values()
        .map(|q| q.price)
        .collect();
    assert_eq!(prices, [3, 2]);
}

#[test]
fn of_a_topic_each_message_of_which_matters_none_is_left_out() {
    let world = World::live();
    let (topic, _registration) = world.topic(&SUM);
    numbers(&world, 1..=100);
    world.flush();
    assert_eq!(topic.value.get_untracked(), 5_050);
    assert_eq!(topic.seq.get_untracked(), 100);
}

#[test]
fn a_message_that_cannot_be_read_is_left_out_and_the_others_count() {
    let world = World::live();
    let (topic, _registration) = world.topic(&SUM);
    world.value("number", 1, "1");
    world.value("number", 2, r#""two""#);
    world.value("number", 3, "3");
    world.flush();
    assert_eq!(topic.value.get_untracked(), 4);
    assert_eq!(world.warnings().len(), 1);
    assert_eq!(topic.freshness.get_untracked(), Freshness::Live);
}

#[test]
fn more_messages_than_can_wait_are_a_gap_that_is_told() {
    let world = World::live();
    let (topic, _registration) = world.topic(&SUM);
    world.core.pause(true);
    for seq in 1..=10_003 {
        world.value("number", seq, "1");
    }
    world.core.pause(false);
    world.flush();
    assert_eq!(topic.value.get_untracked(), 10_000);
    assert_eq!(world.core.topics()[0].counters.dropped, 3);
    assert_eq!(topic.freshness.get_untracked(), Freshness::Gap);
}

#[test]
fn typed_handlers_see_what_is_committed_and_a_failing_one_stops_nobody() {
    let world = World::live();
    let seen = Rc::new(RefCell::new(Vec::new()));
    let note = Rc::clone(&seen);
    let (_, _failing) = world.core.topic(
        &SUM,
        SUM.subscription(),
        Some(Rc::new(|_| Err("as the test says".to_owned()))),
    );
    let (_, _noting) = world.core.topic(
        &SUM,
        SUM.subscription(),
        Some(Rc::new(move |number| {
            note.borrow_mut().push(*number);
            Ok(())
        })),
    );
    numbers(&world, 1..=3);
    assert!(
        seen.borrow().is_empty(),
        "typed handlers wait for the commit"
    );
    world.flush();
    assert_eq!(*seen.borrow(), [1, 2, 3]);
    assert_eq!(world.warnings().len(), 3);
}

#[test]
fn two_types_of_one_topic_are_both_current() {
    let world = World::live();
    let (_sum, _first) = world.topic(&SUM);
    world.value("number", 1, "7");
    world.flush();
    let (latest, _second) = world.topic(&Topic::<u32>::new("number"));
    world.flush();
    assert_eq!(latest.value.get_untracked(), Some(7));
    assert_eq!(latest.freshness.get_untracked(), Freshness::Live);
}

#[test]
fn whoever_comes_right_back_finds_the_topic_as_it_was() {
    let world = World::live();
    let (_, registration) = world.topic(&TICKER);
    numbers(&world, 1..=3);
    world.flush();
    world.sent();
    drop(registration);
    world.advance(1_000);
    numbers(&world, 4..=4);
    let (again, _registration) = world.topic(&TICKER);
    world.flush();
    assert_eq!(again.value.get_untracked(), [2, 3, 4]);
    world.advance(60_000);
    assert!(!world.sent().iter().any(|text| text.contains("unsubscribe")));
}

#[test]
fn a_typed_handler_that_another_one_unregisters_does_not_run() {
    let world = World::live();
    let victim = Rc::new(RefCell::new(None));
    let taken = Rc::clone(&victim);
    let _first = world.store().on(&SUM, move |_| drop(taken.take()));
    let seen = Rc::new(RefCell::new(Vec::new()));
    let note = Rc::clone(&seen);
    victim.replace(Some(
        world.store().on(&SUM, move |n| note.borrow_mut().push(*n)),
    ));
    numbers(&world, 1..=2);
    world.flush();
    assert!(seen.borrow().is_empty());
}

#[test]
fn a_reset_in_the_midst_of_a_commit_throws_the_rest_away_too() {
    let world = World::live();
    let (topic, _registration) = world.topic(&SUM);
    let store = world.store();
    let has_reset = Cell::new(false);
    let _resetting = store.subscribe(move |mutation| {
        if mutation.name() == "topic/numberData" && !has_reset.replace(true) {
            store.reset();
        }
    });
    numbers(&world, 1..=3);
    world.flush();
    assert_eq!(topic.value.get_untracked(), 0);
}

#[test]
fn what_was_never_decoded_is_counted_over_all_kinds_of_a_topic() {
    let world = World::live();
    let _sum = world.topic(&SUM);
    let _ticker = world.topic(&TICKER);
    numbers(&world, 1..=5);
    assert_eq!(world.store().stats().coalesced, 2);
}
