//! Values into signals: once per picture, a first one at once, and only what is committed is decoded.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use reactive_graph::traits::{GetUntracked, WithUntracked};
use serde::{Deserialize, Deserializer};
use socket_conn::Freshness;
use socket_wire::Payload;

use super::world::World;
use crate::topic::Topic;

const NUMBER: Topic<u32> = Topic::new("number");

thread_local! {
    static DECODED: Cell<u32> = const { Cell::new(0) };
}

/// A number that counts how often it is decoded.
struct Counted(u32);

impl<'de> Deserialize<'de> for Counted {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        DECODED.set(DECODED.get() + 1);
        u32::deserialize(deserializer).map(Self)
    }
}

#[test]
fn a_burst_is_committed_once_and_what_was_overwritten_is_never_decoded() {
    let world = World::live();
    let (topic, _registration) = world.topic(&Topic::<Counted>::new("number"));
    world.flush();
    let before = world.flush_requests();
    for seq in 1..=100 {
        world.value("number", seq, &seq.to_string());
    }
    assert_eq!(world.flush_requests(), before + 1);
    assert!(topic.value.with_untracked(Option::is_none));
    world.flush();
    let value = topic.value.with_untracked(|v| v.as_ref().map(|v| v.0));
    assert_eq!(value, Some(100));
    assert_eq!(DECODED.get(), 1);
    assert_eq!(topic.seq.get_untracked(), 100);
}

#[test]
fn a_first_value_does_not_wait_for_a_picture_and_the_next_one_does() {
    let world = World::live();
    let (topic, _registration) = world.topic(&NUMBER);
    world.flush();
    world.value("number", 1, "1");
    assert!(world.flushes_at_once());
    world.flush();
    assert_eq!(topic.value.get_untracked(), Some(1));
    world.value("number", 2, "2");
    assert!(!world.flushes_at_once());
}

#[test]
fn nobody_waits_for_a_first_value_while_commits_are_held_back() {
    let world = World::live();
    let (_topic, _registration) = world.topic(&NUMBER);
    world.flush();
    world.core.pause(true);
    world.value("number", 1, "1");
    assert!(!world.flushes_at_once());
}

#[test]
fn a_picture_that_was_asked_for_gives_way_to_a_first_value() {
    let world = World::live();
    let (_old, _registered) = world.topic(&NUMBER);
    world.value("number", 1, "1");
    world.flush();
    world.value("number", 2, "2");
    let (_new, _registration) = world.topic(&Topic::<u32>::new("other"));
    world.value("other", 1, "1");
    assert!(world.flushes_at_once());
    world.value("number", 3, "3");
    assert!(world.flushes_at_once());
}

#[test]
fn several_messages_in_one_frame_are_all_committed() {
    let world = World::live();
    let (a, _a) = world.topic(&Topic::<u32>::new("a"));
    let (b, _b) = world.topic(&Topic::<u32>::new("b"));
    world.receive(
        r#"{"type":"batch","data":[
            {"socketType":"aData","chartName":"a","epoch":"e","seq":1,"data":1},
            {"socketType":"bData","chartName":"b","epoch":"e","seq":1,"data":2}]}"#,
    );
    world.flush();
    assert_eq!(a.value.get_untracked(), Some(1));
    assert_eq!(b.value.get_untracked(), Some(2));
}

#[test]
fn a_payload_in_message_pack_is_decoded_like_any_other_alone_or_in_a_batch() {
    let world = World::live();
    let (topic, _registration) = world.topic(&Topic::<Vec<String>>::new("names"));
    let frame = |seq, names: &[&str]| {
        let head = socket_wire::pack::DataHead {
            socket_type: Some("namesData"),
            epoch: Some("e"),
            seq: Some(seq),
            ..Default::default()
        };
        let payload = rmp_serde::to_vec(names).expect("names are written");
        socket_wire::pack::write(&head, &payload)
    };
    world.receive(frame(1, &["a"]));
    world.flush();
    assert_eq!(topic.value.get_untracked(), Some(vec!["a".to_owned()]));
    let batch = [frame(2, &["b"]), frame(3, &["c", "d"])];
    world.receive(socket_wire::pack::write_batch(&batch));
    world.flush();
    let expected = vec!["c".to_owned(), "d".to_owned()];
    assert_eq!(topic.value.get_untracked(), Some(expected));
    assert_eq!(topic.seq.get_untracked(), 3);
    world.receive(vec![0xc1, 0xc1]);
    assert_eq!(world.warnings().len(), 1, "not MessagePack");
}

#[test]
fn json_in_a_binary_frame_is_a_text_to_everybody() {
    let world = World::live();
    let (topic, _registration) = world.topic(&NUMBER);
    let frames = Rc::new(RefCell::new(Vec::new()));
    let seen = Rc::clone(&frames);
    let _raw = world.store().register("numberData", move |message| {
        seen.borrow_mut().push(message.frame().clone());
    });
    let text = r#"{"socketType":"numberData","chartName":"number","epoch":"e","seq":1,"data":7}"#;
    world.receive(text.as_bytes().to_vec());
    world.flush();
    assert_eq!(topic.value.get_untracked(), Some(7));
    assert_eq!(*frames.borrow(), [text.into()]);
    world.receive(b"{\xff}".to_vec());
    assert_eq!(world.warnings().len(), 1, "not UTF-8");
}

#[test]
fn a_topic_may_have_a_decoder_of_its_own() {
    fn hundredfold(payload: Payload<'_>) -> Result<u32, String> {
        match payload.decode::<u32>()? {
            0 => Err("nothing".to_owned()),
            number => Ok(number * 100),
        }
    }
    let world = World::live();
    let (topic, _registration) = world.topic(&NUMBER.decoded_by(hundredfold));
    world.value("number", 1, "7");
    world.flush();
    assert_eq!(topic.value.get_untracked(), Some(700));
    world.value("number", 2, "0");
    world.flush();
    assert_eq!(topic.freshness.get_untracked(), Freshness::Error);
    let warnings = world.warnings();
    assert!(warnings.len() == 1 && warnings[0].contains("nothing"));
}

#[test]
fn a_payload_in_a_string_is_decoded_like_any_other() {
    let world = World::plain();
    let (topic, _registration) = world.topic(&Topic::<Vec<String>>::new("names"));
    world.receive(
        r#"{"action":"getData","socketType":"namesData","chartName":"names","value":"","data":"[\"a\\\"b\"]"}"#,
    );
    world.flush();
    assert_eq!(topic.value.get_untracked(), Some(vec!["a\"b".to_owned()]));
    assert_eq!(topic.seq.get_untracked(), 1, "a local count");
}

#[test]
fn a_value_of_the_wrong_type_is_an_error_and_the_value_before_it_stays() {
    let world = World::live();
    let (topic, _registration) = world.topic(&NUMBER);
    world.value("number", 1, "7");
    world.flush();
    world.value("number", 2, r#""seven""#);
    world.flush();
    assert_eq!(topic.value.get_untracked(), Some(7));
    assert_eq!(topic.freshness.get_untracked(), Freshness::Error);
    assert_eq!(world.warnings().len(), 1);
    world.value("number", 3, "9");
    world.flush();
    assert_eq!(topic.value.get_untracked(), Some(9));
    let counters = world.core.topics()[0].counters;
    assert_eq!((counters.committed, counters.unreadable), (2, 1));
}

#[test]
fn a_topic_says_how_large_its_last_payload_was() {
    let world = World::live();
    let (_topic, _registration) = world.topic(&NUMBER);
    assert_eq!(world.core.topics()[0].last_bytes, None);
    world.value("number", 1, "7");
    assert_eq!(world.core.topics()[0].last_bytes, Some(1));
    world.value("number", 2, "7000");
    assert_eq!(world.core.topics()[0].last_bytes, Some(4));
}

#[test]
fn a_topic_that_was_an_error_is_live_again_with_the_next_good_value() {
    let world = World::live();
    let (topic, _registration) = world.topic(&NUMBER);
    world.value("number", 1, "[]");
    world.flush();
    world.value("number", 2, "2");
    world.flush();
    assert_eq!(topic.freshness.get_untracked(), Freshness::Live);
}

#[test]
fn what_cannot_be_vouched_for_is_stale_until_it_is_vouched_for_again() {
    let world = World::live();
    let (topic, _registration) = world.topic(&NUMBER);
    assert_eq!(topic.freshness.get_untracked(), Freshness::Waiting);
    world.value("number", 1, "7");
    world.flush();
    assert_eq!(topic.freshness.get_untracked(), Freshness::Live);
    world.lost();
    world.flush();
    assert_eq!(topic.freshness.get_untracked(), Freshness::Stale);
    assert_eq!(topic.value.get_untracked(), Some(7));
}

#[test]
fn a_paused_store_receives_and_shows_the_newest_value_when_it_resumes() {
    let world = World::live();
    let (topic, _registration) = world.topic(&NUMBER);
    world.value("number", 1, "1");
    world.flush();
    world.core.pause(true);
    world.flush();
    assert_eq!(topic.freshness.get_untracked(), Freshness::Stale);
    world.value("number", 2, "2");
    world.value("number", 3, "3");
    world.flush();
    assert_eq!(topic.value.get_untracked(), Some(1));
    world.core.pause(false);
    world.flush();
    assert_eq!(topic.value.get_untracked(), Some(3));
    assert_eq!(topic.freshness.get_untracked(), Freshness::Live);
}

#[test]
fn a_value_is_stamped_with_the_time_when_it_came() {
    let world = World::live();
    let (topic, _registration) = world.topic(&NUMBER);
    world.advance(3_000);
    world.value("number", 1, "1");
    world.advance(500);
    world.flush();
    assert_eq!(topic.updated_at.get_untracked(), Some(3_000));
}
