//! Messages that are sent while there is no connection.

use socket_conn::{Connection, Frame, Options, Queue, SendErrorKind};

use crate::harness::Scene;

fn with_room_for(messages: usize, bytes: usize) -> Scene {
    let options = Options {
        queue: Queue {
            messages,
            bytes,
            ..Queue::default()
        },
        ..Options::default()
    };
    Scene::with_options(options)
}

#[test]
fn a_message_goes_out_at_once_while_live() {
    let mut scene = Scene::live();
    assert_eq!(scene.send("msg 1"), Ok(()));
    assert_eq!(scene.peer.heard, ["msg 1"]);
    assert_eq!(scene.connection.queued(), 0);
}

#[test]
fn messages_wait_for_the_connection_and_keep_their_order() {
    let mut scene = Scene::live();
    scene.lose(1006);
    for text in ["msg 1", "msg 2", "msg 3"] {
        assert_eq!(scene.send(text), Ok(()));
    }
    assert_eq!(scene.connection.queued(), 3);
    scene.clear_log();
    scene.pass(1_000);
    assert_eq!(
        scene.peer.heard,
        ["hello ticket-2", "msg 1", "msg 2", "msg 3"]
    );
    assert_eq!(scene.connection.queued(), 0);
}

#[test]
fn messages_wait_until_the_peer_has_let_us_in() {
    let mut scene = Scene::new();
    scene.act(Connection::open);
    scene.pass(25);
    assert_eq!(scene.status().name(), "authenticating");
    assert_eq!(scene.send("msg"), Ok(()));
    assert_eq!(scene.peer.heard, ["hello ticket-1"]);
    scene.pass(10);
    assert_eq!(scene.peer.heard, ["hello ticket-1", "msg"]);
}

#[test]
fn topics_are_asked_for_before_messages_go_out() {
    let mut scene = Scene::new();
    scene.act(Connection::open);
    assert_eq!(scene.send("msg"), Ok(()));
    scene.subscribe("trend");
    scene.pass(1_000);
    assert!(scene.peer.heard[1].starts_with("sub"));
    assert_eq!(scene.peer.heard[2], "msg");
}

#[test]
fn one_message_too_many_is_handed_back() {
    let mut scene = with_room_for(2, 1_000);
    scene.act(Connection::open);
    assert_eq!(scene.send("msg 1"), Ok(()));
    assert_eq!(scene.send("msg 2"), Ok(()));
    let error = scene.send("msg 3").expect_err("full");
    assert_eq!(error.kind, SendErrorKind::QueueFull);
    assert_eq!(error.frame, Frame::from("msg 3"));
    scene.pass(1_000);
    assert_eq!(scene.peer.heard, ["hello -", "msg 1", "msg 2"]);
}

#[test]
fn one_byte_too_many_is_handed_back() {
    let mut scene = with_room_for(100, 10);
    scene.act(Connection::open);
    assert_eq!(scene.send("msg 1"), Ok(()));
    let error = scene.send("msg 22").expect_err("eleven bytes");
    assert_eq!(error.kind, SendErrorKind::QueueFull);
    assert_eq!(scene.send("msg 3"), Ok(()), "ten bytes");
}

#[test]
fn what_has_gone_out_makes_room() {
    let mut scene = with_room_for(2, 10);
    scene.act(Connection::open);
    for round in 0..10 {
        assert_eq!(scene.send("msg a"), Ok(()), "round {round}");
        assert_eq!(scene.send("msg b"), Ok(()), "round {round}");
        assert!(scene.send("msg c").is_err());
        scene.pass(5_000);
        assert_eq!(scene.connection.queued(), 0);
        scene.lose(1006);
    }
}

#[test]
fn what_waited_is_dropped_when_it_is_closed_by_hand() {
    let mut scene = Scene::new();
    scene.act(Connection::open);
    assert_eq!(scene.send("msg"), Ok(()));
    scene.close();
    assert_eq!(scene.connection.queued(), 0);
    scene.act(Connection::open);
    scene.pass(1_000);
    assert_eq!(scene.peer.heard, ["hello ticket-2"]);
}

#[test]
fn what_waited_is_dropped_when_it_gives_up() {
    let mut scene = Scene::live();
    scene.lose(1006);
    assert_eq!(scene.send("msg"), Ok(()));
    scene.pass(15);
    scene.act(|connection, _| connection.fail(socket_conn::FailReason::SignInRequired));
    assert_eq!(scene.connection.queued(), 0);
}

#[test]
fn nothing_is_kept_for_a_connection_that_was_never_opened_or_has_given_up() {
    let mut scene = Scene::new();
    let closed = |scene: &mut Scene| scene.send("msg").map_err(|error| error.kind);
    assert_eq!(closed(&mut scene), Err(SendErrorKind::Closed));
    scene.act(|connection, _| connection.fail(socket_conn::FailReason::SignInRequired));
    assert_eq!(closed(&mut scene), Err(SendErrorKind::Closed));
}

#[test]
fn an_error_says_what_is_wrong() {
    let mut scene = with_room_for(0, 0);
    let closed = scene.send("msg").expect_err("closed");
    assert_eq!(closed.to_string(), "the connection is closed");
    scene.act(Connection::open);
    let full = scene.send("msg").expect_err("full");
    assert_eq!(full.to_string(), "not connected, and the queue is full");
}
