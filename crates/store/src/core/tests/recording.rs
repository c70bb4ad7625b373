//! Recordings: what is in them, and that they come to the same state again.

use std::cell::RefCell;
use std::rc::Rc;

use reactive_graph::traits::{GetUntracked, WithUntracked};
use serde_json::{Value, json};
use socket_conn::CredentialsError;

use super::session::{self, SECRET, Session};
use super::shop::{Cart, CartMutation, add, written};
use super::world::World;
use crate::core::tape::Tape;
use crate::{
    NativeDialect, PlainDialect, Recorder, Recording, RecordingError, StoreOptions, testing,
};

const PLENTY: usize = 1 << 24;

/// How each credential begins, however its quotes are written.
const ANY_TICKET: &str = "ticket ";

fn parse(text: &str) -> Recording {
    Recording::parse(text).expect("a recorder has written it")
}

#[test]
fn a_session_in_which_everything_happens_comes_to_the_same_state_again() {
    let (mut reconnects, mut committed, mut kept) = (0, 0, 0);
    for seed in 0..300 {
        let (recorder, buffer) = Recorder::in_memory(PLENTY);
        let mut session = Session::new(session::options().plugin(recorder), seed);
        session.go_on(150);
        let text = buffer.text();
        assert!(!text.contains(ANY_TICKET), "{seed}");
        let mut replay = parse(&text).replay(session::options());
        replay.within(session::register);
        replay.run().unwrap_or_else(|e| panic!("seed {seed}: {e}"));
        let (then, again) = (session.world.store().snapshot(), replay.store().snapshot());
        assert_eq!(then, again, "seed {seed}");
        assert_eq!(replay.diverged_at(), None, "seed {seed}");
        reconnects += session.world.store().stats().connection.reconnects;
        let infos = session.world.store().topics();
        committed += infos.iter().map(|i| i.counters.committed).sum::<u64>();
        kept += then["topics"].as_object().map_or(0, serde_json::Map::len);
    }
    assert!(
        reconnects > 300 && committed > 2_000 && kept > 300,
        "the sessions are eventful"
    );
}

#[test]
fn what_handlers_and_plugins_do_happens_once_in_a_replay() {
    for seed in 0..50 {
        let (recorder, buffer) = Recorder::in_memory(PLENTY);
        let mut session = Session::new(session::options().plugin(recorder), seed);
        session.go_on(100);
        let options = session::options().plugin(session::live_in);
        let mut replay = parse(&buffer.text()).replay(options);
        replay.within(session::register);
        replay.run().unwrap_or_else(|e| panic!("seed {seed}: {e}"));
        let (then, again) = (session.world.store().snapshot(), replay.store().snapshot());
        assert_eq!(then, again, "seed {seed}");
        assert_eq!(replay.diverged_at(), None, "seed {seed}");
    }
}

#[test]
fn what_a_handler_does_in_the_midst_of_a_frame_happens_there_again() {
    let options = || StoreOptions::new("/ws", NativeDialect::default());
    let (recorder, buffer) = Recorder::in_memory(PLENTY);
    let world = World::live_with(options().plugin(recorder));
    let sum = crate::Topic::<u32, u32>::every("sum", |sum, number| *sum += number);
    let _topic = world.topic(&sum);
    let store = world.store();
    let _closing = world.register("last", move |_| store.close());
    let member = |name: &str, seq: u32| {
        format!(r#"{{"socketType":"{name}","chartName":"x","epoch":"e","seq":{seq},"data":1}}"#)
    };
    let members = [
        member("sumData", 1),
        member("last", 1),
        member("sumData", 2),
    ];
    world.receive(format!(
        r#"{{"type":"batch","data":[{}]}}"#,
        members.join(",")
    ));
    world.flush();
    let mut replay = parse(&buffer.text()).replay(options());
    replay.within(|store| store.topic(&sum));
    replay.run().expect("no mutations");
    assert_eq!(replay.store().snapshot(), world.store().snapshot());
    assert_eq!(world.store().snapshot()["topics"]["sumData"]["state"], 1);
}

#[test]
fn a_replay_goes_step_by_step_through_the_states_that_were() {
    let (recorder, buffer) = Recorder::in_memory(PLENTY);
    let options = || StoreOptions::new("/ws", PlainDialect::default());
    let world =
        testing::World::with_peer(options().plugin(recorder), testing::PlainPeer::default());
    let number = crate::Topic::<u32>::new("number");
    let _topic = world.within(|| world.store().topic(&number));
    world.store().open();
    world.settle();
    for value in 1..=3 {
        world.advance(1_000);
        world.say(|server| server.publish("number", json!(value)));
        world.settle();
        world.flush();
    }
    let mut replay = parse(&buffer.text()).replay(options());
    let number = replay.within(|store| store.topic(&number));
    let mut seen = vec![(0, None)];
    while let Some(at) = replay.step().expect("nothing but frames") {
        let value = number.value.get_untracked();
        if seen.last().is_some_and(|(_, before)| *before != value) {
            seen.push((at, value));
        }
    }
    assert_eq!(
        seen,
        [
            (0, None),
            (1_000, Some(1)),
            (2_000, Some(2)),
            (3_000, Some(3))
        ]
    );
}

#[test]
fn a_recording_has_frames_closes_flushes_and_mutations_with_their_times() {
    let (recorder, buffer) = Recorder::in_memory(PLENTY);
    let options = StoreOptions::new("/ws", PlainDialect::default()).plugin(recorder);
    let world = World::new(options);
    world.store().open();
    world.advance(40);
    world.open_socket();
    world.advance(10);
    world.receive("hello");
    world.receive(vec![0, 255]);
    world.store().send_frame(vec![1, 2]).expect("it is live");
    world.store().commit::<Cart>(add("tea"));
    world.flush();
    world.close_connection(1001, "gone");
    let text = buffer.text();
    let lines: Vec<&str> = text.lines().skip(1).collect();
    let expected = [
        r#"{"at":0,"step":0,"what":"open"}"#,
        r#"{"at":40,"step":2,"what":"opened","dial":1}"#,
        r#"{"at":50,"step":3,"what":"received","dial":1,"text":"hello"}"#,
        r#"{"at":50,"step":4,"what":"received","dial":1,"binary":"AP8="}"#,
        r#"{"at":50,"step":5,"what":"buffered","bytes":0}"#,
        r#"{"at":50,"step":5,"what":"send","binary":"AQI="}"#,
        r#"{"at":50,"step":6,"what":"sent","dial":1,"binary":"AQI="}"#,
        r#"{"at":50,"step":6,"what":"mutation","name":"cart/add","payload":"tea"}"#,
        r#"{"at":50,"step":6,"what":"flush"}"#,
        r#"{"at":50,"step":6,"what":"closed","dial":1,"code":1001,"reason":"gone","wasClean":true}"#,
    ];
    assert_eq!(lines, expected);
    let first: Value = serde_json::from_str(text.lines().next().expect("it begins")).expect("JSON");
    assert_eq!(
        (&first["what"], &first["version"]),
        (&json!("begins"), &json!(1))
    );
}

#[test]
fn a_recorder_that_comes_late_has_the_state_that_it_found() {
    let world = World::live();
    world.store().commit::<Cart>(add("tea"));
    let (recorder, buffer) = Recorder::in_memory(PLENTY);
    world.store().plug(recorder);
    world.store().commit::<Cart>(add("milk"));
    let options = StoreOptions::new("/ws", NativeDialect::default());
    let mut replay = parse(&buffer.text()).replay(options);
    let cart = replay.within(|store| store.slice::<Cart>());
    replay.run().expect("one mutation");
    assert_eq!(
        cart.with_untracked(|cart| cart.items.clone()),
        ["tea", "milk"]
    );
}

#[test]
fn a_full_buffer_ends_the_recording_and_says_so() {
    let (recorder, buffer) = Recorder::in_memory(600);
    let options = || StoreOptions::new("/ws", PlainDialect::default());
    let world = World::new(options().plugin(recorder));
    for _ in 0..100 {
        world.store().commit::<Cart>(add("tea"));
    }
    assert!(buffer.is_full());
    assert!(buffer.text().len() <= 600);
    let recording = parse(&buffer.text());
    assert!(!recording.is_complete());
    let mut replay = recording.replay(options());
    let _ = replay.within(|store| store.slice::<Cart>());
    replay.run().expect("the beginning is whole");
    let tree = replay.store().snapshot();
    let items = tree["slices"]["cart"]["items"].as_array().expect("a list");
    assert!((1..100).contains(&items.len()));
}

#[test]
fn a_store_without_a_recorder_writes_nothing_down() {
    let lines = Rc::new(RefCell::new(0));
    let counted = Rc::clone(&lines);
    let world = World::live();
    world
        .store()
        .plug(Recorder::to(move |_| *counted.borrow_mut() += 1));
    world.store().stop_recording();
    let before = (*lines.borrow(), written());
    world
        .store()
        .commit::<super::shop::Note>(super::shop::Text("one".to_owned()));
    world.value("number", 1, "1");
    world.flush();
    assert_eq!((*lines.borrow(), written()), before);
    assert_eq!(Rc::strong_count(&lines), 1, "the recorder is gone");
}

#[test]
fn a_line_that_is_none_is_named() {
    let world = World::new(StoreOptions::new("/ws", PlainDialect::default()));
    let (recorder, buffer) = Recorder::in_memory(PLENTY);
    world.store().plug(recorder);
    world.store().commit::<Cart>(CartMutation::Clear);
    let text = buffer.text();
    let line = |text: &str| Recording::parse(text).map(drop).map_err(|e| (e.line(), e));
    let broken = line(&text.replace("\"mutation\"", "\"mutilation\""));
    assert!(matches!(broken, Err((2, RecordingError::Malformed { .. }))));
    let broken = line(&format!("{text}\n{{\"at\":"));
    let Err((4, error @ RecordingError::Malformed { .. })) = broken else {
        panic!("{broken:?}");
    };
    assert!(error.to_string().ends_with(" at column 6"), "{error}");
    let broken = line(&format!("{text}{text}"));
    assert!(matches!(
        broken,
        Err((3, RecordingError::Beginning { line: 3 }))
    ));
    assert!(matches!(
        line(""),
        Err((1, RecordingError::Beginning { line: 1 }))
    ));
    let broken = line(&text.replace("\"version\":1", "\"version\":9"));
    assert!(matches!(broken, Err((1, RecordingError::Version(9)))));
    let broken = line(&text.replace("\"topics\":{}", "\"topics\":7"));
    assert!(matches!(broken, Err((1, RecordingError::Malformed { .. }))));
}

#[test]
fn a_mutation_that_cannot_be_repeated_is_named() {
    let options = || StoreOptions::new("/ws", PlainDialect::default());
    let (recorder, buffer) = Recorder::in_memory(PLENTY);
    let world = World::new(options().plugin(recorder));
    world.store().commit::<Cart>(add("tea"));
    let mut replay = parse(&buffer.text()).replay(options());
    let name = "cart".to_owned();
    assert_eq!(
        replay.run(),
        Err(RecordingError::UnknownSlice { line: 2, name })
    );
    let renamed = buffer.text().replace("cart/add", "cart/steal");
    let mut replay = parse(&renamed).replay(options());
    let _ = replay.within(|store| store.slice::<Cart>());
    assert!(matches!(
        replay.run(),
        Err(RecordingError::Mutation { line: 2, .. })
    ));
}

#[test]
fn a_store_that_says_something_else_than_it_did_is_found_out() {
    let (recorder, buffer) = Recorder::in_memory(PLENTY);
    let mut session = Session::new(session::options().plugin(recorder), 1);
    session.go_on(50);
    let other = buffer
        .text()
        .replace(r#"\"version\":1"#, r#"\"version\":2"#);
    let mut replay = parse(&other).replay(session::options());
    replay.within(session::register);
    replay.run().expect("its mutations are the same");
    let line = replay.diverged_at().expect("it says version 1");
    let sent = other
        .lines()
        .nth(line - 1)
        .expect("a line of the recording");
    assert!(
        sent.contains(r#""what":"sent""#) && sent.contains("version"),
        "{sent}"
    );
}

#[test]
fn an_address_that_cannot_be_dialled_fails_in_the_replay_too() {
    let (recorder, buffer) = Recorder::in_memory(PLENTY);
    let options = || StoreOptions::new("/ws", PlainDialect::default());
    let world = World::new(options().plugin(recorder));
    world.refuse_address(crate::Unsupported::MixedContent("ws://x".to_owned()));
    world.store().open();
    let mut replay = parse(&buffer.text()).replay(options());
    replay.run().expect("no mutations");
    assert_eq!(replay.store().snapshot(), world.store().snapshot());
    assert_eq!(replay.store().snapshot()["connection"]["status"], "failed");
}

#[test]
fn credentials_that_were_given_before_the_recording_began_are_not_in_it() {
    assert!(SECRET.starts_with(ANY_TICKET));
    let world = World::new(session::options());
    world.store().open();
    world.settle();
    let (recorder, buffer) = Recorder::in_memory(PLENTY);
    world.store().plug(recorder);
    world.open_socket();
    assert!(world.sent()[0].contains(ANY_TICKET), "it was said");
    let text = buffer.text();
    assert!(
        text.contains("hello") && !text.contains(ANY_TICKET),
        "{text}"
    );
}

#[test]
fn credentials_that_come_late_do_not_uncover_those_that_are_said() {
    let tape = Tape::default();
    for credentials in [
        Ok(Some("said".to_owned())),
        Ok(Some("late".to_owned())),
        Ok(None),
        Err(CredentialsError::Unavailable),
    ] {
        tape.keep_secret(&credentials);
    }
    assert_eq!(*tape.secrets(), ["said", "late"]);
}

#[test]
fn a_recording_that_begins_in_the_midst_goes_on_from_there() {
    let mut lively = 0;
    for seed in 0..300 {
        let mut session = Session::new(session::options(), seed);
        session.go_on(80);
        let (recorder, buffer) = Recorder::in_memory(PLENTY);
        let before = session.world.store().snapshot();
        if is_cut_short(&before) {
            continue;
        }
        session.world.store().plug(recorder);
        session.go_on(80);
        let mut replay = parse(&buffer.text()).replay(session::options());
        replay.within(session::register);
        replay.run().unwrap_or_else(|e| panic!("seed {seed}: {e}"));
        let (then, again) = (session.world.store().snapshot(), replay.store().snapshot());
        assert_eq!(then, again, "seed {seed}");
        lively += usize::from(before["connection"]["status"] == "live");
    }
    assert!(lively > 100, "most begin while the connection is live");
}

/// Whether a recording that begins here lacks something: what a paused topic has waiting, that a topic's newest message
/// can't be read, that a slice was taken out.
fn is_cut_short(tree: &Value) -> bool {
    let topics = tree["topics"].as_object().expect("a tree");
    let is_unreadable = topics.values().any(|topic| topic["freshness"] == "error");
    is_unreadable || tree["connection"]["paused"] == true || tree["slices"]["cart"].is_null()
}

#[test]
fn what_has_come_in_is_committed_before_a_recording_begins() {
    let world = World::live();
    let number = crate::Topic::<u32>::new("number");
    let _topic = world.topic(&number);
    world.value("number", 1, "1");
    let (recorder, buffer) = Recorder::in_memory(PLENTY);
    world.store().plug(recorder);
    let options = StoreOptions::new("/ws", NativeDialect::default());
    let replay = parse(&buffer.text()).replay(options);
    let number = replay.within(|store| store.topic(&number));
    assert_eq!(number.value.get_untracked(), Some(1));
    assert_eq!(number.freshness.get_untracked(), crate::Freshness::Live);
}

#[test]
fn whoever_watches_is_told_more_than_a_full_buffer_holds() {
    let lines = Rc::new(RefCell::new(0));
    let counted = Rc::clone(&lines);
    let (recorder, buffer) = Recorder::in_memory(600);
    let recorder = recorder.and_to(move |_| *counted.borrow_mut() += 1);
    let options = StoreOptions::new("/ws", PlainDialect::default());
    let world = World::new(options.plugin(recorder));
    for _ in 0..100 {
        world.store().commit::<Cart>(add("tea"));
    }
    assert!(buffer.is_full() && buffer.len() <= 600);
    assert!(!parse(&buffer.text()).is_complete());
    assert_eq!(*lines.borrow(), 101);
}

#[test]
fn a_replay_says_how_far_it_is() {
    let (recorder, buffer) = Recorder::in_memory(PLENTY);
    let options = || StoreOptions::new("/ws", PlainDialect::default());
    let world = World::new(options());
    world.advance(100);
    world.store().plug(recorder);
    world.store().open();
    world.advance(40);
    world.open_socket();
    let mut replay = parse(&buffer.text()).replay(options());
    let place = |replay: &crate::Replay| (replay.now(), replay.left(), replay.next_at());
    assert_eq!(place(&replay), (100, 2, Some(100)));
    assert_eq!(replay.ends_at(), Some(140));
    replay.run().expect("no mutations");
    assert_eq!(place(&replay), (140, 0, None));
}

#[test]
fn a_replay_outlives_whoever_has_begun_it() {
    let (recorder, buffer) = Recorder::in_memory(PLENTY);
    let options = || StoreOptions::new("/ws", PlainDialect::default());
    let world = World::new(options().plugin(recorder));
    world.store().open();
    let component = reactive_graph::owner::Owner::new();
    let mut replay = component.with(|| parse(&buffer.text()).replay(options()));
    drop(component);
    replay.run().expect("no mutations");
    assert_eq!(replay.store().snapshot(), world.store().snapshot());
}
