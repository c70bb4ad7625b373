//! The last word before the connection is closed by hand.

use socket_conn::{Connection, Options, Output};

use crate::harness::{Scene, Words};

fn polite() -> Scene {
    let words = Words {
        says_bye: true,
        ..Words::default()
    };
    Scene::with(words, Options::default(), 1)
}

#[test]
fn it_is_said_before_the_socket_is_closed() {
    let mut scene = polite();
    scene.go_live();
    scene.close();
    assert_eq!(scene.peer.heard, ["bye"]);
    assert!(matches!(scene.log[0].1, Output::Send(..)));
    assert!(matches!(scene.log[1].1, Output::Close(..)));
}

#[test]
fn it_is_not_said_before_the_peer_has_let_us_in() {
    let mut scene = polite();
    scene.act(Connection::open);
    scene.pass(15);
    assert_eq!(scene.status().name(), "authenticating");
    scene.close();
    assert_eq!(scene.peer.heard, ["hello -"]);
}

#[test]
fn it_is_not_said_when_the_connection_is_lost_or_given_up() {
    for code in [1006, 4403] {
        let mut scene = polite();
        scene.go_live();
        scene.lose(code);
        assert!(scene.peer.heard.is_empty());
    }
}

#[test]
fn a_dialect_may_have_none() {
    let mut scene = Scene::live();
    scene.close();
    assert!(scene.peer.heard.is_empty());
}
