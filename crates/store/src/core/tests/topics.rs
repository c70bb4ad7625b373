//! Subscriptions: one per topic however many components want it, and again after every reconnect.

use reactive_graph::owner::Owner;
use reactive_graph::traits::GetUntracked;
use socket_conn::{CredentialsError, FailReason, Freshness, Status};

use super::world::World;
use crate::topic::Topic;
use crate::{NativeDialect, StoreOptions};

const NUMBER: Topic<u32> = Topic::new("number");

#[test]
fn a_topic_that_two_components_want_is_subscribed_once_and_given_up_with_the_last() {
    let world = World::live();
    let (_, first) = world.topic(&NUMBER);
    let (_, second) = world.topic(&NUMBER);
    let sent = world.sent();
    assert_eq!(sent.len(), 1);
    assert!(sent[0].contains(r#""action":"subscribe""#), "{sent:?}");
    drop(first);
    assert!(world.sent().is_empty());
    drop(second);
    assert!(world.sent().is_empty(), "it lingers");
    world.advance(2_000);
    assert!(world.sent()[0].contains(r#""action":"unsubscribe""#));
}

#[test]
fn two_components_share_one_value() {
    let world = World::live();
    let (first, _first) = world.topic(&NUMBER);
    world.value("number", 1, "7");
    world.flush();
    let (second, _second) = world.topic(&NUMBER);
    assert_eq!(second.value.get_untracked(), first.value.get_untracked());
    assert_eq!(second.freshness.get_untracked(), Freshness::Live);
}

#[test]
fn after_a_reconnect_a_topic_is_resumed_from_where_it_was() {
    let world = World::live();
    let (topic, _registration) = world.topic(&NUMBER);
    world.value("number", 41, "7");
    world.flush();
    world.lost();
    world.redial();
    world.opened();
    world.receive(r#"{"type":"hello","version":1,"codec":"json","heartbeat":1,"ts":1}"#);
    let sent = world.sent();
    let resume = sent.last().expect("it subscribes again");
    assert!(resume.contains(r#""epoch":"e","seq":41"#), "{resume}");
    let id = resume
        .split(r#""id":"#)
        .nth(1)
        .and_then(|rest| rest.split(',').next())
        .expect("an id");
    world.receive(format!(
        r#"{{"type":"subscribed","id":{id},"chartName":"number","epoch":"e","seq":41,"recovered":true}}"#
    ));
    world.flush();
    assert_eq!(topic.freshness.get_untracked(), Freshness::Live);
}

#[test]
fn a_topic_may_be_called_otherwise_at_the_server() {
    let names = [("number".to_owned(), "zahl".to_owned())];
    let options = StoreOptions::new("/ws", NativeDialect::default()).topic_names(names);
    let world = World::new(options);
    world.store().open();
    world.welcome();
    let _topic = world.topic(&NUMBER);
    let sent = world.sent();
    assert!(
        sent[0].contains(r#""socketType":"numberData","chartName":"zahl""#),
        "{sent:?}"
    );
}

#[test]
fn a_topic_that_the_server_does_not_know_is_an_error() {
    let world = World::live();
    let (topic, _registration) = world.topic(&NUMBER);
    world.receive(
        r#"{"type":"error","code":"unknownTopic","message":"no","socketType":"numberData","chartName":"number"}"#,
    );
    world.flush();
    assert_eq!(topic.freshness.get_untracked(), Freshness::Error);
}

#[test]
fn credentials_that_need_a_login_end_the_attempt() {
    let options = StoreOptions::new("/ws", NativeDialect::default())
        .credentials(|| async { Err(CredentialsError::SignInRequired) });
    let world = World::new(options);
    world.store().open();
    world.settle();
    assert_eq!(world.status(), Status::Failed(FailReason::SignInRequired));
    assert_eq!(world.dials(), 0);
}

#[test]
fn credentials_are_the_first_thing_said() {
    let options = StoreOptions::new("/ws", NativeDialect::default())
        .credentials(|| async { Ok(Some("t0".to_owned())) });
    let world = World::new(options);
    let _topic = world.topic(&NUMBER);
    world.store().open();
    world.opened();
    let sent = world.sent();
    assert_eq!(sent.len(), 1);
    assert!(sent[0].contains(r#""type":"hello""#) && sent[0].contains(r#""ticket":"t0""#));
}

#[test]
fn a_components_registration_ends_with_the_component() {
    let world = World::live();
    let component = world.within(Owner::new);
    let handle = component.with(|| world.store().topic(&NUMBER));
    world.value("number", 1, "7");
    world.flush();
    assert_eq!(handle.value.get_untracked(), Some(7));
    world.sent();
    component.cleanup();
    world.advance(2_000);
    assert!(world.sent()[0].contains(r#""action":"unsubscribe""#));
}

#[test]
fn one_kind_of_topic_serves_many_names() {
    let world = World::live();
    world.within(|| {
        let rooms = ["room-7", "room-8"].map(|room| world.store().topic_under(&NUMBER, room));
        let sent = world.sent();
        assert!(
            sent[0].contains(r#""socketType":"room-7Data","chartName":"room-7""#),
            "{sent:?}"
        );
        world.value("room-8", 1, "8");
        world.flush();
        assert_eq!(
            rooms.map(|room| room.value.get_untracked()),
            [None, Some(8)]
        );
    });
}
