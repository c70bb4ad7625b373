use std::time::Duration;

use reqwest::Response;
use serde_json::{Value, json};
use tokio::time::Instant;

use super::{is_alive, logged_in, server};
use crate::support::{Browser, Server, Socket, program};

async fn change(browser: &Browser, current: &str, new: &str) -> Response {
    let body = json!({"current": current, "new": new});
    browser.post("/api/session/password", body).await
}

/// Lets the server look for users that another process has changed: it has when it sees that bob is gone.
async fn look_at_users(server: &Server) {
    let bob = logged_in(server, "bob", "bob").await;
    let (mut socket, _) = Socket::native(&bob).await;
    let removed = program::manage(server.folder.path(), &["user", "remove", "bob"], "");
    assert!(removed.status.success());
    assert_eq!(socket.close_code().await, 4401);
}

#[tokio::test]
async fn who_knows_the_password_changes_it() {
    let server = server().await;
    let ann = logged_in(&server, "ann", "old").await;
    assert_eq!(change(&ann, "old", "new").await.status(), 204);
    assert_eq!(server.browser().login("ann", "old").await.status(), 401);
    assert_eq!(server.browser().login("ann", "new").await.status(), 200);
    assert_eq!(change(&ann, "new", "newer").await.status(), 204);
    assert_eq!(server.browser().login("ann", "newer").await.status(), 200);
}

#[tokio::test]
async fn a_new_password_ends_all_other_sessions_of_its_user_at_once_and_no_other_users() {
    let server = server().await;
    let own = logged_in(&server, "ann", "old").await;
    let other = logged_in(&server, "ann", "old").await;
    let bob = logged_in(&server, "bob", "bob").await;
    let (mut others_socket, _) = Socket::native(&other).await;
    let (mut bobs_socket, _) = Socket::native(&bob).await;
    let ticket = other.ticket().await;

    let began = Instant::now();
    assert_eq!(change(&own, "old", "new").await.status(), 204);
    assert_eq!(other.get("/api/session").await.status(), 401);
    assert_eq!(others_socket.close_code().await, 4401);
    assert!(began.elapsed() < Duration::from_secs(1));
    let mut late = Socket::stranger(&server).await;
    late.send(&format!(r#"{{"type":"auth","data":"{ticket}"}}"#))
        .await;
    assert_eq!(late.close_code().await, 4401);
    assert!(is_alive(&mut bobs_socket).await);
    assert_eq!(bob.get("/api/session").await.status(), 200);
}

#[tokio::test]
async fn the_session_that_changes_the_password_goes_on_with_its_socket_and_its_tickets() {
    let server = server().await;
    let ann = logged_in(&server, "ann", "old").await;
    let (mut socket, _) = Socket::native(&ann).await;
    let ticket = ann.ticket().await;
    assert_eq!(change(&ann, "old", "new").await.status(), 204);
    look_at_users(&server).await;
    assert!(is_alive(&mut socket).await);
    assert_eq!(ann.json("/api/session").await["user"], "ann");
    let mut late = Socket::stranger(&server).await;
    late.send(&format!(r#"{{"type":"auth","data":"{ticket}"}}"#))
        .await;
    assert_eq!(late.json().await["data"], "auth ok");
}

#[tokio::test]
async fn the_session_that_changed_the_password_survives_a_restart() {
    let server = server().await;
    let browser = server.browser();
    let cookie = browser.cookie("ann", "old").await;
    assert_eq!(change(&browser, "old", "new").await.status(), 204);
    let server = server.restart(&["--feed", "none"]).await;
    let request = server.browser().http.get(server.url("/api/session"));
    let response = request.header("cookie", cookie).send().await.unwrap();
    assert_eq!(response.status(), 200);
}

#[tokio::test]
async fn a_password_from_the_command_line_ends_the_session_that_changed_it_before_too() {
    let server = server().await;
    let ann = logged_in(&server, "ann", "old").await;
    let (mut socket, _) = Socket::native(&ann).await;
    assert_eq!(change(&ann, "old", "new").await.status(), 204);
    let changed = program::manage(server.folder.path(), &["user", "passwd", "ann"], "newer\n");
    assert!(changed.status.success());
    assert_eq!(socket.close_code().await, 4401);
    assert_eq!(ann.get("/api/session").await.status(), 401);
}

#[tokio::test]
async fn who_does_not_know_the_password_changes_nothing() {
    let server = server().await;
    let ann = logged_in(&server, "ann", "old").await;
    let other = logged_in(&server, "ann", "old").await;
    let response = change(&ann, "wrong", "new").await;
    assert_eq!(response.status(), 403);
    let refusal: Value = response.json().await.unwrap();
    assert!(refusal["message"].as_str().unwrap().contains("current"));
    assert_eq!(other.get("/api/session").await.status(), 200);
    assert_eq!(server.browser().login("ann", "old").await.status(), 200);
}

#[tokio::test]
async fn with_a_stolen_cookie_the_password_cannot_be_guessed() {
    let server = server().await;
    let ann = logged_in(&server, "ann", "old").await;
    for _ in 0..3 {
        assert_eq!(change(&ann, "wrong", "new").await.status(), 403);
    }
    // Failed logins are counted with them.
    for _ in 0..2 {
        assert_eq!(server.browser().login("ann", "wrong").await.status(), 401);
    }
    let response = change(&ann, "old", "new").await;
    assert_eq!(response.status(), 429);
    assert_eq!(response.headers()["retry-after"], "1");
    assert_eq!(server.browser().login("ann", "old").await.status(), 429);
    assert_eq!(ann.get("/api/session").await.status(), 200);
}

#[tokio::test]
async fn what_was_refused_before_the_password_was_looked_at_says_nothing_about_it() {
    let server = server().await;
    let ann = logged_in(&server, "ann", "old").await;
    let long = "x".repeat(1025);
    for current in ["old", "wrong"] {
        for new in ["", long.as_str()] {
            assert_eq!(change(&ann, current, new).await.status(), 400, "{current}");
        }
    }
    // None of them has counted, and none has reset what had.
    for _ in 0..5 {
        assert_eq!(change(&ann, "wrong", "new").await.status(), 403);
    }
    assert_eq!(change(&ann, "old", "").await.status(), 400);
    assert_eq!(change(&ann, "old", "new").await.status(), 429);
}

#[tokio::test]
async fn the_demo_users_password_stays_what_everybody_knows() {
    let server = Server::demo().await;
    let demo = server.logged_in().await;
    for current in ["demo", "wrong"] {
        assert_eq!(change(&demo, current, "new").await.status(), 409);
    }
    assert_eq!(server.browser().login("demo", "demo").await.status(), 200);
}

#[tokio::test]
async fn a_user_of_the_database_whose_name_is_demo_changes_the_password() {
    let server = Server::demo().await;
    server.add_user("demo", "old", "viewer");
    let demo = logged_in(&server, "demo", "old").await;
    assert_eq!(change(&demo, "old", "new").await.status(), 204);
    assert_eq!(server.browser().login("demo", "new").await.status(), 200);
}

#[tokio::test]
async fn a_change_that_is_none_is_refused_for_what_it_is() {
    let server = server().await;
    let ann = logged_in(&server, "ann", "old").await;
    let send = async |content_type: &str, body: String| {
        let request = ann.http.post(server.url("/api/session/password"));
        let request = request.header("content-type", content_type).body(body);
        request.send().await.unwrap().status().as_u16()
    };
    let good = r#"{"current":"old","new":"new"}"#;
    assert_eq!(send("application/json", "{".into()).await, 400);
    assert_eq!(
        send("application/json", r#"{"current":"old"}"#.into()).await,
        400
    );
    assert_eq!(send("text/plain", good.into()).await, 415);
    assert_eq!(send("application/json", " ".repeat(5000)).await, 413);
    let stranger = server.browser();
    assert_eq!(change(&stranger, "old", "new").await.status(), 401);
    assert_eq!(server.browser().login("ann", "old").await.status(), 200);
}
