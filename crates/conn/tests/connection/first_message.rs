//! What the user wants said first on every connection.

use socket_conn::Connection;

use crate::harness::Scene;

fn say_first(scene: &mut Scene, text: Option<&str>) {
    scene.act(|connection, _| connection.say_first(text.map(Into::into)));
}

#[test]
fn it_is_said_on_every_connection_before_topics_and_messages() {
    let mut scene = Scene::new();
    say_first(&mut scene, Some("first"));
    scene.subscribe("trend");
    scene.act(Connection::open);
    assert_eq!(scene.send("msg"), Ok(()));
    scene.pass(100);
    let words = ["hello ticket-1", "first", "sub 1 trendData trend", "msg"];
    assert_eq!(scene.peer.heard, words);
    scene.lose(1006);
    scene.clear_log();
    scene.pass(1_000);
    assert_eq!(scene.peer.heard[..2], ["hello ticket-2", "first"]);
}

#[test]
fn it_is_not_said_on_a_connection_that_is_live_already() {
    let mut scene = Scene::live();
    say_first(&mut scene, Some("first"));
    assert!(scene.log.is_empty());
}

#[test]
fn it_can_be_taken_back() {
    let mut scene = Scene::new();
    say_first(&mut scene, Some("first"));
    say_first(&mut scene, None);
    scene.act(Connection::open);
    scene.pass(100);
    assert_eq!(scene.peer.heard, ["hello ticket-1"]);
}
