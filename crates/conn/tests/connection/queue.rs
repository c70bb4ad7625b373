//! What waits grows old, makes room, and goes out in bursts.

use socket_conn::{Connection, Frame, Millis, Options, Queue, SendErrorKind, Status, WhenFull};

use crate::harness::{Event, Opening, Scene};

/// Opened, with nobody who answers yet.
fn waiting(queue: Queue) -> Scene {
    let options = Options {
        queue,
        ..Options::default()
    };
    let mut scene = Scene::with_options(options);
    scene.peer.opening = Opening::NoAnswer;
    scene.act(Connection::open);
    scene
}

/// Lets the socket open at once.
fn answer(scene: &mut Scene) {
    scene.peer.heard.clear();
    scene.happen(Event::Opened(scene.generation()));
    scene.pass(10);
    assert_eq!(*scene.status(), Status::Live);
}

fn with_ttl(ttl: Millis) -> Scene {
    waiting(Queue {
        ttl: Some(ttl),
        ..Queue::default()
    })
}

fn drop_oldest(messages: usize, bytes: usize) -> Scene {
    waiting(Queue {
        messages,
        bytes,
        when_full: WhenFull::DropOldest,
        ..Queue::default()
    })
}

fn send(scene: &mut Scene, texts: &[&str]) {
    for text in texts {
        assert_eq!(scene.send(text), Ok(()));
    }
}

#[test]
fn a_message_that_has_waited_too_long_is_handed_back_when_its_time_is_over() {
    let mut scene = with_ttl(1_000);
    send(&mut scene, &["msg 1"]);
    scene.pass(500);
    send(&mut scene, &["msg 2"]);
    scene.pass(499);
    assert!(scene.endings().is_empty());
    scene.pass(1);
    assert_eq!(scene.endings(), ["msg 1: Expired"]);
    scene.pass(500);
    assert_eq!(scene.endings(), ["msg 1: Expired", "msg 2: Expired"]);
    assert_eq!(scene.connection.counters().dropped, 2);
}

#[test]
fn a_message_whose_time_is_over_is_not_sent_by_a_timer_that_is_late() {
    let mut scene = with_ttl(1_000);
    send(&mut scene, &["msg 1"]);
    scene.sleep(1_000);
    answer(&mut scene);
    assert_eq!(scene.endings(), ["msg 1: Expired"]);
    assert_eq!(scene.peer.heard, ["hello -"]);
}

#[test]
fn a_message_whose_time_is_not_over_is_sent() {
    let mut scene = with_ttl(1_000);
    send(&mut scene, &["msg 1"]);
    scene.pass(900);
    answer(&mut scene);
    assert_eq!(scene.peer.heard, ["hello -", "msg 1"]);
    scene.pass(1_000);
    assert!(scene.endings().is_empty());
}

#[test]
fn without_a_time_to_live_a_message_waits_for_ever() {
    let mut scene = waiting(Queue::default());
    send(&mut scene, &["msg 1"]);
    scene.pass(86_400_000);
    assert_eq!(scene.connection.queued(), 1);
}

#[test]
fn messages_whose_time_is_over_make_room_for_others() {
    let mut scene = waiting(Queue {
        messages: 1,
        ttl: Some(1_000),
        ..Queue::default()
    });
    send(&mut scene, &["msg 1"]);
    scene.sleep(1_000);
    send(&mut scene, &["msg 2"]);
    assert_eq!(scene.endings(), ["msg 1: Expired"]);
}

#[test]
fn the_newest_is_refused_unless_asked_otherwise() {
    let mut scene = waiting(Queue {
        messages: 1,
        ..Queue::default()
    });
    send(&mut scene, &["msg 1"]);
    let error = scene.send("msg 2").expect_err("full");
    assert_eq!(error.kind, SendErrorKind::QueueFull);
    assert!(scene.endings().is_empty());
    assert_eq!(scene.connection.counters().dropped, 1);
}

#[test]
fn the_oldest_makes_room_where_that_is_asked_for() {
    let mut scene = drop_oldest(2, 1_000);
    send(&mut scene, &["msg 1", "msg 2", "msg 3"]);
    assert_eq!(scene.endings(), ["msg 1: Displaced"]);
    assert_eq!(scene.connection.counters().dropped, 1);
    answer(&mut scene);
    assert_eq!(scene.peer.heard, ["hello -", "msg 2", "msg 3"]);
}

#[test]
fn as_many_old_ones_make_room_as_are_needed_and_no_more() {
    let mut scene = drop_oldest(100, 15);
    send(&mut scene, &["msg 1", "msg 2", "msg 3"]);
    send(&mut scene, &["msg 456789"]);
    assert_eq!(scene.endings(), ["msg 1: Displaced", "msg 2: Displaced"]);
    assert_eq!(scene.connection.queued(), 2);
}

#[test]
fn a_message_that_never_fits_displaces_nothing() {
    let mut scene = drop_oldest(9, 10);
    send(&mut scene, &["msg 1"]);
    let text = "msg 23456789";
    let error = scene.send(text).expect_err("twelve bytes");
    assert_eq!(error.kind, SendErrorKind::QueueFull);
    assert_eq!(error.frame, Frame::from(text));
    assert!(scene.endings().is_empty());
    assert_eq!(scene.connection.queued(), 1);
}

#[test]
fn a_queue_without_room_takes_nothing_whatever_makes_room() {
    let mut scene = drop_oldest(0, 100);
    let error = scene.send("msg 1").expect_err("no room");
    assert_eq!(error.kind, SendErrorKind::QueueFull);
}

#[test]
fn a_message_of_exactly_the_size_of_the_queue_fits() {
    let mut scene = drop_oldest(9, 10);
    send(&mut scene, &["msg 1", "msg 345678"]);
    assert_eq!(scene.endings(), ["msg 1: Displaced"]);
}

#[test]
fn what_waits_goes_out_in_bursts_with_a_pause_between_them() {
    let mut scene = waiting(Queue {
        burst: 3,
        pause: 200,
        ..Queue::default()
    });
    let texts: Vec<String> = (0..8).map(|n| format!("msg {n}")).collect();
    for text in &texts {
        assert_eq!(scene.send(text), Ok(()));
    }
    answer(&mut scene);
    assert_eq!(scene.peer.heard[1..], texts[..3]);
    scene.pass(199);
    assert_eq!(scene.peer.heard.len(), 1 + 3);
    scene.pass(1);
    assert_eq!(scene.peer.heard.len(), 1 + 6);
    scene.pass(200);
    assert_eq!(scene.peer.heard[1..], texts);
}

#[test]
fn a_message_that_is_sent_between_two_bursts_keeps_its_place() {
    let mut scene = waiting(Queue {
        burst: 1,
        ..Queue::default()
    });
    send(&mut scene, &["msg 1", "msg 2"]);
    answer(&mut scene);
    send(&mut scene, &["msg 3"]);
    assert_eq!(scene.connection.queued(), 2);
    scene.pass(1_000);
    assert_eq!(scene.peer.heard, ["hello -", "msg 1", "msg 2", "msg 3"]);
    send(&mut scene, &["msg 4"]);
    assert_eq!(scene.connection.queued(), 0, "nothing waits before it");
}

#[test]
fn a_burst_of_nothing_sends_one_at_a_time() {
    let mut scene = waiting(Queue {
        burst: 0,
        pause: 0,
        ..Queue::default()
    });
    send(&mut scene, &["msg 1", "msg 2"]);
    answer(&mut scene);
    scene.pass(1);
    assert_eq!(scene.peer.heard, ["hello -", "msg 1", "msg 2"]);
}

#[test]
fn each_kind_of_failure_reads_as_a_sentence() {
    let text = |kind| {
        let frame = Frame::from("msg");
        socket_conn::SendError { frame, kind }.to_string()
    };
    let displaced = "a newer message took its place in the queue";
    assert_eq!(text(SendErrorKind::Displaced), displaced);
    let expired = "it waited too long for a connection";
    assert_eq!(text(SendErrorKind::Expired), expired);
    assert_eq!(text(SendErrorKind::NotNow), "it can't be sent at once");
}
