//! Messages that are sent at once or not at all.

use socket_conn::{Connection, Frame, Options, Queue, SendError, SendErrorKind};

use crate::harness::Scene;

fn not_now(text: &str) -> Result<(), SendError> {
    Err(SendError {
        frame: Frame::from(text),
        kind: SendErrorKind::NotNow,
    })
}

#[test]
fn while_live_it_goes_out_at_once() {
    let mut scene = Scene::live();
    assert_eq!(scene.send_volatile("msg 1"), Ok(()));
    assert_eq!(scene.peer.heard, ["msg 1"]);
    assert_eq!(scene.connection.counters().dropped, 0);
}

#[test]
fn without_a_connection_it_is_handed_back_and_counted() {
    let mut scene = Scene::new();
    assert_eq!(scene.send_volatile("msg 1"), not_now("msg 1"));
    scene.act(Connection::open);
    assert_eq!(scene.send_volatile("msg 2"), not_now("msg 2"));
    scene.pass(25);
    assert_eq!(scene.send_volatile("msg 3"), not_now("msg 3"));
    scene.pass(1_000);
    assert_eq!(scene.peer.heard, ["hello ticket-1"]);
    assert_eq!(scene.connection.counters().dropped, 3);
}

#[test]
fn it_does_not_overtake_those_that_wait() {
    let options = Options {
        queue: Queue {
            burst: 1,
            ..Queue::default()
        },
        ..Options::default()
    };
    let mut scene = Scene::with_options(options);
    scene.act(Connection::open);
    for text in ["msg 1", "msg 2"] {
        assert_eq!(scene.send(text), Ok(()));
    }
    scene.pass(100);
    assert_eq!(scene.send_volatile("msg 3"), not_now("msg 3"));
    scene.pass(500);
    assert_eq!(scene.send_volatile("msg 3"), Ok(()));
    assert_eq!(scene.peer.heard, ["hello -", "msg 1", "msg 2", "msg 3"]);
}

#[test]
fn it_does_not_add_to_a_socket_that_is_full() {
    let mut scene = Scene::live();
    scene.buffered(2 << 20);
    assert_eq!(scene.send_volatile("msg 1"), not_now("msg 1"));
}
