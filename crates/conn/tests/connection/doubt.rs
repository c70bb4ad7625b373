//! What the browser knows: the page is seen again, the network comes and goes.

use socket_conn::{Connection, Output, Status};

use crate::harness::{Opening, Scene};

fn network(scene: &mut Scene, online: bool) {
    scene.act(|connection, now| connection.handle_network(online, now));
}

#[test]
fn in_doubt_the_peer_is_asked_at_once_and_keeps_the_socket_when_it_answers() {
    let mut scene = Scene::live();
    scene.doubt();
    assert_eq!(scene.peer.heard.len(), 1);
    assert!(scene.peer.heard[0].starts_with("ping"));
    scene.pass(10_000);
    assert!(scene.statuses().is_empty());
}

#[test]
fn in_doubt_a_peer_that_is_gone_is_found_and_dialled_again_within_two_seconds() {
    let mut scene = Scene::live();
    scene.peer.reachable = false;
    scene.doubt();
    scene.pass(1_499);
    assert_eq!(*scene.status(), Status::Live);
    scene.peer.reachable = true;
    scene.pass(501);
    assert_eq!(*scene.status(), Status::Live);
    assert_eq!(scene.dials().len(), 1);
}

#[test]
fn in_doubt_a_peer_that_is_far_away_has_three_round_trips_to_answer() {
    let mut scene = Scene::live();
    scene.peer.latency = 2_000;
    scene.pass(20_000);
    assert_eq!(scene.connection.round_trip(), Some(2_000));
    scene.peer.reachable = false;
    scene.pass(100);
    scene.doubt();
    scene.pass(5_999);
    assert_eq!(*scene.status(), Status::Live);
    scene.pass(1);
    assert_eq!(scene.status().name(), "reconnecting");
}

#[test]
fn in_doubt_a_peer_that_is_near_has_the_usual_time() {
    let mut scene = Scene::live();
    scene.peer.latency = 400;
    scene.pass(20_000);
    scene.peer.reachable = false;
    scene.doubt();
    scene.pass(1_499);
    assert_eq!(*scene.status(), Status::Live);
    scene.pass(1);
    assert_eq!(scene.status().name(), "reconnecting");
}

#[test]
fn repeated_doubt_neither_asks_again_nor_waits_longer() {
    let mut scene = Scene::live();
    scene.peer.reachable = false;
    for _ in 0..20 {
        scene.doubt();
        scene.pass(100);
    }
    assert_eq!(scene.statuses().first(), Some(&"reconnecting"));
    let old = scene.log[0].1.clone();
    assert!(matches!(old, Output::Send(..)));
    assert_eq!(scene.times(|output| *output == old).len(), 1);
    assert!(
        matches!(scene.log[1].1, Output::Close(..)),
        "{:?}",
        scene.log
    );
}

#[test]
fn doubt_shortens_the_time_that_a_probe_has_left() {
    let mut scene = Scene::live();
    scene.peer.reachable = false;
    scene.pass(15_000);
    scene.doubt();
    scene.pass(1_500);
    let at_once = Status::Reconnecting {
        attempt: 1,
        next_at: None,
    };
    assert_eq!(*scene.status(), at_once);
}

#[test]
fn doubt_does_not_prolong_the_time_that_a_probe_has_left() {
    let mut scene = Scene::live();
    scene.peer.reachable = false;
    scene.pass(19_900);
    scene.doubt();
    scene.pass(100);
    assert_eq!(scene.status().name(), "reconnecting");
}

#[test]
fn in_doubt_it_does_not_wait_for_the_next_attempt() {
    let mut scene = Scene::live();
    scene.lose(1013);
    scene.doubt();
    scene.pass(100);
    assert_eq!(*scene.status(), Status::Live);
}

#[test]
fn doubt_does_not_disturb_an_attempt_that_is_under_way() {
    let mut scene = Scene::new();
    scene.act(Connection::open);
    for _ in 0..30 {
        scene.doubt();
        scene.pass(1);
    }
    assert_eq!(*scene.status(), Status::Live);
    assert_eq!(scene.dials().len(), 1);
}

#[test]
fn a_lost_connection_without_a_network_is_offline() {
    let mut scene = Scene::live();
    scene.peer.opening = Opening::Fails;
    network(&mut scene, false);
    scene.lose(1006);
    scene.pass(60_000);
    assert_eq!(scene.statuses(), ["offline"]);
    scene.peer.opening = Opening::Opens;
    network(&mut scene, true);
    scene.pass(100);
    assert_eq!(scene.statuses(), ["offline", "reconnecting", "live"]);
}

#[test]
fn a_connection_that_goes_on_without_a_network_stays_live() {
    let mut scene = Scene::live();
    network(&mut scene, false);
    scene.pass(60_000);
    assert!(scene.statuses().is_empty());
}

#[test]
fn without_a_network_it_goes_on_trying() {
    let mut scene = Scene::live();
    network(&mut scene, false);
    scene.lose(1006);
    scene.pass(1_000);
    assert_eq!(*scene.status(), Status::Live);
}

#[test]
fn losing_the_network_is_no_reason_to_dial() {
    let mut scene = Scene::live();
    scene.lose(1013);
    network(&mut scene, false);
    assert!(scene.dials().is_empty());
    scene.pass(1_000);
    assert!(scene.dials().is_empty());
    assert_eq!(*scene.status(), Status::Offline);
}

#[test]
fn the_network_that_was_there_all_along_is_no_news() {
    let mut scene = Scene::live();
    network(&mut scene, true);
    assert!(scene.log.is_empty());
    scene.lose(1013);
    scene.clear_log();
    network(&mut scene, true);
    assert!(scene.log.is_empty());
}

#[test]
fn the_first_dial_without_a_network_is_connecting_until_it_fails() {
    let mut scene = Scene::new();
    network(&mut scene, false);
    scene.peer.opening = Opening::Fails;
    scene.act(Connection::open);
    assert_eq!(*scene.status(), Status::Connecting);
    scene.pass(1_000);
    assert_eq!(*scene.status(), Status::Offline);
}
