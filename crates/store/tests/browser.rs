//! The driver in a real browser: its timers and pictures are real, the socket is held by the test (`in_page_socket.js`).
#![cfg(target_arch = "wasm32")]

use leptos_socket_store::{
    FailReason, Freshness, NativeDialect, SocketStore, Status, StoreOptions, Topic,
    provide_socket_store,
};
use reactive_graph::owner::Owner;
use reactive_graph::traits::GetUntracked;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen(module = "/tests/in_page_socket.js")]
extern "C" {
    fn take_over();
    fn give_back();
    fn dials() -> usize;
    fn open(index: usize);
    fn receive(index: usize, text: &str);
    fn receive_binary(index: usize, text: &str);
    fn drop_connection(index: usize, code: u16);
    fn last_sent(index: usize) -> Option<String>;
    fn closed_with(index: usize) -> Option<u16>;
    fn listens(index: usize) -> bool;
}

const NUMBER: Topic<u32> = Topic::new("number");
const HELLO: &str = r#"{"type":"hello","version":1,"codec":"json","heartbeat":25000,"ts":1}"#;
const SEVEN: &str =
    r#"{"socketType":"numberData","chartName":"number","epoch":"e","seq":1,"data":7}"#;

/// An opened store and the component that it belongs to.
fn opened() -> (Owner, SocketStore) {
    take_over();
    let owner = Owner::new();
    let options = StoreOptions::new("ws://in-page.invalid", NativeDialect::default());
    let store = owner.with(|| provide_socket_store(options));
    store.open();
    (owner, store)
}

fn live() -> (Owner, SocketStore) {
    let (owner, store) = opened();
    open(0);
    receive(0, HELLO);
    assert_eq!(store.status().get_untracked(), Status::Live);
    (owner, store)
}

/// Waits for the next picture.
async fn picture() {
    let promise = js_sys::Promise::new(&mut |resolve, _| {
        let window = web_sys::window().expect("tests run in a page");
        window
            .request_animation_frame(&resolve)
            .expect("a page has pictures");
    });
    JsFuture::from(promise).await.expect("pictures never fail");
}

/// Waits until something holds; the runner's own time limit ends a wait in vain.
async fn until(holds: impl Fn() -> bool) {
    while !holds() {
        picture().await;
    }
}

#[wasm_bindgen_test]
fn the_hello_is_said_as_soon_as_the_socket_is_open() {
    let (_owner, store) = opened();
    assert_eq!(store.status().get_untracked(), Status::Connecting);
    open(0);
    assert_eq!(store.status().get_untracked(), Status::Authenticating);
    let said = last_sent(0).expect("it greets");
    assert!(said.contains(r#""type":"hello""#), "{said}");
}

#[wasm_bindgen_test]
async fn a_value_is_committed_with_the_next_picture_and_not_before() {
    let (owner, store) = live();
    let topic = owner.with(|| store.topic(&NUMBER));
    receive(0, SEVEN);
    assert_eq!(topic.value.get_untracked(), None);
    until(|| topic.value.get_untracked() == Some(7)).await;
    assert_eq!(topic.freshness.get_untracked(), Freshness::Live);
}

#[wasm_bindgen_test]
async fn json_in_a_binary_frame_is_read_like_text() {
    let (owner, store) = live();
    let topic = owner.with(|| store.topic(&NUMBER));
    receive_binary(0, SEVEN);
    until(|| topic.value.get_untracked() == Some(7)).await;
}

#[wasm_bindgen_test]
async fn a_lost_connection_is_dialled_again_by_the_browsers_timer() {
    let (_owner, store) = live();
    drop_connection(0, 1006);
    let status = store.status();
    assert_eq!(status.get_untracked().name(), "reconnecting");
    until(|| dials() == 2).await;
    assert!(!listens(0), "nobody listens to the lost socket");
    open(1);
    receive(1, HELLO);
    assert_eq!(status.get_untracked(), Status::Live);
}

#[wasm_bindgen_test]
fn closing_by_hand_closes_the_socket_with_1000() {
    let (_owner, store) = live();
    store.close();
    assert_eq!(store.status().get_untracked(), Status::Closed);
    assert_eq!(closed_with(0), Some(1000));
    assert!(!listens(0));
}

#[wasm_bindgen_test]
fn a_store_that_ends_with_its_owner_leaves_no_socket_behind() {
    let (owner, _store) = live();
    owner.cleanup();
    assert!(closed_with(0).is_some());
    assert!(!listens(0));
}

#[wasm_bindgen_test]
fn an_address_that_cannot_be_dialled_is_told_at_once() {
    give_back();
    let owner = Owner::new();
    let options = StoreOptions::new("ws://", NativeDialect::default());
    let store = owner.with(|| provide_socket_store(options));
    store.open();
    let status = store.status().get_untracked();
    assert!(
        matches!(&status, Status::Failed(FailReason::Unsupported(why)) if !why.is_empty()),
        "{status:?}"
    );
}

#[wasm_bindgen_test]
async fn a_page_that_is_shown_again_asks_at_once_whether_the_server_lives() {
    let (_owner, _store) = live();
    let document = web_sys::window()
        .and_then(|window| window.document())
        .expect("tests run in a page");
    let event = web_sys::Event::new("visibilitychange").expect("a plain name");
    document.dispatch_event(&event).expect("a plain event");
    let said = last_sent(0).expect("it asks");
    assert!(said.contains(r#""type":"ping""#), "{said}");
}
