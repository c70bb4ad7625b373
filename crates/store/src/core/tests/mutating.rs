//! Mutations: what they are called, who hears of them, and in which order.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use reactive_graph::owner::Owner;
use reactive_graph::traits::{GetUntracked, WithUntracked};
use serde_json::{Value, json};

use super::shop::{Cart, CartMutation, Heard, Note, Text, add, written};
use super::world::World;
use crate::topic::Topic;
use crate::{Mutation, NativeDialect, SocketStore, StoreOptions};

const NUMBER: Topic<u32> = Topic::new("number");

fn names(store: SocketStore) -> Heard {
    let heard = Heard::default();
    let noted = heard.clone();
    store.subscribe(move |m| noted.note(m.name())).detach();
    heard
}

#[test]
fn a_commit_has_happened_when_it_returns() {
    let world = World::live();
    let cart = world.within(|| world.store().slice::<Cart>());
    world.store().commit::<Cart>(add("tea"));
    assert_eq!(cart.with_untracked(|cart| cart.items.clone()), ["tea"]);
}

#[test]
fn a_mutation_is_called_after_its_variant_and_tells_what_is_in_it() {
    let world = World::live();
    let told: Rc<RefCell<Vec<(String, Value)>>> = Rc::default();
    let heard = Rc::clone(&told);
    let note = move |m: Mutation<'_>| heard.borrow_mut().push((m.name().to_owned(), m.payload()));
    let _subscribed = world.store().subscribe(note);
    let store = world.store();
    store.commit::<Cart>(add("tea"));
    store.commit::<Cart>(CartMutation::Discount { coupon: 7 });
    store.commit::<Cart>(CartMutation::Coupon(None));
    store.commit::<Cart>(CartMutation::Clear);
    store.commit::<Note>(Text("plain".to_owned()));
    let expected = [
        ("cart/add", json!("tea")),
        ("cart/discount", json!({ "coupon": 7 })),
        ("cart/coupon", Value::Null),
        ("cart/clear", Value::Null),
        ("note", json!(["plain"])),
    ];
    let told = told.take();
    let told: Vec<(&str, Value)> = told.iter().map(|(n, p)| (n.as_str(), p.clone())).collect();
    assert_eq!(told, expected);
}

#[test]
fn nothing_is_written_down_while_nobody_asks() {
    let world = World::live();
    let before = written();
    world.store().commit::<Note>(Text("one".to_owned()));
    assert_eq!(written(), before);
    let subscribed = world.store().subscribe(|_| ());
    world.store().commit::<Note>(Text("two".to_owned()));
    assert_eq!(written(), before + 1, "the mutation, and no state");
    drop(subscribed);
    let subscribed = world.store().subscribe_with_states(|_| ());
    world.store().commit::<Note>(Text("three".to_owned()));
    assert_eq!(written(), before + 4, "the mutation, and the state twice");
    drop(subscribed);
    world.store().commit::<Note>(Text("four".to_owned()));
    assert_eq!(written(), before + 4);
}

#[test]
fn who_asks_for_states_gets_the_part_that_changes_before_and_after() {
    let world = World::live();
    let told: Rc<RefCell<Option<(Value, Value)>>> = Rc::default();
    let heard = Rc::clone(&told);
    let note = move |m: Mutation<'_>| {
        let (before, after) = (m.before().cloned(), m.after().cloned());
        heard.replace(before.zip(after));
    };
    let _asking = world.store().subscribe_with_states(note);
    let without = Rc::new(Cell::new(false));
    let seen = Rc::clone(&without);
    let _modest = world
        .store()
        .subscribe(move |m| seen.set(m.before().is_none() && m.after().is_none()));
    world.store().commit::<Cart>(add("tea"));
    let empty = json!({ "items": [], "coupon": null });
    let full = json!({ "items": ["tea"], "coupon": null });
    assert_eq!(told.take(), Some((empty, full)));
    assert!(without.get());
}

#[test]
fn a_subscriber_that_commits_changes_the_state_at_once_and_all_hear_of_it_in_order() {
    let world = World::live();
    let store = world.store();
    let first = Heard::default();
    let noted = first.clone();
    store
        .subscribe(move |mutation| {
            noted.note(mutation.name());
            if mutation.name() == "cart/add" {
                store.commit::<Cart>(CartMutation::Clear);
                noted.note("committed");
            }
        })
        .detach();
    let second = names(store);
    store.commit::<Cart>(add("tea"));
    assert_eq!(first.take(), ["cart/add", "committed", "cart/clear"]);
    assert_eq!(second.take(), ["cart/add", "cart/clear"]);
    let cart = world.within(|| store.slice::<Cart>());
    assert!(cart.with_untracked(|cart| cart.items.is_empty()));
}

#[test]
#[should_panic(expected = "without end")]
fn subscribers_that_answer_each_other_for_ever_are_found_out() {
    let world = World::live();
    let store = world.store();
    store
        .subscribe(move |_| store.commit::<Cart>(CartMutation::Clear))
        .detach();
    store.commit::<Cart>(CartMutation::Clear);
}

#[test]
fn a_handler_that_commits_does_so_before_its_message_is_part_of_the_state() {
    let world = World::live();
    let store = world.store();
    let heard = names(store);
    store
        .on(&NUMBER, move |number| {
            store.commit::<Cart>(add(&number.to_string()));
        })
        .detach();
    world.value("number", 1, "7");
    world.flush();
    let expected = ["cart/add", "topic/numberData", "freshness/numberData"];
    assert_eq!(heard.take(), expected);
}

#[test]
fn a_raw_handler_that_commits_is_heard_of_before_the_next_message() {
    let world = World::live();
    let store = world.store();
    let heard = Heard::default();
    let noted = heard.clone();
    store.subscribe(move |m| noted.note(m.name())).detach();
    let noted = heard.clone();
    store
        .register("themeChange", move |_| {
            noted.note("handled");
            store.commit::<Cart>(CartMutation::Clear);
        })
        .detach();
    world.receive(
        r#"{"type":"batch","data":[{"socketType":"themeChange"},{"socketType":"themeChange"}]}"#,
    );
    let once = ["handled", "cart/clear"];
    assert_eq!(heard.take(), [once, once].concat());
}

#[test]
fn a_subscriber_may_end_itself_and_a_later_one() {
    let world = World::live();
    let store = world.store();
    let held: Rc<RefCell<Vec<crate::Registration>>> = Rc::default();
    let (ending, heard) = (Rc::clone(&held), Heard::default());
    let noted = heard.clone();
    let first = store.subscribe(move |_| {
        noted.note("first");
        drop(ending.take());
    });
    let noted = heard.clone();
    let second = store.subscribe(move |_| noted.note("second"));
    held.borrow_mut().extend([first, second]);
    store.commit::<Cart>(CartMutation::Clear);
    store.commit::<Cart>(CartMutation::Clear);
    assert_eq!(heard.take(), ["first"]);
}

#[test]
fn what_a_subscriber_owns_is_dropped_with_its_registration() {
    let world = World::live();
    let store = world.store();
    let owned = Rc::new(());
    let mine = Rc::clone(&owned);
    let mutations = store.subscribe(move |_| drop(Rc::clone(&mine)));
    let mine = Rc::clone(&owned);
    let actions = store.subscribe_action(move |_| drop(Rc::clone(&mine)));
    let mine = Rc::clone(&owned);
    let events = store.on_event(move |_| drop(Rc::clone(&mine)));
    assert_eq!(Rc::strong_count(&owned), 4);
    drop((mutations, actions, events));
    assert_eq!(Rc::strong_count(&owned), 1);
}

#[test]
fn a_subscription_ends_with_its_component_unless_it_is_detached() {
    let world = World::live();
    let store = world.store();
    let heard = Heard::default();
    let component = world.within(Owner::new);
    component.with(|| {
        let noted = heard.clone();
        store
            .subscribe(move |_| noted.note("component"))
            .end_with_owner();
        let noted = heard.clone();
        store.subscribe(move |_| noted.note("store")).detach();
    });
    component.cleanup();
    store.commit::<Cart>(CartMutation::Clear);
    assert_eq!(heard.take(), ["store"]);
}

#[test]
fn a_getter_is_calculated_when_its_slice_has_changed_and_not_before() {
    let world = World::live();
    let store = world.store();
    let times = std::sync::Arc::new(std::sync::atomic::AtomicU32::new(0));
    let counted = std::sync::Arc::clone(&times);
    let count = move |cart: &Cart| {
        counted.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        cart.items.len()
    };
    let length = world.within(|| store.getter(count));
    let times = || times.load(std::sync::atomic::Ordering::Relaxed);
    assert_eq!((length.get_untracked(), length.get_untracked()), (0, 0));
    assert_eq!(times(), 1);
    store.commit::<Cart>(add("tea"));
    assert_eq!(length.get_untracked(), 1);
    assert_eq!(times(), 2);
}

#[test]
fn a_plugin_gets_the_store_when_it_is_made_and_once_more_for_each_plug() {
    let heard = Heard::default();
    let noted = heard.clone();
    let plugin = move |store: SocketStore| {
        noted.note("plugged");
        store.subscribe(move |m| noted.note(m.name())).detach();
    };
    let options = StoreOptions::new("/ws", NativeDialect::default()).plugin(plugin);
    let world = World::new(options);
    assert_eq!(heard.take(), ["plugged"]);
    world.store().commit::<Cart>(CartMutation::Clear);
    assert_eq!(heard.take(), ["cart/clear"]);
    world.store().plug(|store: SocketStore| {
        store.commit::<Cart>(CartMutation::Clear);
    });
    assert_eq!(heard.take(), ["cart/clear"]);
}

#[test]
fn a_slice_that_is_unregistered_begins_anew() {
    let world = World::live();
    let store = world.store();
    assert!(!store.has_slice::<Cart>() && !store.unregister_slice::<Cart>());
    store.commit::<Cart>(add("tea"));
    let old = world.within(|| store.slice::<Cart>());
    let heard = names(store);
    assert!(store.has_slice::<Cart>() && store.unregister_slice::<Cart>());
    assert_eq!(heard.take(), ["state/unregister"]);
    let fresh = world.within(|| store.slice::<Cart>());
    assert!(fresh.with_untracked(|cart| cart.items.is_empty()));
    assert_eq!(old.with_untracked(|cart| cart.items.clone()), ["tea"]);
}
