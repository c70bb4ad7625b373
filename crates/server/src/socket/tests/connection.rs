use std::time::Duration;

use axum::extract::ws::Message;
use tokio::time::advance;

use super::pipe::Client;
use super::*;

const HELLO: &str = r#"{"type":"hello","version":1}"#;
const GET_RANK: &str = r#"{"action":"getData","socketType":"rankData","chartName":"rank"}"#;

fn hub() -> TestHub {
    let hub = TestHub::new();
    hub.publish("rank", "[1]");
    hub
}

fn user() -> Visitor {
    Visitor::User(testing::session(Role::Operator).1)
}

#[tokio::test(start_paused = true)]
async fn changes_are_pushed() {
    let hub = hub();
    let mut client = Client::connect(hub.desk(), user());
    client.send(GET_RANK);
    assert!(client.text().await.unwrap().ends_with(r#""data":"[1]"}"#));
    hub.publish("rank", "[2]");
    assert!(client.text().await.unwrap().ends_with(r#""data":"[2]"}"#));
}

#[tokio::test(start_paused = true)]
async fn a_stranger_has_five_seconds() {
    let hub = hub();
    let mut client = Client::connect(hub.desk(), Visitor::Stranger);
    let began = Instant::now();
    assert_eq!(client.text().await.unwrap(), r#"{"type":"noAuth"}"#);
    assert_eq!(client.close_code().await, Some(4401));
    assert_eq!(began.elapsed(), Duration::from_secs(5));
}

#[tokio::test(start_paused = true)]
async fn a_stranger_who_talks_without_a_login_has_no_longer() {
    let hub = hub();
    let mut client = Client::connect(hub.desk(), Visitor::Stranger);
    let began = Instant::now();
    for _ in 0..4 {
        client.send(GET_RANK);
        assert!(client.text().await.unwrap().contains("notAllowed"));
        advance(Duration::from_secs(1)).await;
    }
    assert_eq!(client.close_code().await, Some(4401));
    assert_eq!(began.elapsed(), Duration::from_secs(5));
}

#[tokio::test(start_paused = true)]
async fn the_heartbeat_comes_every_25_seconds_and_its_echo_keeps_a_native_client() {
    let hub = hub();
    let mut client = Client::connect(hub.desk(), user());
    client.send(HELLO);
    client.text().await.unwrap();
    for _ in 0..10 {
        let before = Instant::now();
        assert!(client.text().await.unwrap().contains("heartCheck"));
        assert_eq!(before.elapsed(), Duration::from_secs(25));
        client.send(r#"{"type":"heartCheck"}"#);
    }
}

#[tokio::test(start_paused = true)]
async fn a_native_client_that_echoes_nothing_is_gone_within_35_seconds() {
    let hub = hub();
    let mut client = Client::connect(hub.desk(), user());
    client.send(HELLO);
    client.text().await.unwrap();
    let began = Instant::now();
    assert!(client.text().await.unwrap().contains("heartCheck"));
    // Its browser still answers pings, as that of a frozen page does.
    client.send_message(Message::Pong("".into()));
    assert_eq!(client.close_code().await, Some(4408));
    client.connection.await.unwrap();
    assert!(began.elapsed() <= Duration::from_secs(35));
}

#[tokio::test(start_paused = true)]
async fn a_plain_client_need_not_know_the_heartbeat() {
    let hub = hub();
    let mut client = Client::connect(hub.desk(), user());
    client.send(GET_RANK);
    client.text().await.unwrap();
    for _ in 0..10 {
        assert!(client.text().await.unwrap().contains("heartCheck"));
        client.send_message(Message::Pong("".into()));
    }
}

#[tokio::test(start_paused = true)]
async fn a_plain_client_that_is_gone_is_gone_within_35_seconds() {
    let hub = hub();
    let mut client = Client::connect(hub.desk(), user());
    let began = Instant::now();
    assert_eq!(client.close_code().await, Some(4408));
    client.connection.await.unwrap();
    assert!(began.elapsed() <= Duration::from_secs(35));
}

#[tokio::test(start_paused = true)]
async fn a_logout_closes_the_socket_at_once() {
    let hub = hub();
    let (sessions, session) = testing::session(Role::Operator);
    let mut client = Client::connect(hub.desk(), Visitor::User(session));
    client.send(GET_RANK);
    client.text().await.unwrap();
    let began = Instant::now();
    sessions.end_unless(|_| false);
    assert_eq!(client.text().await.unwrap(), r#"{"type":"noAuth"}"#);
    assert_eq!(client.close_code().await, Some(4401));
    assert_eq!(began.elapsed(), Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn nothing_is_sent_to_a_session_that_is_over() {
    let hub = hub();
    let (sessions, session) = testing::session(Role::Operator);
    let mut client = Client::connect(hub.desk(), Visitor::User(session));
    client.send(GET_RANK);
    client.text().await.unwrap();
    // The hub's audience comes to the connection before its own task does.
    hub.publish("rank", "[2]");
    sessions.end_unless(|_| false);
    assert_eq!(client.text().await.unwrap(), r#"{"type":"noAuth"}"#);
    assert_eq!(client.close_code().await, Some(4401));
}

#[tokio::test(start_paused = true)]
async fn a_session_that_runs_out_closes_the_socket_and_one_that_is_used_does_not() {
    let hub = hub();
    let (sessions, session) = testing::session(Role::Operator);
    let mut client = Client::connect(hub.desk(), Visitor::User(session.clone()));
    let began = Instant::now();
    client.send(HELLO);
    let longer = Instant::now() + Duration::from_secs(2 * 3600);
    sessions.touch(tower_sessions::session::Id(1), &session.account, longer);
    while let Some(text) = client.text().await {
        if text.contains("heartCheck") {
            client.send(r#"{"type":"heartCheck"}"#);
        }
    }
    assert_eq!(began.elapsed(), Duration::from_secs(2 * 3600));
}

#[tokio::test(start_paused = true)]
async fn the_end_of_the_server_is_a_restart_to_its_clients() {
    let hub = hub();
    let mut client = Client::connect(hub.desk(), Visitor::Stranger);
    client.shutdown.cancel();
    assert_eq!(client.close_code().await, Some(1012));
}

#[tokio::test(start_paused = true)]
async fn a_binary_message_is_not_taken() {
    let hub = hub();
    let mut client = Client::connect(hub.desk(), user());
    client.send_message(Message::Binary(vec![1, 2, 3].into()));
    assert_eq!(client.close_code().await, Some(1003));
}

#[tokio::test(start_paused = true)]
async fn a_relayed_message_reaches_every_client_in_every_mode_and_no_stranger() {
    let hub = hub();
    let desk = hub.desk();
    let theme =
        r#"{"action":"themeChange","socketType":"themeChange","chartName":"","value":"light"}"#;
    let mut native = Client::connect(desk.clone(), user());
    native.send(HELLO);
    native.text().await.unwrap();
    let mut plain = Client::connect(desk.clone(), user());
    let mut stranger = Client::connect(desk, Visitor::Stranger);
    plain.send(theme);
    assert_eq!(plain.text().await.unwrap(), theme);
    assert_eq!(native.text().await.unwrap(), theme);
    assert_eq!(stranger.text().await.unwrap(), r#"{"type":"noAuth"}"#);
}

#[tokio::test(start_paused = true)]
async fn a_client_that_takes_nothing_is_cut_after_ten_seconds() {
    let hub = hub();
    let client = Client::connect(hub.desk(), user());
    for _ in 0..20 {
        client.send("ping");
    }
    let began = Instant::now();
    client.connection.await.unwrap();
    assert!(began.elapsed() >= Duration::from_secs(10));
    assert!(began.elapsed() <= Duration::from_secs(12));
}

#[tokio::test(start_paused = true)]
async fn a_slow_client_skips_values_and_gets_the_newest() {
    let hub = hub();
    let mut client = Client::connect(hub.desk(), user());
    client.send(GET_RANK);
    client.text().await.unwrap();
    for value in 0..100 {
        hub.publish("rank", &format!("[{value}]"));
        tokio::task::yield_now().await;
    }
    let mut seen = 0;
    while !client.text().await.unwrap().ends_with(r#""data":"[99]"}"#) {
        seen += 1;
    }
    assert!(seen < 20, "{seen}");
}

#[tokio::test(start_paused = true)]
async fn a_client_that_misses_relayed_messages_is_cut() {
    let hub = hub();
    let mut client = Client::connect(hub.desk(), user());
    client.send(GET_RANK);
    client.text().await.unwrap();
    for _ in 0..600 {
        hub.hub
            .relay(r#"{"action":"themeChange","value":"dark"}"#.into());
    }
    assert_eq!(client.close_code().await, Some(4408));
}

#[tokio::test(start_paused = true)]
async fn a_client_that_takes_a_little_now_and_then_is_cut_too() {
    let hub = hub();
    let mut client = Client::connect(hub.desk(), user());
    for _ in 0..100 {
        client.send("ping");
    }
    let began = Instant::now();
    while began.elapsed() < Duration::from_secs(60) && !client.connection.is_finished() {
        tokio::time::sleep(Duration::from_secs(9)).await;
        client.text().await;
    }
    assert!(began.elapsed() <= Duration::from_secs(18), "{began:?}");
}

#[tokio::test(start_paused = true)]
async fn the_close_does_not_wait_for_what_the_client_has_not_taken() {
    let hub = hub();
    let mut client = Client::connect(hub.desk(), user());
    for _ in 0..100 {
        client.send("ping");
    }
    // The clock moves on when the connection has nothing left to do.
    tokio::time::sleep(Duration::from_secs(1)).await;
    client.shutdown.cancel();
    let mut texts = 0;
    while client.text().await.is_some() {
        texts += 1;
    }
    assert!(texts < 10, "{texts}");
}

#[tokio::test(start_paused = true)]
async fn a_slow_client_that_is_logged_out_is_told_so() {
    let hub = hub();
    let (sessions, session) = testing::session(Role::Operator);
    let mut client = Client::connect(hub.desk(), Visitor::User(session));
    for _ in 0..100 {
        client.send("ping");
    }
    tokio::time::sleep(Duration::from_secs(1)).await;
    sessions.end_unless(|_| false);
    let mut texts = Vec::new();
    while let Some(text) = client.text().await {
        texts.push(text);
    }
    assert!(texts.len() < 10, "{}", texts.len());
    assert_eq!(texts.last().unwrap(), r#"{"type":"noAuth"}"#);
}

#[tokio::test(start_paused = true)]
async fn answers_come_in_the_order_of_the_questions() {
    let hub = hub();
    let mut client = Client::connect(hub.desk(), user());
    for _ in 0..3 {
        client.send(GET_RANK);
        client.send("ping");
    }
    for _ in 0..3 {
        assert!(client.text().await.unwrap().contains("rankData"));
        assert_eq!(client.text().await.unwrap(), "pong");
    }
}
