//! What an app's own tests look like, and that they run natively and in a browser alike.

use leptos_socket_store::testing::{ByHand, NativePeer, Peer, PlainPeer, World};
use leptos_socket_store::{
    Backoff, ConnectionOptions, CredentialsError, FailReason, Frame, Freshness, NativeDialect,
    PlainDialect, Recovery, Request, RequestError, Status, StoreEvent, StoreOptions, Topic,
    TopicHandle, Unsupported, use_socket_store,
};
use reactive_graph::traits::GetUntracked;
use serde_json::json;
use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::{wasm_bindgen_test as test, wasm_bindgen_test_configure};

#[cfg(target_arch = "wasm32")]
wasm_bindgen_test_configure!(run_in_browser);

const SALES: Topic<u32> = Topic::new("sales");
const LAST: Topic<u32, VecDeque<u32>> = Topic::ring("sales", 4);

fn options() -> StoreOptions {
    let connection = ConnectionOptions {
        backoff: Backoff::Fixed(100),
        ..ConnectionOptions::default()
    };
    StoreOptions::new("/ws", NativeDialect::default()).connection(connection)
}

fn live() -> World<NativePeer> {
    let world = World::with_peer(options(), NativePeer::default());
    world.store().open();
    world.settle();
    assert_eq!(world.status(), Status::Live);
    world
}

fn last(world: &World<NativePeer>) -> TopicHandle<VecDeque<u32>> {
    let last = world.within(|| use_socket_store().topic(&LAST));
    world.settle();
    last
}

fn publish(world: &World<NativePeer>, numbers: std::ops::RangeInclusive<u32>) {
    for number in numbers {
        world.say(|server| server.publish("sales", json!(number)));
    }
}

fn shown<P: Peer>(world: &World<P>, topic: TopicHandle<VecDeque<u32>>) -> Vec<u32> {
    world.settle();
    world.flush();
    topic.value.get_untracked().into()
}

#[test]
fn a_connection_that_was_dropped_misses_nothing() {
    let world = live();
    let topic = last(&world);
    publish(&world, 1..=2);
    assert_eq!(shown(&world, topic), [1, 2]);
    let events: Rc<RefCell<Vec<StoreEvent>>> = Rc::default();
    let noted = Rc::clone(&events);
    let note = move |event: &StoreEvent| noted.borrow_mut().push(event.clone());
    world.store().on_event(note).detach();
    world.drop_connection(1006);
    publish(&world, 3..=4);
    assert_eq!(shown(&world, topic), [1, 2]);
    assert_eq!(topic.freshness.get_untracked(), Freshness::Stale);
    world.advance(100);
    assert_eq!(shown(&world, topic), [1, 2, 3, 4]);
    let recovered = StoreEvent::Recovered {
        socket_type: "salesData".to_owned(),
        recovery: Recovery::Continued { missed: 2 },
    };
    assert!(events.borrow().contains(&recovered), "{events:?}");
}

#[test]
fn who_missed_too_much_begins_again_with_the_newest() {
    let world = live();
    world.say(|server| {
        server.keep(2);
        None
    });
    let topic = last(&world);
    publish(&world, 1..=1);
    assert_eq!(shown(&world, topic), [1]);
    world.drop_connection(1006);
    publish(&world, 2..=9);
    world.advance(100);
    assert_eq!(shown(&world, topic), [1, 9]);
}

#[test]
fn what_is_repeated_is_committed_once_and_what_is_late_not_at_all() {
    let world = live();
    let topic = last(&world);
    world.duplicate_next();
    publish(&world, 1..=1);
    assert_eq!(shown(&world, topic), [1]);
    assert_eq!(world.store().stats().connection.duplicates, 1);
    world.hold();
    publish(&world, 2..=3);
    assert_eq!(shown(&world, topic), [1]);
    world.release(|frames| frames.reverse());
    assert_eq!(shown(&world, topic), [1, 3]);
}

#[test]
fn a_frame_may_be_late_lost_or_changed() {
    let world = live();
    let topic = last(&world);
    world.delay(250);
    publish(&world, 1..=1);
    world.advance(249);
    assert!(shown(&world, topic).is_empty());
    world.advance(1);
    assert_eq!(shown(&world, topic), [1]);
    world.delay(0);
    world.lose_next();
    publish(&world, 2..=3);
    assert_eq!(shown(&world, topic), [1, 3]);
    world.tamper(|frame| {
        let text = frame.as_text().unwrap_or_default();
        vec![text.replace("\"data\":4", "\"data\":40").into()]
    });
    publish(&world, 4..=4);
    assert_eq!(shown(&world, topic), [1, 3, 40]);
}

#[test]
fn a_half_open_connection_is_found_out_by_its_silence() {
    let world = live();
    world.half_open();
    world.advance(19_000);
    assert_eq!(world.status(), Status::Live);
    world.advance(1_000);
    assert_eq!(world.status().name(), "reconnecting");
    world.advance(100);
    assert_eq!(world.status(), Status::Live);
}

#[test]
fn a_session_that_was_revoked_is_renewed_once_and_then_over() {
    let asked = Rc::new(RefCell::new(0));
    let counted = Rc::clone(&asked);
    let options = options().credentials(move || {
        *counted.borrow_mut() += 1;
        async { Ok::<_, CredentialsError>(Some("ticket".to_owned())) }
    });
    let world = World::new(options);
    world.store().open();
    world.settle();
    world.open_socket();
    world.revoke();
    world.advance(100);
    world.open_socket();
    world.revoke();
    assert_eq!(world.status(), Status::Failed(FailReason::SignInRequired));
    assert_eq!(*asked.borrow(), 2);
}

#[test]
fn garbage_is_reported_and_does_no_harm() {
    let world = live();
    let topic = last(&world);
    world.receive_garbage();
    publish(&world, 1..=1);
    assert_eq!(shown(&world, topic), [1]);
    assert!(!world.warnings().is_empty());
}

#[test]
fn a_topic_that_is_refused_is_an_error() {
    let world = live();
    world.say(|server| {
        server.refuse("sales");
        None
    });
    let topic = last(&world);
    assert!(shown(&world, topic).is_empty());
    assert_eq!(topic.freshness.get_untracked(), Freshness::Error);
}

#[test]
fn an_action_of_the_apps_own_is_answered() {
    let world = live();
    world.say(|server| {
        server.answer_with(|action, value| (action == "double").then(|| json!([value, value])));
        None
    });
    let request = Request {
        action: "double".to_owned(),
        value: Some("7".to_owned()),
        ..Request::default()
    };
    let reply = world.run(world.store().request(&request, 1_000));
    assert_eq!(
        reply.expect("it is answered").message().to_json(),
        json!([7, 7])
    );
    world.half_open();
    let reply = world.run(world.store().request(&request, 1_000));
    assert_eq!(reply.map(drop), Err(RequestError::TimedOut));
}

#[test]
fn a_server_that_is_not_there_is_dialled_until_it_is() {
    let world = World::with_peer(options(), NativePeer::default());
    world.refuse_dials(true);
    world.store().open();
    world.advance(1_000);
    assert!(world.dials() > 5 && world.status().name() == "reconnecting");
    world.refuse_dials(false);
    world.advance(200);
    assert_eq!(world.status(), Status::Live);
}

#[test]
fn a_server_that_says_that_it_is_not_well_is_dialled_less_often() {
    let dials = |is_healthy| {
        let world = World::with_peer(options().health_url("/healthz"), NativePeer::default());
        world.refuse_dials(true);
        world.set_healthy(is_healthy);
        world.store().open();
        world.advance(3_000);
        world.dials()
    };
    let (well, not_well) = (dials(true), dials(false));
    assert!(not_well * 2 < well, "{not_well} of {well}");
}

#[test]
fn an_address_that_cannot_be_dialled_fails_at_once() {
    let world = World::with_peer(options(), ByHand);
    world.refuse_address(Unsupported::NoWebSocket);
    world.store().open();
    let reason = FailReason::Unsupported(Unsupported::NoWebSocket);
    assert_eq!(world.status(), Status::Failed(reason));
}

#[test]
fn a_machine_that_has_slept_asks_at_once_whether_the_server_lives() {
    let world = live();
    world.sent();
    world.sleep(3_600_000);
    assert!(world.sent()[0].contains(r#""type":"ping""#));
    world.settle();
    assert_eq!(world.status(), Status::Live);
    world.go_online(false);
    world.half_open();
    world.show_page();
    world.advance(1_500);
    assert_eq!(
        world.dials(),
        2,
        "it does not live, and somebody is looking"
    );
    world.leave_page();
    assert_eq!(world.closed_with(), Some(1000));
    world.show_page();
    world.settle();
    assert_eq!((world.dials(), world.status()), (3, Status::Live));
}

#[test]
fn a_plain_server_is_asked_and_asked_again_after_a_loss() {
    let options = StoreOptions::new("/ws", PlainDialect::default());
    let world = World::with_peer(options, PlainPeer::default());
    let topic = world.within(|| world.store().topic(&SALES));
    world.store().open();
    world.settle();
    world.say(|server| server.publish("sales", json!(7)));
    world.settle();
    world.flush();
    assert_eq!(topic.value.get_untracked(), Some(7));
    world.drop_connection(1006);
    world.say(|server| server.publish("sales", json!(8)));
    world.advance(5_000);
    world.flush();
    assert_eq!(topic.value.get_untracked(), Some(8));
    world.say(|server| {
        server.refuse("other");
        None
    });
    let other = world.within(|| world.store().topic(&Topic::<u32>::new("other")));
    world.settle();
    world.flush();
    assert_eq!(other.freshness.get_untracked(), Freshness::Error);
}

#[test]
fn a_server_of_ones_own_is_two_functions() {
    struct Echo;

    impl Peer for Echo {
        fn greet(&mut self) -> Vec<Frame> {
            vec![r#"{"socketType":"hello"}"#.into()]
        }

        fn hear(&mut self, frame: &Frame) -> Vec<Frame> {
            vec![frame.clone()]
        }
    }

    let world = World::with_peer(StoreOptions::new("/ws", PlainDialect::default()), Echo);
    let heard: Rc<RefCell<Vec<String>>> = Rc::default();
    let noted = Rc::clone(&heard);
    let note = move |m: leptos_socket_store::Message<'_>| {
        noted.borrow_mut().push(m.socket_type().to_owned());
    };
    world.store().register_all(note).detach();
    world.store().open();
    world.settle();
    let sent = world.store().send(&json!({ "socketType": "mine" }));
    sent.expect("it is live");
    world.settle();
    assert_eq!(*heard.borrow(), ["hello", "mine"]);
}

#[test]
fn a_future_beside_the_test_goes_on_as_time_passes() {
    let world = live();
    let done = Rc::new(RefCell::new(None));
    let (noted, store) = (Rc::clone(&done), world.store());
    let request = Request {
        action: "getData".to_owned(),
        chart_name: Some("nobody knows it".to_owned()),
        ..Request::default()
    };
    world.spawn(async move {
        noted.replace(Some(store.request(&request, 1_000).await.is_err()));
    });
    assert_eq!(*done.borrow(), None);
    world.settle();
    assert_eq!(*done.borrow(), Some(true));
}
