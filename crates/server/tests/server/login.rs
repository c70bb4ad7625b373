//! Who gets in, who does not, and for how long.

use std::time::Duration;

use crate::support::{PATIENCE, Server, Socket, folder, program};
use reqwest::StatusCode;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout};

#[tokio::test]
async fn the_demo_user_gets_a_session_and_a_cookie_that_scripts_cannot_read() {
    let server = Server::demo().await;
    let browser = server.browser();
    let response = browser.login("demo", "demo").await;
    let cookie = response.headers()["set-cookie"]
        .to_str()
        .unwrap()
        .to_owned();
    for attribute in ["HttpOnly", "SameSite=Strict", "Path=/"] {
        assert!(cookie.contains(attribute), "{cookie}");
    }
    assert!(!cookie.contains("Secure"), "{cookie}");
    let who = json!({"user": "demo", "role": "operator"});
    assert_eq!(response.json::<Value>().await.unwrap(), who);
    assert_eq!(browser.json("/api/session").await, who);
}

#[tokio::test]
async fn without_a_login_there_is_no_session_no_ticket_and_no_chart() {
    let server = Server::demo().await;
    let browser = server.browser();
    assert_eq!(browser.get("/api/session").await.status(), 401);
    assert_eq!(browser.get("/api/rank").await.status(), 401);
    assert_eq!(browser.get("/api/unknown").await.status(), 401);
    assert_eq!(browser.post("/api/ticket", json!({})).await.status(), 401);
}

#[tokio::test]
async fn the_demo_user_exists_only_with_made_up_or_replayed_orders() {
    let server = Server::start(folder(), &["--feed", "none"]).await;
    assert!(!server.running.has_demo_login && server.running.is_without_users);
    assert_eq!(server.browser().login("demo", "demo").await.status(), 401);
}

#[tokio::test]
async fn a_user_that_was_added_logs_in_with_its_role() {
    let server = Server::start(folder(), &["--feed", "none"]).await;
    server.add_user("ann", "open sesame", "viewer");
    let browser = server.browser();
    assert_eq!(browser.login("ann", "open says me").await.status(), 401);
    assert_eq!(browser.login("ann", "open sesame").await.status(), 200);
    let who = json!({"user": "ann", "role": "viewer"});
    assert_eq!(browser.json("/api/session").await, who);
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_user_get_the_same_answer() {
    let server = Server::demo().await;
    let mut answers = Vec::new();
    for name in ["demo", "nobody"] {
        let response = server.browser().login(name, "wrong").await;
        assert_eq!(response.status(), 401);
        answers.push(response.text().await.unwrap());
    }
    assert_eq!(answers[0], answers[1]);
}

#[tokio::test]
async fn after_five_failures_an_account_has_to_wait_and_others_do_not() {
    let server = Server::demo().await;
    let browser = server.browser();
    for _ in 0..5 {
        assert_eq!(browser.login("demo", "wrong").await.status(), 401);
    }
    let response = browser.login("demo", "demo").await;
    assert_eq!(response.status(), StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(response.headers()["retry-after"], "1");
    assert_eq!(browser.login("other", "wrong").await.status(), 401);
}

#[tokio::test]
async fn successful_logins_are_not_throttled() {
    let server = Server::demo().await;
    for _ in 0..12 {
        assert_eq!(server.browser().login("demo", "demo").await.status(), 200);
    }
}

#[tokio::test]
async fn a_login_that_is_no_login_is_refused_for_what_it_is() {
    let server = Server::demo().await;
    let http = server.browser().http;
    let send = async |content_type: &str, body: String| {
        let request = http.post(server.url("/api/login"));
        let request = request.header("content-type", content_type).body(body);
        request.send().await.unwrap().status().as_u16()
    };
    assert_eq!(send("application/json", "{".into()).await, 400);
    assert_eq!(
        send("application/json", r#"{"username":7}"#.into()).await,
        400
    );
    assert_eq!(
        send(
            "text/plain",
            r#"{"username":"demo","password":"demo"}"#.into()
        )
        .await,
        415
    );
    assert_eq!(send("application/json", " ".repeat(5000)).await, 413);
}

#[tokio::test]
async fn a_login_that_never_ends_does_not_hold_its_connection() {
    let server = Server::demo().await;
    let mut stream = TcpStream::connect(server.running.address).await.unwrap();
    let request = "POST /api/login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n\
                   Content-Length: 100\r\n\r\n{";
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    let answered = stream.read_to_string(&mut answer);
    timeout(PATIENCE, answered).await.unwrap().unwrap();
    assert!(answer.starts_with("HTTP/1.1 400"), "{answer}");
}

#[tokio::test]
async fn a_login_changes_the_session_so_that_a_planted_cookie_is_worth_nothing() {
    let server = Server::demo().await;
    let browser = server.browser();
    let planted = browser.cookie("demo", "demo").await;
    let fresh = browser.cookie("demo", "demo").await;
    assert_ne!(planted, fresh);
    let response = server.browser().http.get(server.url("/api/session"));
    let response = response.header("cookie", planted).send().await.unwrap();
    assert_eq!(response.status(), 401);
}

#[tokio::test]
async fn pages_of_another_origin_can_post_nothing() {
    let server = Server::demo().await;
    let http = server.browser().http;
    for origin in ["http://evil.example", "null", "http://127.0.0.1:1"] {
        for path in ["/api/login", "/api/logout", "/api/ticket", "/api/orders"] {
            let request = http.post(server.url(path)).header("origin", origin);
            let request = request.json(&json!({"username": "demo", "password": "demo"}));
            assert_eq!(
                request.send().await.unwrap().status(),
                403,
                "{origin} {path}"
            );
        }
    }
}

#[tokio::test]
async fn a_name_that_was_made_to_point_here_opens_nothing() {
    let server = Server::demo().await;
    let port = server.running.address.port();
    let (host, origin) = (
        format!("evil.example:{port}"),
        format!("http://evil.example:{port}"),
    );
    let credentials = json!({"username": "demo", "password": "demo"});
    let login = server.browser().http.post(server.url("/api/login"));
    let login = login.header("host", &host).header("origin", &origin);
    assert_eq!(login.json(&credentials).send().await.unwrap().status(), 403);
    let headers = [("host", host.as_str()), ("origin", origin.as_str())];
    let socket = Socket::open(&server.origin(), &headers).await;
    assert_eq!(socket.err(), Some(403));
}

#[tokio::test]
async fn an_allowed_origin_is_named_in_the_cors_headers_and_no_other_is() {
    let flags = ["--allow-origin", "https://wall.example.com"];
    let server = Server::start(folder(), &flags).await;
    let http = server.browser().http;
    let allowed = async |origin: &str| {
        let request = http
            .get(server.url("/api/session"))
            .header("origin", origin);
        let response = request.send().await.unwrap();
        let header = response.headers().get("access-control-allow-origin");
        header.map(|value| value.to_str().unwrap().to_owned())
    };
    assert_eq!(
        allowed("https://wall.example.com").await.as_deref(),
        Some("https://wall.example.com")
    );
    assert_eq!(allowed("https://evil.example.com").await, None);
}

#[tokio::test]
async fn behind_an_https_proxy_the_cookie_is_secure() {
    let server = Server::start(folder(), &["--trust-proxy"]).await;
    let request = server.browser().http.post(server.url("/api/login"));
    let request = request.header("x-forwarded-proto", "https");
    let request = request.json(&json!({"username": "demo", "password": "demo"}));
    let response = request.send().await.unwrap();
    assert!(
        response.headers()["set-cookie"]
            .to_str()
            .unwrap()
            .contains("Secure")
    );
}

#[tokio::test]
async fn a_logout_ends_the_session_its_tickets_and_its_sockets() {
    let server = Server::demo().await;
    let browser = server.logged_in().await;
    let (mut socket, _) = Socket::native(&browser).await;
    let unused = browser.ticket().await;

    let began = Instant::now();
    assert_eq!(browser.post("/api/logout", json!({})).await.status(), 204);
    assert_eq!(socket.close_code().await, 4401);
    assert!(began.elapsed() < Duration::from_secs(1));
    assert_eq!(browser.get("/api/session").await.status(), 401);

    let mut socket = Socket::stranger(&server).await;
    socket
        .send(&format!(r#"{{"type":"auth","data":"{unused}"}}"#))
        .await;
    assert_eq!(socket.text().await, r#"{"type":"noAuth"}"#);
    assert_eq!(socket.close_code().await, 4401);
}

#[tokio::test]
async fn a_logout_ends_the_session_even_if_that_cannot_be_written() {
    let server = Server::demo().await;
    let browser = server.logged_in().await;
    let (mut socket, _) = Socket::native(&browser).await;
    let unused = browser.ticket().await;
    let database = rusqlite::Connection::open(server.folder.path().join("state/live.db")).unwrap();
    let full = "CREATE TRIGGER full BEFORE DELETE ON tower_sessions BEGIN SELECT RAISE(ABORT, 'full'); END";
    database.execute_batch(full).unwrap();

    assert_eq!(browser.post("/api/logout", json!({})).await.status(), 503);
    assert_eq!(socket.close_code().await, 4401);
    assert_eq!(browser.get("/api/session").await.status(), 401);
    let mut socket = Socket::stranger(&server).await;
    socket
        .send(&format!(r#"{{"type":"auth","data":"{unused}"}}"#))
        .await;
    assert_eq!(socket.close_code().await, 4401);
}

#[tokio::test]
async fn one_browsers_logout_leaves_anothers_session_alone() {
    let server = Server::demo().await;
    let (first, second) = (server.logged_in().await, server.logged_in().await);
    let (mut socket, _) = Socket::native(&second).await;
    first.post("/api/logout", json!({})).await;
    assert_eq!(second.get("/api/session").await.status(), 200);
    socket.send("ping").await;
    assert_eq!(socket.text().await, "pong");
}

#[tokio::test]
async fn a_logout_without_a_session_is_no_error() {
    let server = Server::demo().await;
    assert_eq!(
        server
            .browser()
            .post("/api/logout", json!({}))
            .await
            .status(),
        204
    );
}

#[tokio::test]
async fn a_ticket_is_good_once() {
    let server = Server::demo().await;
    let ticket = server.logged_in().await.ticket().await;
    let auth = format!(r#"{{"type":"auth","data":"{ticket}"}}"#);
    let mut first = Socket::open(&server.origin(), &[]).await.unwrap();
    first.send(&auth).await;
    assert_eq!(first.text().await, r#"{"type":"auth","data":"auth ok"}"#);
    let mut second = Socket::open(&server.origin(), &[]).await.unwrap();
    second.send(&auth).await;
    assert_eq!(second.close_code().await, 4401);
}

#[tokio::test]
async fn a_user_that_is_removed_loses_session_and_socket_within_a_second() {
    let server = Server::start(folder(), &["--feed", "none"]).await;
    server.add_user("ann", "open sesame", "viewer");
    let browser = server.browser();
    browser.login("ann", "open sesame").await;
    let (mut socket, _) = Socket::native(&browser).await;
    let removed = program::manage(server.folder.path(), &["user", "remove", "ann"], "");
    assert!(removed.status.success());
    let began = Instant::now();
    assert_eq!(socket.close_code().await, 4401);
    assert!(began.elapsed() < Duration::from_secs(1));
    assert_eq!(browser.get("/api/session").await.status(), 401);
}

#[tokio::test]
async fn a_new_password_ends_the_sessions_of_the_old_one() {
    let server = Server::start(folder(), &["--feed", "none"]).await;
    server.add_user("ann", "old", "viewer");
    let browser = server.browser();
    browser.login("ann", "old").await;
    let changed = program::manage(server.folder.path(), &["user", "passwd", "ann"], "new\n");
    assert!(changed.status.success());
    assert_eq!(browser.get("/api/session").await.status(), 401);
    assert_eq!(browser.login("ann", "old").await.status(), 401);
    assert_eq!(browser.login("ann", "new").await.status(), 200);
}

#[tokio::test]
async fn a_session_survives_a_restart() {
    let server = Server::demo().await;
    let cookie = server.browser().cookie("demo", "demo").await;
    let server = server.restart(&[]).await;
    let request = server.browser().http.get(server.url("/api/session"));
    let response = request.header("cookie", cookie).send().await.unwrap();
    assert_eq!(response.status(), 200);
}
