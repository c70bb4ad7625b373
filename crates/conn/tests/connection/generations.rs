//! What an old socket still says is ignored, whatever it is.

use socket_conn::{Connection, Generation, Output, Status};

use crate::harness::{Admission, Event, Scene};

/// All that a socket can say.
fn everything(generation: Generation) -> Vec<Event> {
    vec![
        Event::Opened(generation),
        Event::Frame(generation, "data trendData e9 9 stale".into()),
        Event::Frame(generation, "refused".into()),
        Event::Frame(generation, "beat".into()),
        Event::Frame(generation, "welcome 1".into()),
        Event::Credentials(generation, Ok(Some("stale".to_owned()))),
        Event::Health(generation, true),
        Event::Closed(generation, 4403),
        Event::Closed(generation, 1006),
    ]
}

#[test]
fn a_stale_socket_cannot_close_the_current_one() {
    let mut scene = Scene::live();
    let old = scene.generation();
    scene.lose(1006);
    scene.pass(1_000);
    assert_eq!(*scene.status(), Status::Live);
    scene.clear_log();
    scene.happen(Event::Closed(old, 1006));
    assert!(scene.log.is_empty());
    assert_eq!(*scene.status(), Status::Live);
}

#[test]
fn a_stale_socket_can_say_nothing_at_all() {
    let mut scene = Scene::live();
    let old = scene.generation();
    scene.lose(1006);
    scene.pass(1_000);
    let before = scene.connection.counters();
    scene.clear_log();
    for event in everything(old) {
        scene.happen(event);
    }
    assert!(scene.log.is_empty(), "{:?}", scene.log);
    assert_eq!(scene.connection.counters(), before);
}

#[test]
fn a_socket_that_was_given_up_cannot_come_back_while_the_next_attempt_waits() {
    let mut scene = Scene::live();
    let old = scene.generation();
    scene.lose(1013);
    scene.clear_log();
    for event in everything(old) {
        scene.happen(event);
    }
    assert!(scene.log.is_empty(), "{:?}", scene.log);
}

#[test]
fn a_socket_that_was_never_dialled_can_say_nothing() {
    let mut scene = Scene::live();
    for event in everything(Generation(u64::MAX)) {
        scene.happen(event);
    }
    assert!(scene.log.is_empty(), "{:?}", scene.log);
}

#[test]
fn a_socket_that_opens_after_it_was_given_up_is_ignored() {
    let mut scene = Scene::new();
    scene.peer.latency = 11_000;
    scene.act(Connection::open);
    scene.pass(9_999);
    scene.happen(Event::Credentials(Generation(1), Ok(None)));
    let late = scene.generation();
    scene.pass(10_500);
    assert_eq!(scene.status().name(), "reconnecting");
    scene.clear_log();
    scene.happen(Event::Opened(late));
    assert!(scene.log.is_empty());
}

#[test]
fn nothing_that_follows_a_refusal_in_the_same_frame_is_delivered() {
    let mut scene = Scene::live();
    scene.hear("data xData - 0 before\nrefused\ndata xData - 0 after");
    assert_eq!(scene.delivered(), ["before"]);
}

#[test]
fn a_frame_before_the_socket_is_open_is_ignored() {
    let mut scene = Scene::new();
    scene.act(Connection::open);
    scene.pass(10);
    scene.hear("welcome");
    assert_eq!(*scene.status(), Status::Connecting);
    assert_eq!(scene.connection.counters().received, 0);
}

#[test]
fn opening_twice_greets_once() {
    let mut scene = Scene::new();
    scene.peer.admission = Admission::Silence;
    scene.act(Connection::open);
    scene.pass(30);
    scene.happen(Event::Opened(scene.generation()));
    assert_eq!(scene.peer.heard.len(), 1);
}

#[test]
fn closing_twice_loses_once() {
    let mut scene = Scene::live();
    let old = scene.generation();
    scene.lose(1013);
    scene.happen(Event::Closed(old, 4403));
    scene.happen(Event::Closed(old, 1006));
    let statuses = scene.times(|output| matches!(output, Output::Status(_)));
    assert_eq!(statuses.len(), 1);
}

#[test]
fn there_is_one_socket_however_often_it_is_lost() {
    // The rules of the scene know the sockets, and would end this test at a second one.
    let mut scene = Scene::live();
    for n in 0..200 {
        scene.lose(1006);
        scene.pass(n * 7 % 100);
        scene.act(Connection::retry_now);
        scene.pass(n * 13 % 100);
    }
    scene.pass(5_000);
    assert_eq!(*scene.status(), Status::Live);
}
