//! A handler that closes the connection while values wait behind the one that it got.

use socket_conn::{Connection, Freshness};

use crate::harness::Scene;

/// Subscribed to two topics; a frame with three values has come, of which so many outputs were polled.
fn half_way(outputs: usize) -> Scene {
    let mut scene = Scene::live();
    scene.subscribe("hot");
    scene.subscribe("trend");
    scene.pass(100);
    scene.clear_log();
    let frame = "data trendData e1 1 a\ndata trendData e1 2 b\ndata hotData e1 1 c";
    scene.hear_and_do(frame, outputs);
    scene
}

#[test]
fn after_the_closing_nothing_is_delivered() {
    let mut scene = half_way(1);
    scene.close();
    assert_eq!(scene.delivered(), ["a"]);
}

#[test]
fn what_was_not_delivered_is_asked_for_again() {
    let mut scene = half_way(1);
    scene.close();
    scene.act(Connection::open);
    scene.clear_log();
    scene.pass(1_000);
    assert!(scene.peer.heard[1].ends_with("hotData hot"));
    assert!(scene.peer.heard[2].ends_with("trendData trend e1 1"));
}

#[test]
fn a_value_that_was_never_delivered_is_no_stale_value() {
    let mut scene = half_way(1);
    scene.close();
    let freshness = |topic| scene.connection.freshness(topic);
    assert_eq!(freshness("hotData"), Some(Freshness::Waiting));
    assert_eq!(freshness("trendData"), Some(Freshness::Stale));
}

#[test]
fn a_value_without_a_number_that_was_delivered_is_stale() {
    let mut scene = Scene::live();
    scene.subscribe("trend");
    scene.hear("data trendData - 0 a");
    scene.close();
    let freshness = scene.connection.freshness("trendData");
    assert_eq!(freshness, Some(Freshness::Stale));
}

#[test]
fn what_waits_when_the_connection_is_lost_is_delivered_all_the_same() {
    let mut scene = half_way(0);
    scene.lose(1006);
    assert_eq!(scene.delivered(), ["a", "b", "c"]);
    scene.clear_log();
    scene.pass(1_000);
    assert!(scene.peer.heard[1].ends_with("hotData hot e1 1"));
}

#[test]
fn of_two_lives_of_the_numbering_the_one_that_was_delivered_is_resumed_from() {
    let mut scene = Scene::live();
    scene.subscribe("trend");
    scene.pass(100);
    scene.hear_and_do("data trendData e1 9 old\ndata trendData e2 1 new", 1);
    scene.close();
    scene.act(Connection::open);
    scene.clear_log();
    scene.pass(1_000);
    assert!(scene.peer.heard[1].ends_with("trendData trend e1 9"));
    scene.hear("data trendData e1 9 old");
    assert_eq!(scene.connection.counters().duplicates, 1);
}

#[test]
fn a_topic_that_begins_anew_does_not_go_on_from_what_was_on_its_way() {
    let mut scene = Scene::live();
    scene.peer.answers_subscriptions = false;
    scene.subscribe("trend");
    scene.hear_and_do("data trendData e1 9 old\nsubscribed 1 e2 1 anew", 1);
    scene.close();
    scene.act(Connection::open);
    scene.clear_log();
    scene.pass(1_000);
    assert!(scene.peer.heard[1].ends_with("trendData trend"));
}
