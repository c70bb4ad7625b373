//! The page is left, and its reader may come back.

use socket_conn::{Connection, FailReason, Freshness, Options, Output, Queue, Status};

use crate::harness::{Event, Opening, Scene};

const AWAY: Status = Status::Reconnecting {
    attempt: 0,
    next_at: None,
};

#[test]
fn the_socket_is_closed_and_nothing_is_dialled() {
    let mut scene = Scene::live();
    let socket = scene.generation();
    scene.suspend();
    assert_eq!(scene.log[0].1, Output::Close(socket, 1000));
    assert_eq!(*scene.status(), AWAY);
    assert_eq!(scene.connection.poll_timeout(), None);
    scene.pass(86_400_000);
    assert!(scene.dials().is_empty());
}

#[test]
fn a_reader_who_comes_back_finds_it_dialled_at_once() {
    for resume in [Connection::handle_doubt, Connection::retry_now] {
        let mut scene = Scene::live();
        scene.subscribe("trend");
        scene.publish("trend", "1");
        scene.suspend();
        let freshness = scene.connection.freshness("trendData");
        assert_eq!(freshness, Some(Freshness::Stale));
        scene.pass(600_000);
        scene.clear_log();
        scene.act(resume);
        scene.pass(50);
        assert_eq!(scene.statuses(), ["reconnecting", "live"]);
        assert!(scene.peer.heard[1].ends_with("trendData trend e1 1"));
        assert_eq!(scene.connection.counters().reconnects, 1);
    }
}

#[test]
fn it_can_be_left_at_every_step() {
    for span in [0, 5, 10, 15, 20, 25, 30] {
        let mut scene = Scene::new();
        scene.act(Connection::open);
        scene.pass(span);
        scene.suspend();
        let closes = scene.times(|output| matches!(output, Output::Close(..)));
        assert_eq!(closes.len(), scene.dials().len(), "after {span} ms");
        scene.clear_log();
        scene.pass(60_000);
        assert!(scene.log.is_empty(), "after {span} ms: {:?}", scene.log);
    }
}

#[test]
fn it_can_be_left_while_it_waits_for_the_next_attempt() {
    let mut scene = Scene::live();
    scene.lose(1013);
    scene.suspend();
    scene.clear_log();
    scene.pass(60_000);
    assert!(scene.log.is_empty());
}

#[test]
fn what_the_closed_socket_still_says_is_ignored() {
    let mut scene = Scene::live();
    let socket = scene.generation();
    scene.suspend();
    scene.clear_log();
    scene.happen(Event::Closed(socket, 4403));
    scene.happen(Event::Frame(socket, "data xData - 0 v".into()));
    assert!(scene.log.is_empty());
}

#[test]
fn leaving_twice_says_it_once() {
    let mut scene = Scene::live();
    scene.suspend();
    scene.suspend();
    let closes = scene.times(|output| matches!(output, Output::Close(..)));
    assert_eq!(closes.len(), 1);
}

#[test]
fn what_is_closed_never_opened_or_given_up_stays_so() {
    let mut idle = Scene::new();
    idle.suspend();
    assert_eq!(*idle.status(), Status::Idle);
    let mut closed = Scene::live();
    closed.close();
    let mut failed = Scene::live();
    failed.act(|connection, _| connection.fail(FailReason::SignInRequired));
    for mut scene in [closed, failed] {
        let before = scene.status().clone();
        scene.suspend();
        scene.doubt();
        assert_eq!(*scene.status(), before);
    }
}

#[test]
fn a_page_that_was_left_can_be_closed_by_hand() {
    let mut scene = Scene::live();
    scene.suspend();
    scene.close();
    scene.doubt();
    assert_eq!(*scene.status(), Status::Closed);
}

#[test]
fn a_network_that_comes_back_is_no_reader_who_comes_back() {
    let mut scene = Scene::live();
    scene.suspend();
    scene.clear_log();
    for online in [false, true] {
        scene.act(|connection, now| connection.handle_network(online, now));
    }
    assert_eq!(scene.statuses(), ["offline", "reconnecting"]);
    assert!(scene.dials().is_empty());
    assert_eq!(*scene.status(), AWAY);
}

#[test]
fn what_waits_goes_on_waiting_and_grows_old() {
    let options = Options {
        queue: Queue {
            ttl: Some(1_000),
            ..Queue::default()
        },
        ..Options::default()
    };
    let mut scene = Scene::with_options(options);
    scene.go_live();
    scene.suspend();
    assert_eq!(scene.send("msg 1"), Ok(()));
    let id = scene.request("x", 500).expect("is taken");
    scene.pass(500);
    scene.pass(499);
    assert_eq!(scene.endings(), [format!("{id}: TimedOut")]);
    scene.pass(1);
    assert_eq!(scene.endings()[1..], ["msg 1: Expired"]);
    assert_eq!(scene.send("msg 2"), Ok(()));
    scene.doubt();
    scene.pass(100);
    assert_eq!(scene.peer.heard.last().map(String::as_str), Some("msg 2"));
}

#[test]
fn a_request_that_was_sent_is_lost() {
    let mut scene = Scene::live();
    scene.peer.answers_requests = false;
    let id = scene.request("x", 5_000).expect("is taken");
    scene.suspend();
    assert_eq!(scene.endings(), [format!("{id}: Lost")]);
}

#[test]
fn a_connection_that_had_lasted_is_forgiven_its_earlier_failures() {
    let mut scene = Scene::live();
    scene.peer.opening = Opening::Fails;
    scene.lose(1006);
    scene.pass(30_000);
    scene.peer.opening = Opening::Opens;
    scene.act(Connection::retry_now);
    scene.pass_until(|scene| *scene.status() == Status::Live);
    scene.pass(3_000);
    scene.hear("nothing");
    scene.suspend();
    scene.doubt();
    scene.pass_until(|scene| *scene.status() == Status::Live);
    scene.clear_log();
    scene.lose(1006);
    scene.pass(501);
    assert_eq!(scene.dials().len(), 1, "as after a first failure");
}
