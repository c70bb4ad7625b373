//! How far away the peer is.

use socket_conn::{Connection, Options, Status};

use crate::harness::{Scene, Words};

#[test]
fn the_round_trip_is_measured_from_a_probe_to_its_answer() {
    let mut scene = Scene::live();
    assert_eq!(scene.connection.round_trip(), None);
    scene.peer.latency = 70;
    scene.pass(20_000);
    assert_eq!(scene.connection.round_trip(), Some(70));
}

#[test]
fn the_round_trip_is_remembered_while_there_is_no_connection() {
    let mut scene = Scene::live();
    scene.pass(20_000);
    scene.lose(1006);
    scene.pass(1_000);
    assert_eq!(scene.connection.round_trip(), Some(10));
}

#[test]
fn the_answer_to_another_probe_measures_nothing() {
    let mut scene = Scene::live();
    scene.peer.reachable = false;
    scene.pass(15_000);
    assert_eq!(scene.pings(), 1);
    scene.hear("pong 99999");
    assert_eq!(scene.connection.round_trip(), None);
}

#[test]
fn an_answer_without_a_number_measures_too() {
    let mut scene = Scene::live();
    scene.peer.reachable = false;
    scene.pass(15_300);
    scene.hear("pong");
    assert_eq!(scene.connection.round_trip(), Some(300));
}

#[test]
fn an_answer_inside_of_a_batch_measures_too() {
    let mut scene = Scene::live();
    scene.peer.reachable = false;
    scene.pass(15_300);
    scene.hear("nothing\npong");
    assert!(scene.connection.round_trip().is_some());
}

#[test]
fn it_is_measured_at_any_time_however_much_comes_in_between() {
    let mut scene = Scene::live();
    scene.peer.latency = 70;
    scene.act(Connection::measure_round_trip);
    scene.pass(30);
    scene.hear("nothing");
    scene.pass(100);
    assert_eq!(scene.connection.round_trip(), Some(70));
    assert_eq!(scene.pings(), 1);
}

#[test]
fn a_peer_that_has_not_answered_is_not_asked_again_but_may_be_silent_as_long_as_ever() {
    let mut scene = Scene::live();
    scene.peer.reachable = false;
    for _ in 0..20 {
        scene.act(Connection::measure_round_trip);
        scene.pass(500);
    }
    assert_eq!(scene.pings(), 1);
    assert_eq!(*scene.status(), Status::Live);
}

#[test]
fn an_answer_that_was_lost_is_asked_for_again_after_a_minute() {
    let words = Words {
        liveness: None,
        ..Words::default()
    };
    let mut scene = Scene::with(words, Options::default(), 1);
    scene.go_live();
    scene.peer.reachable = false;
    scene.act(Connection::measure_round_trip);
    scene.pass(59_000);
    scene.act(Connection::measure_round_trip);
    assert_eq!(scene.pings(), 1);
    scene.pass(1_000);
    scene.act(Connection::measure_round_trip);
    assert_eq!(scene.pings(), 2);
}

#[test]
fn the_next_socket_owes_no_answer_to_the_question_of_the_one_before() {
    let mut scene = Scene::live();
    scene.peer.reachable = false;
    scene.act(Connection::measure_round_trip);
    scene.lose(1006);
    scene.peer.reachable = true;
    scene.pass_until(|scene| *scene.status() == Status::Live);
    scene.clear_log();
    scene.act(Connection::measure_round_trip);
    assert_eq!(scene.pings(), 1);
}

#[test]
fn nothing_is_measured_without_a_connection() {
    let mut scene = Scene::new();
    scene.act(Connection::measure_round_trip);
    scene.pass(1_000);
    assert!(scene.log.is_empty());
}
