//! A connection that gives up after so many attempts, and says so.

use socket_conn::{Close, Connection, Entry, FailReason, Options, Status};

use crate::harness::{Admission, Opening, Scene, Words};

fn with_attempts(most: u32, entry: Entry) -> Scene {
    let options = Options {
        attempts: Some(most),
        ..Options::default()
    };
    let words = Words {
        entry,
        ..Words::default()
    };
    Scene::with(words, options, 11)
}

/// How many attempts it gave up after.
fn gave_up_after(scene: &Scene) -> u32 {
    match *scene.status() {
        Status::Failed(FailReason::GaveUp { attempts, .. }) => attempts,
        ref status => panic!("{status:?}"),
    }
}

#[test]
fn it_gives_up_after_so_many_attempts_after_a_loss() {
    for most in [0, 1, 3] {
        let mut scene = with_attempts(most, Entry::Welcome);
        scene.go_live();
        scene.pass(20_000);
        scene.peer.opening = Opening::Fails;
        scene.lose(1006);
        scene.pass(600_000);
        assert_eq!(gave_up_after(&scene), most);
        assert_eq!(scene.dials().len(), most as usize);
    }
}

#[test]
fn it_gives_up_after_so_many_attempts_after_a_first_dial_that_failed() {
    let mut scene = with_attempts(3, Entry::Welcome);
    scene.peer.opening = Opening::Fails;
    scene.act(Connection::open);
    scene.pass(600_000);
    assert_eq!(gave_up_after(&scene), 3);
    assert_eq!(scene.dials().len(), 1 + 3);
}

#[test]
fn without_a_cap_it_never_gives_up() {
    let mut scene = Scene::live();
    scene.peer.opening = Opening::Fails;
    scene.lose(1006);
    scene.pass(3_600_000);
    assert_eq!(scene.status().name(), "reconnecting");
}

#[test]
fn a_connection_that_has_lasted_counts_anew() {
    let mut scene = with_attempts(1, Entry::Welcome);
    scene.go_live();
    for _ in 0..10 {
        scene.pass(2_000);
        scene.hear("nothing");
        scene.lose(1006);
        scene.pass_until(|scene| *scene.status() == Status::Live);
    }
}

#[test]
fn a_connection_that_has_lasted_in_silence_counts_anew() {
    let options = Options {
        attempts: Some(1),
        ..Options::default()
    };
    let words = Words {
        entry: Entry::Open,
        liveness: None,
        ..Words::default()
    };
    let mut scene = Scene::with(words, options, 1);
    scene.peer.admission = Admission::Silence;
    scene.go_live();
    for _ in 0..10 {
        scene.pass(60_000);
        scene.lose(1006);
        scene.pass_until(|scene| *scene.status() == Status::Live);
    }
    scene.pass(59_999);
    scene.lose(1006);
    assert_eq!(gave_up_after(&scene), 1);
}

#[test]
fn a_peer_that_lets_us_in_and_drops_us_at_once_is_given_up_too() {
    for entry in [Entry::Open, Entry::Welcome] {
        let mut scene = with_attempts(3, entry);
        scene.peer.admission = Admission::SayThenClose("welcome", 1011);
        scene.act(Connection::open);
        scene.pass(600_000);
        assert_eq!(gave_up_after(&scene), 3, "{entry:?}");
        assert_eq!(scene.dials().len(), 1 + 3, "{entry:?}");
    }
}

#[test]
fn the_reason_names_the_last_close_and_reads_as_a_sentence() {
    let mut scene = with_attempts(2, Entry::Welcome);
    scene.peer.admission = Admission::Close(1011);
    scene.act(Connection::open);
    scene.pass(600_000);
    let Status::Failed(reason) = scene.status() else {
        panic!("{:?}", scene.status());
    };
    assert_eq!(reason.to_string(), "no connection after 2 attempts");
    let FailReason::GaveUp { last, .. } = reason else {
        panic!("{reason:?}");
    };
    assert_eq!(last.as_ref().map(|close| close.code), Some(1011));
}

#[test]
fn where_no_socket_was_closed_the_reason_names_none() {
    let mut scene = with_attempts(0, Entry::Welcome);
    scene.peer.opening = Opening::NoAnswer;
    scene.act(Connection::open);
    scene.pass(600_000);
    let last: Option<Close> = None;
    let gave_up = FailReason::GaveUp { attempts: 0, last };
    assert_eq!(*scene.status(), Status::Failed(gave_up));
}

#[test]
fn opening_it_again_gives_it_all_its_attempts_again() {
    for again in [Connection::open, Connection::retry_now] {
        let mut scene = with_attempts(2, Entry::Welcome);
        scene.peer.opening = Opening::Fails;
        scene.act(Connection::open);
        scene.pass(600_000);
        scene.clear_log();
        scene.act(again);
        scene.pass(600_000);
        assert_eq!(gave_up_after(&scene), 2);
        assert_eq!(scene.dials().len(), 1 + 2);
    }
}
