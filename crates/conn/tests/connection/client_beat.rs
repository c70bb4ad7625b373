//! The client's own heartbeat, for peers that expect one whatever else is said.

use socket_conn::{Connection, Millis, Options, WakeReason};

use crate::harness::{Admission, Scene, Words};

const EVERY: Millis = 10_000;

fn beating_every(span: Millis) -> Scene {
    let words = Words {
        liveness: None,
        alive_every: Some(span),
        ..Words::default()
    };
    Scene::with(words, Options::default(), 1)
}

#[test]
fn it_is_said_in_equal_spans_from_being_let_in_on() {
    let mut scene = beating_every(EVERY);
    scene.go_live();
    let wake = scene.connection.poll_timeout().expect("waits");
    assert_eq!(
        (wake.at, wake.reason),
        (scene.now + EVERY, WakeReason::Beat)
    );
    scene.pass(EVERY - 1);
    assert!(scene.peer.heard.is_empty());
    scene.pass(1);
    assert_eq!(scene.peer.heard, ["alive"]);
    scene.pass(5 * EVERY);
    assert_eq!(scene.peer.heard.len(), 6);
}

#[test]
fn what_else_is_said_does_not_put_it_off() {
    let mut scene = beating_every(EVERY);
    scene.go_live();
    for _ in 0..10 {
        scene.pass(EVERY / 10);
        scene.hear("nothing");
        assert_eq!(scene.send("msg"), Ok(()));
    }
    assert!(scene.peer.heard.contains(&"alive".to_owned()));
}

#[test]
fn it_is_not_said_without_a_connection() {
    let mut scene = beating_every(EVERY);
    scene.peer.admission = Admission::Silence;
    scene.act(Connection::open);
    scene.pass(9_000);
    assert_eq!(scene.peer.heard, ["hello -"]);
    scene.pass(60_000);
    assert!(!scene.peer.heard.contains(&"alive".to_owned()));
}

#[test]
fn after_sleep_it_is_said_once() {
    let mut scene = beating_every(EVERY);
    scene.go_live();
    scene.sleep(100 * EVERY);
    scene.wake();
    assert_eq!(scene.peer.heard, ["alive"]);
}

#[test]
fn the_next_connection_counts_from_its_own_beginning() {
    let mut scene = beating_every(EVERY);
    scene.go_live();
    scene.pass(EVERY - 1_000);
    scene.lose(1006);
    scene.pass_until(|scene| scene.status().name() == "live");
    scene.clear_log();
    scene.pass(EVERY - 1);
    assert!(scene.peer.heard.is_empty());
    scene.pass(1);
    assert_eq!(scene.peer.heard, ["alive"]);
}

#[test]
fn a_span_of_nothing_does_not_beat_for_ever_in_one_go() {
    let mut scene = beating_every(0);
    scene.go_live();
    scene.pass(10);
    assert_eq!(scene.peer.heard.len(), 10);
}
