//! The socket over a real network: what only a network can show.

use std::net::SocketAddr;
use std::time::Duration;

use crate::support::{Browser, PATIENCE, Server, Socket, folder, write};
use futures_util::SinkExt as _;
use serde_json::json;
use socket_wire::pack;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::{Instant, timeout};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::frame::Frame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::{Data, OpCode};

const GET_RANK: &str =
    r#"{"action":"getData","socketType":"rankData","chartName":"rank","value":""}"#;
const THEME: &str =
    r#"{"action":"themeChange","socketType":"themeChange","chartName":"","value":"light"}"#;

async fn with_charts() -> Server {
    let folder = folder();
    write(&folder, "charts/rank.json", "[1]");
    let data = folder.path().join("charts");
    Server::start(folder, &["--data", data.to_str().unwrap(), "--public"]).await
}

#[tokio::test]
async fn a_cookie_of_the_servers_own_page_lets_a_plain_client_in() {
    let server = Server::demo().await;
    let mut socket = Socket::user(&server).await;
    socket.send(GET_RANK).await;
    let answer = socket.json().await;
    assert_eq!(answer["socketType"], "rankData");
    let data: serde_json::Value = serde_json::from_str(answer["data"].as_str().unwrap()).unwrap();
    assert!(data.is_array());
}

#[tokio::test]
async fn the_demo_shop_moves_the_charts() {
    let server = Server::demo().await;
    let mut socket = Socket::user(&server).await;
    socket.send(GET_RANK).await;
    let first = socket.json().await;
    socket.wait_for(|next| next["data"] != first["data"]).await;
}

#[tokio::test]
async fn a_native_client_follows_the_numbers_without_a_gap() {
    let server = Server::demo().await;
    let browser = server.logged_in().await;
    let (mut socket, welcome) = Socket::native(&browser).await;
    assert_eq!(
        (&welcome["user"], &welcome["role"]),
        (&json!("demo"), &json!("operator"))
    );
    socket
        .send(r#"{"action":"subscribe","id":1,"socketType":"rankData","chartName":"rank"}"#)
        .await;
    let subscribed = socket.json().await;
    let first = socket.json().await;
    assert_eq!(subscribed["seq"], first["seq"]);
    let seq = first["seq"].as_u64().unwrap();
    for expected in seq + 1..seq + 4 {
        let next = socket.json().await;
        assert_eq!(next["epoch"], first["epoch"]);
        assert_eq!(next["seq"], expected);
    }
}

#[tokio::test]
async fn a_client_that_reads_messagepack_gets_its_data_in_it() {
    let server = with_charts().await;
    let codecs = ["cbor", "msgpack", "json"];
    let (mut socket, welcome) = Socket::anonymous(&server.origin(), &codecs).await;
    assert_eq!(welcome["codec"], "msgpack");
    socket
        .send(r#"{"action":"subscribe","id":1,"chartName":"rank"}"#)
        .await;
    let subscribed = socket.json().await;
    let Message::Binary(frame) = socket.message().await else {
        panic!("not binary");
    };
    let mut values = Vec::new();
    let each = |head: pack::DataHead<'_>, data: std::ops::Range<usize>| {
        let value: serde_json::Value = rmp_serde::from_slice(&frame[data]).unwrap();
        values.push(json!({"type": head.socket_type, "seq": head.seq, "data": value}));
    };
    pack::read(&frame, each).unwrap();
    let seq = &subscribed["seq"];
    assert_eq!(
        values,
        [json!({"type": "rankData", "seq": seq, "data": [1]})]
    );
}

#[tokio::test]
async fn a_client_that_reads_nothing_we_write_is_closed_with_4403() {
    let server = with_charts().await;
    let (mut socket, answer) = Socket::anonymous(&server.origin(), &["cbor"]).await;
    assert_eq!(
        (&answer["type"], &answer["code"]),
        (&json!("error"), &json!("notAllowed"))
    );
    assert_eq!(socket.close_code().await, 4403);
}

#[tokio::test]
async fn a_changed_file_is_pushed() {
    let server = with_charts().await;
    let mut socket = Socket::stranger(&server).await;
    socket.send(GET_RANK).await;
    assert_eq!(socket.json().await["data"], "[1]");
    write(&server.folder, "charts/rank.json", "[2]");
    socket.wait_for(|answer| answer["data"] == "[2]").await;
}

#[tokio::test]
async fn pages_of_another_origin_get_no_socket() {
    let server = Server::demo().await;
    let address = server.running.address;
    let cookie = server.browser().cookie("demo", "demo").await;
    for origin in [
        "http://evil.example".to_owned(),
        "null".to_owned(),
        format!("http://{address}.evil.example"),
        format!("http://evil.example@{address}"),
        "http://127.0.0.1:1".to_owned(),
    ] {
        let headers = [("origin", origin.as_str()), ("cookie", cookie.as_str())];
        let refused = Socket::open(&server.origin(), &headers).await;
        assert_eq!(refused.err(), Some(403), "{origin}");
    }
}

#[tokio::test]
async fn a_cookie_without_an_origin_lets_nobody_in() {
    let server = Server::demo().await;
    let cookie = server.browser().cookie("demo", "demo").await;
    let mut socket = Socket::open(&server.origin(), &[("cookie", &cookie)])
        .await
        .unwrap();
    socket.send(GET_RANK).await;
    assert_eq!(socket.json().await["code"], "notAllowed");
}

#[tokio::test]
async fn an_allowed_origin_gets_a_socket() {
    let server = Server::start(folder(), &["--allow-origin", "https://wall.example.com"]).await;
    let headers = [("origin", "https://wall.example.com")];
    assert!(Socket::open(&server.origin(), &headers).await.is_ok());
}

#[tokio::test]
async fn a_public_server_serves_and_relays_for_anyone_and_takes_no_foreign_cookie() {
    let server = with_charts().await;
    server.add_user("ann", "secret", "viewer");
    let cookie = server.browser().cookie("ann", "secret").await;
    let headers = [
        ("origin", "https://elsewhere.example"),
        ("cookie", cookie.as_str()),
    ];
    let mut foreign = Socket::open(&server.origin(), &headers).await.unwrap();
    let mut own = Socket::stranger(&server).await;
    own.send(GET_RANK).await;
    own.text().await;
    // A viewer could not do that: the cookie was not looked at.
    foreign.send(THEME).await;
    assert_eq!(foreign.text().await, THEME);
    assert_eq!(own.text().await, THEME);
}

#[tokio::test]
async fn late_joiners_learn_what_the_screen_shows() {
    let server = Server::demo().await;
    let browser = server.logged_in().await;
    let (mut first, _) = Socket::native(&browser).await;
    first.send(THEME).await;
    assert_eq!(first.text().await, THEME);
    let (_, welcome) = Socket::native(&browser).await;
    assert_eq!(welcome["screen"]["theme"], "light");
}

#[tokio::test]
async fn text_that_is_not_utf8_is_closed_with_1007() {
    let server = with_charts().await;
    let mut socket = Socket::stranger(&server).await;
    let bytes = b"{\"action\":\"\xff\xfe\"}".to_vec();
    let frame = Frame::message(bytes, OpCode::Data(Data::Text), true);
    socket.send_message(Message::Frame(frame)).await;
    assert_eq!(socket.close_code().await, 1007);
}

#[tokio::test]
async fn a_message_over_64_kib_is_closed_with_1009() {
    let server = with_charts().await;
    for length in [64 * 1024 + 1, 200 * 1024] {
        let mut socket = Socket::stranger(&server).await;
        socket.send(GET_RANK).await;
        socket.text().await;
        // The server may hang up while the rest is still being sent.
        let _ = socket.stream.send(Message::text(" ".repeat(length))).await;
        assert_eq!(socket.close_code().await, 1009, "{length}");
    }
}

#[tokio::test]
async fn many_small_fragments_are_one_large_message() {
    let server = with_charts().await;
    let mut socket = Socket::stranger(&server).await;
    for n in 0..100 {
        let opcode = if n == 0 { Data::Text } else { Data::Continue };
        let frame = Frame::message(vec![b' '; 1024], OpCode::Data(opcode), false);
        if socket.stream.send(Message::Frame(frame)).await.is_err() {
            break;
        }
    }
    assert_eq!(socket.close_code().await, 1009);
}

/// Writes a frame without content over and over, as fast as the server takes it, until it hangs up.
async fn flood(socket: &mut Socket, first_byte: u8) {
    let frame = [first_byte, 0x80, 0, 0, 0, 0];
    let many = frame.repeat(10_000);
    while socket.raw().write_all(&many).await.is_ok() {}
}

/// Somebody who asks and is answered while others flood the server from more connections than it has threads.
async fn is_answered(server: &Server) {
    let asking = async {
        let mut other = Socket::stranger(server).await;
        for _ in 0..10 {
            other.send(GET_RANK).await;
            other.text().await;
        }
    };
    timeout(PATIENCE, asking).await.expect("nobody answers");
}

#[tokio::test(flavor = "multi_thread")]
async fn fragments_without_an_end_and_without_content_keep_nobody_waiting() {
    let server = with_charts().await;
    let mut flooding = JoinSet::new();
    for _ in 0..8 {
        let mut socket = Socket::stranger(&server).await;
        socket
            .raw()
            .write_all(&[0x01, 0x80, 0, 0, 0, 0])
            .await
            .unwrap();
        flooding.spawn(async move { flood(&mut socket, 0x00).await });
    }
    is_answered(&server).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_goes_on_talking_after_the_close_is_hung_up_on_and_keeps_nobody_waiting() {
    let server = with_charts().await;
    let mut flooding = JoinSet::new();
    for _ in 0..8 {
        let mut socket = Socket::stranger(&server).await;
        socket.send_message(Message::binary(vec![1])).await;
        flooding.spawn(async move { flood(&mut socket, 0x81).await });
    }
    is_answered(&server).await;
    timeout(PATIENCE, flooding.join_all())
        .await
        .expect("it still listens");
}

#[tokio::test]
async fn a_binary_message_is_closed_with_1003() {
    let server = with_charts().await;
    let mut socket = Socket::stranger(&server).await;
    socket.send_message(Message::binary(vec![1, 2, 3])).await;
    assert_eq!(socket.close_code().await, 1003);
}

#[tokio::test]
async fn an_address_has_so_many_sockets_and_no_more() {
    let server = Server::start(folder(), &["--max-per-address", "3"]).await;
    let mut open = Vec::new();
    for _ in 0..3 {
        open.push(Socket::stranger(&server).await);
    }
    assert_eq!(Socket::open(&server.origin(), &[]).await.err(), Some(429));
    open.pop().unwrap().stream.close(None).await.unwrap();
    let began = Instant::now();
    while Socket::open(&server.origin(), &[]).await.is_err() {
        assert!(began.elapsed() < PATIENCE, "the slot was not given back");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

#[tokio::test]
async fn the_end_of_the_server_is_1012_to_every_socket_and_takes_two_seconds_at_most() {
    let server = Server::demo().await;
    let browser = server.logged_in().await;
    let (mut native, _) = Socket::native(&browser).await;
    let mut stranger = Socket::stranger(&server).await;
    let began = Instant::now();
    let stop = tokio::spawn(server.running.stop());
    assert_eq!(native.close_code().await, 1012);
    assert_eq!(stranger.close_code().await, 1012);
    stop.await.unwrap();
    assert!(began.elapsed() < Duration::from_secs(3));
}

#[tokio::test]
async fn a_reader_that_takes_nothing_is_cut_and_holds_up_nobody() {
    let folder = folder();
    // More than the kernel holds: what is asked for meanwhile is one value, however often.
    let large = format!("\"{}\"", "x".repeat(7 * 1024 * 1024));
    write(&folder, "charts/rank.json", &large);
    let data = folder.path().join("charts");
    let server = Server::start(folder, &["--data", data.to_str().unwrap(), "--public"]).await;
    let mut slow = raw_upgrade(server.running.address).await;
    for _ in 0..40 {
        slow.write_all(&masked_text(GET_RANK)).await.unwrap();
    }
    let mut quick = Socket::stranger(&server).await;
    let began = Instant::now();
    quick.send(GET_RANK).await;
    quick.text().await;
    assert!(began.elapsed() < Duration::from_secs(1));

    // The connection ends though its client has not read a byte.
    let browser = Browser::new(server.origin());
    let ended = async {
        loop {
            let metrics = browser.get("/metrics").await.text().await.unwrap();
            if metrics.contains(r#"live_socket_closes_total{code="4408"}"#) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(13), ended)
        .await
        .expect("it was not cut");
}

/// Opens a socket by hand, so that nothing reads what comes.
async fn raw_upgrade(address: SocketAddr) -> TcpStream {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let request = format!(
        "GET /ws HTTP/1.1\r\nHost: {address}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
         Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    while !answer.ends_with(b"\r\n\r\n") {
        answer.push(stream.read_u8().await.unwrap());
    }
    assert!(answer.starts_with(b"HTTP/1.1 101"));
    stream
}

/// A text frame as a client sends it, under a mask of zeros.
fn masked_text(text: &str) -> Vec<u8> {
    let length = u8::try_from(text.len()).unwrap();
    assert!(length < 126);
    let mut frame = vec![0x81, 0x80 | length, 0, 0, 0, 0];
    frame.extend_from_slice(text.as_bytes());
    frame
}
