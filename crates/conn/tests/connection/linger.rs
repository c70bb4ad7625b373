//! A topic that nobody wants stays subscribed for a moment.

use socket_conn::{Connection, Freshness, Millis, Options, Output, WakeReason};

use crate::harness::{LINGER, Opening, Scene};

/// When topics were given up.
fn ends(scene: &Scene) -> Vec<Millis> {
    scene.times(|output| matches!(output, Output::Unsubscribed { .. }))
}

#[test]
fn it_is_given_up_when_its_time_is_over() {
    let mut scene = Scene::with_a_value();
    let start = scene.now;
    scene.unsubscribe("trend");
    let wake = scene.connection.poll_timeout().expect("waits");
    assert_eq!((wake.at, wake.reason), (start + LINGER, WakeReason::Linger));
    scene.pass(LINGER - 1);
    assert!(scene.peer.heard.is_empty());
    assert_eq!(scene.connection.subscriptions(), 1);
    scene.pass(1);
    assert_eq!(scene.peer.heard, ["unsub 2 trend"]);
    assert_eq!(ends(&scene), [start + LINGER]);
    assert_eq!(scene.connection.subscriptions(), 0);
}

#[test]
fn whoever_comes_right_back_finds_it_as_it_was() {
    let mut scene = Scene::with_a_value();
    scene.unsubscribe("trend");
    scene.pass(LINGER - 1);
    scene.subscribe("trend");
    scene.pass(10 * LINGER);
    assert!(ends(&scene).is_empty());
    assert!(!scene.peer.heard.iter().any(|text| text.contains("sub")));
    let freshness = scene.connection.freshness("trendData");
    assert_eq!(freshness, Some(Freshness::Live));
}

#[test]
fn meanwhile_its_values_come_as_before() {
    let mut scene = Scene::with_a_value();
    scene.unsubscribe("trend");
    scene.publish("trend", "2");
    assert_eq!(scene.delivered(), ["2"]);
}

#[test]
fn giving_it_up_again_does_not_prolong_its_time() {
    let mut scene = Scene::with_a_value();
    let start = scene.now;
    scene.unsubscribe("trend");
    scene.pass(LINGER / 2);
    scene.unsubscribe("trend");
    scene.pass(LINGER);
    assert_eq!(ends(&scene), [start + LINGER]);
}

#[test]
fn its_time_goes_on_while_the_connection_is_won_back() {
    let mut scene = Scene::with_a_value();
    scene.peer.opening = Opening::NoAnswer;
    scene.unsubscribe("trend");
    let start = scene.now;
    scene.lose(1006);
    scene.pass(LINGER);
    assert_eq!(ends(&scene), [start + LINGER]);
}

#[test]
fn without_a_connection_to_wait_for_it_is_given_up_at_once() {
    let ended_at_once = |mut scene: Scene| {
        scene.unsubscribe("trend");
        assert_eq!(scene.connection.subscriptions(), 0, "{:?}", scene.status());
        assert_eq!(ends(&scene), [scene.now]);
    };
    let mut never_opened = Scene::new();
    never_opened.subscribe("trend");
    ended_at_once(never_opened);
    let mut closed = Scene::with_a_value();
    closed.close();
    ended_at_once(closed);
    let mut failed = Scene::with_a_value();
    failed.lose(4403);
    ended_at_once(failed);
    let mut left = Scene::with_a_value();
    left.suspend();
    ended_at_once(left);
}

#[test]
fn closing_ends_what_lingers_and_keeps_what_is_wanted() {
    let mut scene = Scene::with_a_value();
    scene.subscribe("hot");
    scene.unsubscribe("trend");
    scene.close();
    assert_eq!(ends(&scene).len(), 1);
    assert_eq!(scene.connection.freshness("trendData"), None);
    assert!(scene.connection.freshness("hotData").is_some());
    assert!(!scene.peer.heard.iter().any(|t| t.starts_with("unsub")));
}

#[test]
fn those_that_share_a_moment_end_together() {
    let mut scene = Scene::with_a_value();
    scene.subscribe("hot");
    scene.unsubscribe("trend");
    scene.unsubscribe("hot");
    scene.pass(LINGER);
    assert_eq!(ends(&scene).len(), 2);
}

#[test]
fn without_a_linger_it_is_given_up_at_once() {
    let options = Options {
        linger: 0,
        ..Options::default()
    };
    let mut scene = Scene::with_options(options);
    scene.act(Connection::open);
    scene.pass(100);
    scene.subscribe("trend");
    scene.unsubscribe("trend");
    assert_eq!(
        scene.peer.heard.last().map(String::as_str),
        Some("unsub 2 trend")
    );
}

#[test]
fn a_topic_that_lingers_is_asked_for_on_the_next_connection() {
    let mut scene = Scene::with_a_value();
    scene.lose(1006);
    scene.unsubscribe("trend");
    scene.pass(1_000);
    assert!(scene.peer.heard[1].ends_with("trendData trend e1 1"));
}
