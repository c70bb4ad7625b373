//! A socket that hands nothing on to the network is given nothing more.

use socket_conn::{Millis, Options, Output, Queue};

use crate::harness::Scene;

const PAUSE: Millis = 100;

/// Live, with a socket that is full with more than 100 bytes.
fn live() -> Scene {
    let options = Options {
        high_water: 100,
        queue: Queue {
            pause: PAUSE,
            ..Queue::default()
        },
        ..Options::default()
    };
    let mut scene = Scene::with_options(options);
    scene.go_live();
    scene
}

#[test]
fn above_the_mark_a_message_waits() {
    let mut scene = live();
    scene.buffered(100);
    assert_eq!(scene.send("msg 1"), Ok(()));
    assert_eq!(
        scene.connection.queued(),
        0,
        "a hundred bytes are no more than a hundred"
    );
    assert_eq!(scene.send("msg 2"), Ok(()));
    assert_eq!(scene.connection.queued(), 1);
    assert_eq!(scene.peer.heard, ["msg 1"]);
}

#[test]
fn it_waits_until_the_socket_has_handed_on_enough() {
    let mut scene = live();
    scene.buffered(101);
    assert_eq!(scene.send("msg 1"), Ok(()));
    scene.pass(10 * PAUSE);
    assert!(scene.peer.heard.is_empty());
    scene.buffered(50);
    scene.pass(PAUSE);
    assert_eq!(scene.peer.heard, ["msg 1"]);
}

#[test]
fn a_burst_ends_where_the_socket_is_full() {
    let mut scene = live();
    scene.buffered(101);
    for n in 1..=5 {
        assert_eq!(scene.send(&format!("msg {n}")), Ok(()));
    }
    scene.buffered(90);
    scene.pass(PAUSE);
    assert_eq!(scene.peer.heard, ["msg 1", "msg 2", "msg 3"]);
}

#[test]
fn what_the_machine_says_itself_goes_out_all_the_same() {
    let mut scene = live();
    scene.buffered(1_000);
    scene.hear("beat");
    assert_eq!(scene.peer.heard, ["beat"]);
}

#[test]
fn the_next_socket_is_empty() {
    let mut scene = live();
    scene.buffered(1_000);
    assert_eq!(scene.send("msg 1"), Ok(()));
    scene.lose(1006);
    scene.pass(1_000);
    assert_eq!(scene.peer.heard, ["hello -", "msg 1"]);
}

#[test]
fn what_is_sent_counts_until_the_socket_is_looked_at_again() {
    let mut scene = live();
    scene.buffered(0);
    let long = format!("msg {}", "x".repeat(97));
    assert_eq!(scene.send(&long), Ok(()));
    assert_eq!(scene.send("msg 2"), Ok(()));
    assert_eq!(scene.connection.queued(), 1);
}

#[test]
fn whoever_never_looks_at_the_socket_has_nothing_held_back() {
    let mut scene = live();
    for n in 0..100 {
        assert_eq!(scene.send(&format!("msg {n}")), Ok(()));
    }
    assert_eq!(scene.connection.queued(), 0);
    assert_eq!(scene.times(|o| matches!(o, Output::Send(..))).len(), 100);
}
