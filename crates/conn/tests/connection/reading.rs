//! What comes in: values for handlers, batches, and what can't be read.

use socket_conn::{Frame, Freshness, Output, Status};

use crate::harness::{Admission, Event, Scene};

fn subscribed_to_trend() -> Scene {
    let mut scene = Scene::live();
    scene.subscribe("trend");
    scene.clear_log();
    scene
}

#[test]
fn a_value_is_delivered_with_its_position_and_where_its_payload_is() {
    let mut scene = subscribed_to_trend();
    scene.hear("data trendData e1 4 value");
    assert_eq!(scene.delivered(), ["value"]);
    let Output::Deliver(delivery) = &scene.log[0].1 else {
        panic!("{:?}", scene.log);
    };
    assert_eq!(delivery.data.position.as_ref().map(|p| p.seq), Some(4));
    assert_eq!(delivery.data.socket_type.as_deref(), Some("trendData"));
}

#[test]
fn a_batch_is_delivered_in_its_order_and_shares_its_frame() {
    let mut scene = subscribed_to_trend();
    scene.hear("data trendData e1 1 a\nnothing\ndata trendData e1 2 b\nbeat\ndata x - 0 c");
    assert_eq!(scene.delivered(), ["a", "b", "c"]);
    assert_eq!(scene.connection.counters().received, 2, "welcome, batch");
}

#[test]
fn a_value_that_was_seen_is_not_delivered_again() {
    let mut scene = subscribed_to_trend();
    for seq in [1, 2, 2, 1, 3, 3, 0, 4] {
        scene.hear(&format!("data trendData e1 {seq} v{seq}"));
    }
    assert_eq!(scene.delivered(), ["v1", "v2", "v3", "v4"]);
    assert_eq!(scene.connection.counters().duplicates, 4);
}

#[test]
fn values_without_a_position_are_all_delivered() {
    let mut scene = subscribed_to_trend();
    for _ in 0..3 {
        scene.hear("data trendData - 0 same");
    }
    assert_eq!(scene.delivered().len(), 3);
}

#[test]
fn values_that_nobody_subscribed_are_all_delivered() {
    let mut scene = subscribed_to_trend();
    scene.hear("data themeChange - 0 dark");
    scene.hear("data themeChange - 0 dark");
    assert_eq!(scene.delivered(), ["dark", "dark"]);
}

#[test]
fn a_frame_that_cannot_be_read_is_counted_and_survived() {
    let mut scene = subscribed_to_trend();
    scene.hear("<html>");
    let binary = Frame::Binary(vec![0xff, 0xfe]);
    scene.happen(Event::Frame(scene.generation(), binary));
    assert_eq!(
        scene.log[0].1,
        Output::Unreadable("no such word: <html>".to_owned())
    );
    assert_eq!(scene.log[1].1, Output::Unreadable("not UTF-8".to_owned()));
    scene.publish("trend", "1");
    assert_eq!(scene.delivered(), ["1"]);
    assert_eq!(*scene.status(), Status::Live);
    assert_eq!(scene.connection.counters().unreadable, 2);
}

#[test]
fn what_could_be_read_of_a_frame_is_used() {
    let mut scene = subscribed_to_trend();
    scene.hear("data trendData e1 1 good\nwhat?\ndata trendData e1 2 lost");
    assert_eq!(scene.delivered(), ["good"]);
    assert_eq!(scene.connection.counters().unreadable, 1);
}

#[test]
fn a_binary_frame_that_holds_text_is_read() {
    let mut scene = subscribed_to_trend();
    let frame = Frame::Binary(b"data trendData e1 1 binary".to_vec());
    scene.happen(Event::Frame(scene.generation(), frame));
    assert_eq!(scene.delivered(), ["binary"]);
}

#[test]
fn a_welcome_may_share_its_frame_with_the_first_value() {
    let mut scene = Scene::new();
    scene.peer.admission = Admission::Silence;
    scene.act(socket_conn::Connection::open);
    scene.subscribe("trend");
    scene.pass(30);
    scene.hear("welcome\ndata trendData e1 1 first");
    assert_eq!(scene.delivered(), ["first"]);
    assert_eq!(
        scene.connection.freshness("trendData"),
        Some(Freshness::Live)
    );
}

#[test]
fn frames_are_counted_both_ways() {
    let mut scene = Scene::live();
    let before = scene.connection.counters();
    scene.hear("beat");
    assert_eq!(scene.send("msg"), Ok(()));
    let after = scene.connection.counters();
    assert_eq!(after.received, before.received + 1);
    assert_eq!(after.sent, before.sent + 2);
}

#[test]
fn a_frame_knows_its_size_and_its_text() {
    assert_eq!(Frame::from("äb").len(), 3);
    assert!(Frame::from(String::new()).is_empty());
    assert!(!Frame::Binary(vec![0]).is_empty());
    assert_eq!(Frame::Binary(vec![1, 2]).len(), 2);
    assert_eq!(Frame::Binary(b"text".to_vec()).as_text(), Some("text"));
    assert_eq!(Frame::Binary(vec![0xff]).as_text(), None);
}
