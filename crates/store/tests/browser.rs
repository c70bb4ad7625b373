//! The driver in a real browser: its timers and pictures are real, the socket is held by the test (`in_page_socket.js`).
#![cfg(target_arch = "wasm32")]

use leptos_socket_store::{
    FailReason, Freshness, NativeDialect, SocketStore, Status, StoreOptions, Topic, TopicHandle,
    Unsupported, provide_named_socket_store, provide_socket_store, use_named_socket_store,
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
    fn take_away();
    fn dialled_url(index: usize) -> String;
    fn dialled_protocols(index: usize) -> String;
    fn set_buffered(index: usize, bytes: u32);
    fn show(visible: bool);
    fn sleep(milliseconds: f64);
    fn wake_up();
}

const NUMBER: Topic<u32> = Topic::new("number");
const HELLO: &str = r#"{"type":"hello","version":1,"codec":"json","heartbeat":25000,"ts":1}"#;
const SEVEN: &str =
    r#"{"socketType":"numberData","chartName":"number","epoch":"e","seq":1,"data":7}"#;
const EIGHT: &str =
    r#"{"socketType":"numberData","chartName":"number","epoch":"e","seq":2,"data":8}"#;

/// An opened store and the component that it belongs to.
fn opened() -> (Owner, SocketStore) {
    opened_with(options())
}

fn options() -> StoreOptions {
    StoreOptions::new("ws://in-page.invalid", NativeDialect::default())
}

fn opened_with(options: StoreOptions) -> (Owner, SocketStore) {
    take_over();
    let owner = Owner::new();
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

/// A topic that has its first value already.
async fn holding_seven() -> (Owner, TopicHandle<Option<u32>>) {
    let (owner, store) = live();
    let topic = owner.with(|| store.topic(&NUMBER));
    receive(0, SEVEN);
    until(|| topic.value.get_untracked() == Some(7)).await;
    (owner, topic)
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

/// Waits for a timer that is due after those that are set for the same time.
async fn timeout(milliseconds: i32) {
    let promise = js_sys::Promise::new(&mut |resolve, _| {
        let window = web_sys::window().expect("tests run in a page");
        window
            .set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, milliseconds)
            .expect("a page has timers");
    });
    JsFuture::from(promise).await.expect("timers never fail");
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
async fn a_first_value_is_committed_without_a_picture_and_not_while_it_is_received() {
    let (owner, store) = live();
    let topic = owner.with(|| store.topic(&NUMBER));
    receive(0, SEVEN);
    assert_eq!(topic.value.get_untracked(), None);
    timeout(0).await;
    assert_eq!(topic.value.get_untracked(), Some(7));
    assert_eq!(topic.freshness.get_untracked(), Freshness::Live);
}

#[wasm_bindgen_test]
async fn a_later_value_is_committed_with_the_next_picture_and_not_before() {
    let (_owner, topic) = holding_seven().await;
    receive(0, EIGHT);
    let next = picture();
    assert_eq!(topic.value.get_untracked(), Some(7));
    next.await;
    assert_eq!(topic.value.get_untracked(), Some(8));
}

#[wasm_bindgen_test]
async fn json_in_a_binary_frame_is_read_like_text() {
    let (owner, store) = live();
    let topic = owner.with(|| store.topic(&NUMBER));
    receive_binary(0, SEVEN);
    until(|| topic.value.get_untracked() == Some(7)).await;
}

#[wasm_bindgen_test]
async fn a_long_text_comes_whole_however_many_bytes_its_characters_have() {
    const TEXT: Topic<String> = Topic::new("text");
    let (owner, store) = live();
    let topic = owner.with(|| store.topic(&TEXT));
    for (seq, character) in (1..).zip(["x", "é", "漢", "🦀"]) {
        let text = format!("{}{}", "x".repeat(700), character.repeat(3_000));
        receive(
            0,
            &format!(
                r#"{{"socketType":"textData","chartName":"text","epoch":"e","seq":{seq},"data":"{text}"}}"#
            ),
        );
        until(|| topic.value.get_untracked().as_ref() == Some(&text)).await;
    }
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

fn dispatch(target: &web_sys::EventTarget, name: &str) {
    let event = web_sys::Event::new(name).expect("a plain name");
    target.dispatch_event(&event).expect("a plain event");
}

fn window() -> web_sys::Window {
    web_sys::window().expect("tests run in a page")
}

fn asked_for_life() -> bool {
    last_sent(0).is_some_and(|said| said.contains(r#""type":"ping""#))
}

#[wasm_bindgen_test]
fn an_address_that_cannot_be_dialled_is_told_at_once() {
    for url in ["ws://", "ftp://example.invalid/ws", "http://[broken"] {
        let (_owner, store) = opened_with(StoreOptions::new(url, NativeDialect::default()));
        let status = store.status().get_untracked();
        let invalid = Unsupported::InvalidUrl(url.to_owned());
        assert_eq!(status, Status::Failed(FailReason::Unsupported(invalid)));
        assert_eq!(dials(), 0);
    }
}

#[wasm_bindgen_test]
fn a_browser_without_sockets_is_told_at_once() {
    take_away();
    let owner = Owner::new();
    let store = owner.with(|| provide_socket_store(options()));
    store.open();
    let status = store.status().get_untracked();
    let reason = FailReason::Unsupported(Unsupported::NoWebSocket);
    assert_eq!(status, Status::Failed(reason));
    give_back();
}

#[wasm_bindgen_test]
fn a_path_is_an_address_of_the_pages_own_server_and_subprotocols_are_offered() {
    let options = StoreOptions::new("/ws#top", NativeDialect::default());
    let (_owner, _store) = opened_with(options.subprotocols(["one", "two"]));
    let host = window().location().host().expect("a page has an address");
    assert_eq!(dialled_url(0), format!("ws://{host}/ws"));
    assert_eq!(dialled_protocols(0), "one,two");
}

#[wasm_bindgen_test]
fn a_page_that_is_shown_again_asks_at_once_whether_the_server_lives() {
    let (_owner, _store) = live();
    show(false);
    assert!(!asked_for_life(), "a hidden page has no doubt");
    show(true);
    assert!(asked_for_life());
}

#[wasm_bindgen_test]
fn a_page_that_is_thawed_asks_at_once_whether_the_server_lives() {
    let (_owner, _store) = live();
    dispatch(&window().document().expect("a page"), "resume");
    assert!(asked_for_life());
}

#[wasm_bindgen_test]
fn a_network_that_comes_or_goes_is_a_reason_to_ask() {
    let (_owner, store) = live();
    dispatch(&window(), "offline");
    assert!(asked_for_life());
    drop_connection(0, 1006);
    assert_eq!(store.status().get_untracked(), Status::Offline);
    let before = dials();
    dispatch(&window(), "online");
    assert_eq!(dials(), before + 1, "it dials without waiting");
}

#[wasm_bindgen_test]
async fn a_machine_that_has_slept_asks_soon_whether_the_server_lives() {
    let (owner, store) = live();
    let topic = owner.with(|| store.topic(&NUMBER));
    receive(0, SEVEN);
    until(|| topic.value.get_untracked() == Some(7)).await;
    let before = store.now();
    sleep(3_600_000.0);
    until(asked_for_life).await;
    assert!(
        store.now() - before >= 3_600_000,
        "the hour has passed for the store too"
    );
    wake_up();
}

#[wasm_bindgen_test]
fn a_page_that_is_left_closes_its_socket_and_dials_again_when_it_comes_back() {
    let (_owner, store) = live();
    dispatch(&window(), "pagehide");
    assert_eq!(closed_with(0), Some(1000));
    assert_eq!(store.status().get_untracked().name(), "reconnecting");
    dispatch(&window(), "pageshow");
    assert_eq!(dials(), 2);
}

#[wasm_bindgen_test]
async fn a_hidden_page_commits_by_a_timer() {
    let (_owner, topic) = holding_seven().await;
    receive(0, EIGHT);
    // The picture that it waited for may not come while nobody looks.
    show(false);
    picture().await;
    let value = topic.value.get_untracked();
    assert_eq!(value, Some(7), "it waits for the timer");
    until(|| topic.value.get_untracked() == Some(8)).await;
    show(true);
}

#[wasm_bindgen_test]
async fn a_socket_that_takes_no_more_lets_messages_wait() {
    let (_owner, store) = live();
    set_buffered(0, 2 << 20);
    store.send(&1).expect("it waits");
    assert_eq!(store.stats().queued, 1);
    assert!(store.send_volatile(&2).is_err(), "it does not wait");
    set_buffered(0, 0);
    until(|| last_sent(0).as_deref() == Some("1")).await;
}

#[wasm_bindgen_test]
async fn bytes_and_blobs_are_sent_as_binary_messages() {
    let (_owner, store) = live();
    store.send_frame(vec![1, 2]).expect("it is live");
    assert_eq!(last_sent(0).as_deref(), Some("bytes 1 2"));
    let parts = js_sys::Array::of1(&js_sys::Uint8Array::from(&[3, 4][..]));
    let blob = web_sys::Blob::new_with_u8_array_sequence(&parts).expect("bytes make a blob");
    store.send_blob(&blob).await.expect("it is live");
    assert_eq!(last_sent(0).as_deref(), Some("bytes 3 4"));
}

#[wasm_bindgen_test]
fn several_stores_live_side_by_side_under_their_names() {
    take_over();
    let owner = Owner::new();
    owner.with(|| {
        provide_named_socket_store("stream", options());
        provide_named_socket_store("alerts", options());
        use_named_socket_store("alerts").open();
        assert_eq!(dials(), 1);
        let status = |name| use_named_socket_store(name).status().get_untracked();
        assert_eq!(
            (status("stream"), status("alerts")),
            (Status::Idle, Status::Connecting)
        );
    });
}

#[wasm_bindgen_test]
fn the_first_message_is_said_first_on_every_connection() {
    take_over();
    let owner = Owner::new();
    let store = owner.with(|| provide_socket_store(options()));
    store.connect_with(&"first");
    for socket in 0..2 {
        open(socket);
        receive(socket, HELLO);
        assert_eq!(last_sent(socket).as_deref(), Some(r#""first""#));
        drop_connection(socket, 1006);
        store.retry_now();
    }
}
