//! Timers that fire late: a machine that slept, a page whose timers are throttled.

use socket_conn::{Millis, Output, Status};

use crate::harness::{Opening, Scene};

const TEN_MINUTES: Millis = 600_000;

#[test]
fn after_sleep_the_peer_is_asked_rather_than_given_up() {
    let mut scene = Scene::live();
    scene.sleep(TEN_MINUTES);
    scene.pass(5_000);
    assert_eq!(scene.pings(), 1);
    assert!(scene.statuses().is_empty());
}

#[test]
fn a_probe_that_slept_through_its_deadline_gets_a_second_chance() {
    let mut scene = Scene::live();
    scene.peer.reachable = false;
    scene.pass(15_000);
    scene.sleep(TEN_MINUTES);
    scene.peer.reachable = true;
    scene.pass(5_000);
    assert!(scene.statuses().is_empty());
    assert_eq!(scene.pings(), 2);
    assert_eq!(scene.peer.heard.len(), 1, "the first one was lost");
}

#[test]
fn a_peer_that_is_gone_after_sleep_is_dialled_again_within_two_seconds() {
    for seconds in [21, 60, 600] {
        let mut scene = Scene::live();
        scene.peer.reachable = false;
        scene.sleep(seconds * 1_000);
        scene.pass(1_500);
        scene.peer.reachable = true;
        scene.pass(500);
        assert_eq!(*scene.status(), Status::Live, "after {seconds} s");
        assert_eq!(scene.dials().len(), 1);
    }
}

#[test]
fn a_timer_that_is_a_little_late_is_no_sleep() {
    let mut scene = Scene::live();
    scene.peer.reachable = false;
    scene.sleep(15_000 + 5_000);
    scene.pass(4_999);
    assert_eq!(
        *scene.status(),
        Status::Live,
        "the peer has its usual five seconds"
    );
    scene.pass(1);
    assert_eq!(scene.status().name(), "reconnecting");
}

#[test]
fn frames_that_waited_during_sleep_are_signs_of_life() {
    let mut scene = Scene::live();
    scene.peer.reachable = false;
    scene.sleep(TEN_MINUTES);
    scene.hear("nothing");
    scene.pass(14_000);
    assert_eq!(scene.pings(), 0);
    assert!(scene.log.is_empty());
}

#[test]
fn throttled_timers_do_not_hide_a_dead_peer_for_ever() {
    let mut scene = Scene::live();
    scene.peer.reachable = false;
    for _ in 0..4 {
        scene.sleep(60_000);
        scene.wake();
    }
    assert_ne!(*scene.status(), Status::Live);
}

#[test]
fn throttled_timers_alone_never_cost_the_connection() {
    let mut scene = Scene::live();
    for _ in 0..60 {
        scene.sleep(60_000);
        scene.wake();
        scene.pass(20);
    }
    assert!(scene.statuses().is_empty());
}

#[test]
fn a_retry_that_slept_is_made_at_once() {
    let mut scene = Scene::live();
    scene.lose(1013);
    scene.sleep(TEN_MINUTES);
    scene.pass(100);
    assert_eq!(*scene.status(), Status::Live);
}

#[test]
fn a_page_that_slept_while_dialling_is_current_soon_after_it_is_seen_again() {
    let mut scene = Scene::live();
    scene.peer.opening = Opening::Fails;
    scene.lose(1006);
    scene.pass(60_000);
    scene.peer.opening = Opening::NoAnswer;
    scene.pass(5_000);
    scene.sleep(TEN_MINUTES);
    scene.peer.opening = Opening::Opens;
    scene.doubt();
    scene.pass(2_000);
    assert_eq!(*scene.status(), Status::Live);
}

#[test]
fn all_that_is_due_is_done_in_one_go() {
    let mut scene = Scene::live();
    scene.hear("welcome 100000");
    scene.sleep(TEN_MINUTES);
    scene.wake();
    let fetches = scene.times(|output| matches!(output, Output::FetchCredentials(_)));
    assert_eq!(fetches.len(), 1);
    assert_eq!(scene.pings(), 1);
}
