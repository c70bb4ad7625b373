//! Peers that beat by themselves: only their heartbeat counts.

use socket_conn::{Liveness, Millis, Options, WakeReason};

use crate::harness::{Scene, Words};

/// Without a heartbeat for so long the peer is dead.
const WITHIN: Millis = 31_000;

/// Live with a peer that beats, and that may be asked or not.
fn beating(can_probe: bool) -> Scene {
    let words = Words {
        liveness: Some(Liveness::Beats { within: WITHIN }),
        can_probe,
        ..Words::default()
    };
    let mut scene = Scene::with(words, Options::default(), 1);
    scene.go_live();
    scene
}

#[test]
fn a_peer_whose_heartbeat_stops_is_dead() {
    let mut scene = beating(false);
    let wake = scene.connection.poll_timeout().expect("waits");
    assert_eq!(
        (wake.at, wake.reason),
        (scene.now + WITHIN, WakeReason::NoAnswer)
    );
    scene.pass(20_000);
    scene.hear("beat");
    scene.pass(WITHIN - 1);
    assert!(scene.statuses().is_empty());
    scene.pass(1);
    assert_eq!(scene.statuses(), ["reconnecting"]);
    assert!(scene.dials().is_empty(), "with the usual wait");
}

#[test]
fn a_peer_that_beats_lives_and_is_never_asked() {
    for can_probe in [true, false] {
        let mut scene = beating(can_probe);
        for _ in 0..50 {
            scene.pass(30_000);
            scene.hear("beat");
        }
        assert!(scene.statuses().is_empty());
        assert_eq!(scene.pings(), 0);
    }
}

#[test]
fn values_are_no_heartbeat() {
    let mut scene = beating(false);
    for _ in 0..31 {
        scene.pass(999);
        scene.hear("data xData - 0 v");
    }
    assert!(scene.statuses().is_empty());
    scene.pass(31);
    assert_eq!(scene.statuses(), ["reconnecting"]);
}

#[test]
fn after_sleep_a_heartbeat_that_waited_saves_the_connection() {
    let mut scene = beating(false);
    scene.sleep(600_000);
    scene.wake();
    scene.pass(1_000);
    scene.hear("beat");
    scene.pass(30_000);
    assert!(scene.statuses().is_empty());
}

#[test]
fn after_sleep_a_peer_without_a_heartbeat_is_dialled_again_at_once() {
    let mut scene = beating(false);
    scene.sleep(600_000);
    scene.wake();
    scene.pass(1_499);
    assert!(scene.statuses().is_empty());
    scene.pass(1);
    assert_eq!(scene.dials(), [scene.now]);
}

#[test]
fn after_sleep_values_alone_do_not_save_the_connection() {
    let mut scene = beating(false);
    scene.sleep(600_000);
    scene.wake();
    for _ in 0..10 {
        scene.hear("data xData - 0 v");
        scene.pass(200);
    }
    assert_eq!(scene.statuses().first(), Some(&"reconnecting"));
}

#[test]
fn after_sleep_a_peer_that_can_be_asked_is_asked_once() {
    let mut scene = beating(true);
    scene.sleep(600_000);
    scene.wake();
    scene.pass(30_000);
    assert_eq!(scene.pings(), 1, "its answer stands for a heartbeat");
    assert!(scene.statuses().is_empty());
    scene.pass(1_100);
    assert_eq!(scene.statuses().first(), Some(&"reconnecting"));
}

#[test]
fn in_doubt_a_peer_that_beat_a_moment_ago_is_believed() {
    let mut scene = beating(false);
    scene.pass(WITHIN - 1);
    scene.doubt();
    assert!(scene.log.is_empty());
    let wake = scene.connection.poll_timeout().expect("waits");
    assert_eq!(wake.at, scene.now + 1);
}

#[test]
fn in_doubt_a_peer_that_can_be_asked_is_asked() {
    let mut scene = beating(true);
    scene.doubt();
    assert_eq!(scene.pings(), 1);
    scene.pass(100);
    assert!(scene.statuses().is_empty());
}

#[test]
fn an_answer_to_what_was_never_asked_measures_nothing() {
    let mut scene = beating(false);
    scene.sleep(600_000);
    scene.wake();
    scene.pass(300);
    scene.hear("pong");
    assert_eq!(scene.connection.round_trip(), None);
}

#[test]
fn a_span_of_nothing_is_no_endless_loop() {
    let words = Words {
        liveness: Some(Liveness::Beats { within: 0 }),
        can_probe: false,
        ..Words::default()
    };
    let mut scene = Scene::with(words, Options::default(), 1);
    scene.go_live();
    scene.pass(60_000);
}
