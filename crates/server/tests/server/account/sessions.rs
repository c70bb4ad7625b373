use std::time::Duration;

use serde_json::{Value, json};
use tokio::time::Instant;

use super::{is_alive, logged_in, server};
use crate::support::{Browser, Server, Socket, folder};

/// Logs in with a browser that calls itself that; the cookie's value.
async fn log_in_with(browser: &Browser, name: &str, agent: &str) -> String {
    let request = browser.http.post(format!("{}/api/login", browser.base));
    let request = request.header("user-agent", agent);
    let body = json!({"username": name, "password": if name == "ann" { "old" } else { name }});
    let response = request.json(&body).send().await.unwrap();
    let cookie = response.headers()["set-cookie"].to_str().unwrap();
    let pair = cookie.split(';').next().unwrap();
    pair.split_once('=').unwrap().1.to_owned()
}

/// The user's sessions, by what their clients call themselves.
async fn agents(browser: &Browser) -> Vec<String> {
    let listed = browser.json("/api/session/all").await;
    let agents = listed.as_array().unwrap().iter();
    agents
        .map(|session| session["agent"].as_str().unwrap_or_default().to_owned())
        .collect()
}

/// By which name the list has the session of that client.
async fn id_of(browser: &Browser, agent: &str) -> String {
    let listed = browser.json("/api/session/all").await;
    let mut sessions = listed.as_array().unwrap().iter();
    let session = sessions.find(|session| session["agent"] == agent).unwrap();
    session["id"].as_str().unwrap().to_owned()
}

async fn end(browser: &Browser, which: Value) -> u16 {
    let response = browser.post("/api/session/end", which).await;
    response.status().as_u16()
}

/// Does something to the server's database behind its back.
fn execute(server: &Server, statement: &str) {
    let file = server.folder.path().join("state/live.db");
    let database = rusqlite::Connection::open(file).unwrap();
    database.execute_batch(statement).unwrap();
}

#[tokio::test]
async fn users_see_their_own_sessions_and_where_they_came_from() {
    let server = server().await;
    let (wall, desk) = (server.browser(), server.browser());
    log_in_with(&wall, "ann", "wall/1").await;
    log_in_with(&desk, "ann", "desk/1").await;
    log_in_with(&server.browser(), "bob", "bob/1").await;
    let response = desk.get("/api/session/all").await;
    assert_eq!(response.headers()["cache-control"], "no-store");
    let listed: Vec<Value> = response.json().await.unwrap();
    let [own, other] = listed.as_slice() else {
        panic!("{listed:?}");
    };
    assert_eq!(
        (&own["current"], &own["agent"]),
        (&json!(true), &json!("desk/1"))
    );
    assert_eq!(
        (&other["current"], &other["agent"]),
        (&json!(false), &json!("wall/1"))
    );
    for session in &listed {
        assert_eq!(session.as_object().unwrap().len(), 6, "{session}");
        assert_eq!(session["address"], "127.0.0.1");
        assert_eq!(session["id"].as_str().unwrap().len(), 22);
        let (since, used_at) = (&session["since"], &session["usedAt"]);
        assert!(since.as_i64().unwrap() > 1_700_000_000, "{session}");
        assert!(used_at.as_i64() >= since.as_i64(), "{session}");
    }
    assert_ne!(own["id"], other["id"]);
}

#[tokio::test]
async fn the_list_of_sessions_never_tells_a_cookie() {
    let server = server().await;
    let (first, second) = (server.browser(), server.browser());
    let cookies = [
        log_in_with(&first, "ann", "first").await,
        log_in_with(&second, "ann", "second").await,
    ];
    let listed = second.get("/api/session/all").await.text().await.unwrap();
    for cookie in &cookies {
        assert_eq!(cookie.len(), 22);
        assert!(!listed.contains(cookie), "{listed}");
    }
    let request = server.browser().http.get(server.url("/api/session"));
    let id = id_of(&first, "second").await;
    let forged = request.header("cookie", format!("live_session={id}"));
    assert_eq!(forged.send().await.unwrap().status(), 401);
}

#[tokio::test]
async fn behind_a_proxy_a_session_has_its_clients_own_address() {
    let server = Server::start(folder(), &["--trust-proxy"]).await;
    let browser = server.browser();
    let request = browser.http.post(server.url("/api/login"));
    let request = request.header("x-forwarded-for", "6.6.6.6, ::ffff:10.1.1.1");
    let body = json!({"username": "demo", "password": "demo"});
    request.json(&body).send().await.unwrap();
    let listed = browser.json("/api/session/all").await;
    assert_eq!(listed[0]["address"], "10.1.1.1");
    assert_eq!(listed[0]["agent"], Value::Null);
}

#[tokio::test]
async fn the_session_that_was_used_last_is_listed_first() {
    let server = server().await;
    for agent in ["oldest", "old", "newest"] {
        log_in_with(&server.browser(), "ann", agent).await;
    }
    let own = server.browser();
    log_in_with(&own, "ann", "own").await;
    for (agent, seconds) in [("oldest", 300), ("old", 200), ("newest", 100), ("own", 400)] {
        execute(
            &server,
            &format!(
                "UPDATE session_uses SET used_at = used_at - {seconds} WHERE agent = '{agent}'"
            ),
        );
    }
    assert_eq!(agents(&own).await, ["own", "newest", "old", "oldest"]);
}

#[tokio::test]
async fn sessions_that_are_over_are_not_listed() {
    let server = server().await;
    let logged_out = server.browser();
    log_in_with(&logged_out, "ann", "logged out").await;
    logged_out.post("/api/logout", json!({})).await;
    for agent in ["unused", "too old", "of another password"] {
        log_in_with(&server.browser(), "ann", agent).await;
    }
    let own = server.browser();
    log_in_with(&own, "ann", "own").await;
    assert_eq!(agents(&own).await.len(), 4);
    execute(
        &server,
        "UPDATE session_uses SET used_at = used_at - 12 * 3600 WHERE agent = 'unused';
         UPDATE session_uses SET generation = generation + 1 WHERE agent = 'of another password';
         UPDATE tower_sessions SET expiry_date = 1
         WHERE id IN (SELECT session FROM session_uses WHERE agent = 'too old');",
    );
    assert_eq!(agents(&own).await, ["own"]);
}

#[tokio::test]
async fn the_list_of_sessions_survives_a_restart() {
    let server = server().await;
    log_in_with(&server.browser(), "ann", "wall").await;
    let server = server.restart(&["--feed", "none"]).await;
    let browser = server.browser();
    log_in_with(&browser, "ann", "desk").await;
    assert_eq!(agents(&browser).await, ["desk", "wall"]);
}

#[tokio::test]
async fn a_session_that_is_ended_from_another_loses_its_socket_and_its_tickets() {
    let server = server().await;
    let (wall, desk) = (server.browser(), server.browser());
    log_in_with(&wall, "ann", "wall").await;
    log_in_with(&desk, "ann", "desk").await;
    let (mut walls_socket, _) = Socket::native(&wall).await;
    let (mut desks_socket, _) = Socket::native(&desk).await;
    let ticket = wall.ticket().await;
    let id = id_of(&desk, "wall").await;

    let began = Instant::now();
    assert_eq!(end(&desk, json!({"id": id})).await, 204);
    assert_eq!(walls_socket.close_code().await, 4401);
    assert!(began.elapsed() < Duration::from_secs(1));
    assert_eq!(wall.get("/api/session").await.status(), 401);
    let mut late = Socket::stranger(&server).await;
    late.send(&format!(r#"{{"type":"auth","data":"{ticket}"}}"#))
        .await;
    assert_eq!(late.close_code().await, 4401);
    assert_eq!(agents(&desk).await, ["desk"]);
    assert!(is_alive(&mut desks_socket).await);
    assert_eq!(end(&desk, json!({"id": id})).await, 404);
}

#[tokio::test]
async fn a_session_that_was_ended_stays_so_after_a_restart() {
    let server = server().await;
    let (wall, desk) = (server.browser(), server.browser());
    let cookie = log_in_with(&wall, "ann", "wall").await;
    log_in_with(&desk, "ann", "desk").await;
    let id = id_of(&desk, "wall").await;
    assert_eq!(end(&desk, json!({"id": id})).await, 204);
    let server = server.restart(&["--feed", "none"]).await;
    let request = server.browser().http.get(server.url("/api/session"));
    let request = request.header("cookie", format!("live_session={cookie}"));
    assert_eq!(request.send().await.unwrap().status(), 401);
}

#[tokio::test]
async fn all_other_sessions_end_at_once_and_no_other_users() {
    let server = server().await;
    let own = server.browser();
    log_in_with(&own, "ann", "own").await;
    let bob = logged_in(&server, "bob", "bob").await;
    let (mut own_socket, _) = Socket::native(&own).await;
    let (mut bobs_socket, _) = Socket::native(&bob).await;
    let mut others = Vec::new();
    for agent in ["wall", "phone"] {
        let other = server.browser();
        log_in_with(&other, "ann", agent).await;
        let (socket, _) = Socket::native(&other).await;
        others.push((other, socket));
    }
    let began = Instant::now();
    assert_eq!(end(&own, json!({"others": true})).await, 204);
    for (other, socket) in &mut others {
        assert_eq!(socket.close_code().await, 4401);
        assert_eq!(other.get("/api/session").await.status(), 401);
    }
    assert!(began.elapsed() < Duration::from_secs(1));
    assert_eq!(agents(&own).await, ["own"]);
    assert!(is_alive(&mut own_socket).await);
    assert!(is_alive(&mut bobs_socket).await);
    assert_eq!(bob.get("/api/session").await.status(), 200);
    assert_eq!(end(&own, json!({"others": true})).await, 204);
}

#[tokio::test]
async fn who_ends_the_own_session_is_logged_out() {
    let server = server().await;
    let ann = server.browser();
    log_in_with(&ann, "ann", "own").await;
    let (mut socket, _) = Socket::native(&ann).await;
    let id = id_of(&ann, "own").await;
    let response = ann.post("/api/session/end", json!({"id": id})).await;
    assert_eq!(response.status(), 204);
    let cookie = response.headers()["set-cookie"].to_str().unwrap();
    assert!(cookie.contains("Max-Age=0"), "{cookie}");
    assert_eq!(socket.close_code().await, 4401);
    assert_eq!(ann.get("/api/session").await.status(), 401);
}

#[tokio::test]
async fn another_users_session_can_be_neither_seen_nor_ended() {
    let server = server().await;
    let (ann, bob) = (server.browser(), server.browser());
    log_in_with(&ann, "ann", "ann/1").await;
    log_in_with(&bob, "bob", "bob/1").await;
    let (mut bobs_socket, _) = Socket::native(&bob).await;
    let id = id_of(&bob, "bob/1").await;
    assert_eq!(agents(&ann).await, ["ann/1"]);
    assert_eq!(end(&ann, json!({"id": id})).await, 404);
    assert!(is_alive(&mut bobs_socket).await);
    assert_eq!(bob.get("/api/session").await.status(), 200);
}

#[tokio::test]
async fn a_session_ends_even_if_that_cannot_be_written() {
    let server = server().await;
    let (wall, desk) = (server.browser(), server.browser());
    log_in_with(&wall, "ann", "wall").await;
    log_in_with(&desk, "ann", "desk").await;
    let (mut socket, _) = Socket::native(&wall).await;
    execute(
        &server,
        "CREATE TRIGGER full BEFORE DELETE ON tower_sessions BEGIN SELECT RAISE(ABORT, 'full'); END",
    );
    assert_eq!(end(&desk, json!({"others": true})).await, 503);
    assert_eq!(socket.close_code().await, 4401);
    assert_eq!(wall.get("/api/session").await.status(), 401);
    assert_eq!(desk.get("/api/session").await.status(), 200);
}

#[tokio::test]
async fn which_session_is_to_end_has_to_be_clear() {
    let server = server().await;
    let ann = server.browser();
    log_in_with(&ann, "ann", "own").await;
    for unclear in [
        json!({}),
        json!({"others": false}),
        json!({"id": "x", "others": true}),
        json!({"id": 1}),
        json!([]),
    ] {
        assert_eq!(end(&ann, unclear.clone()).await, 400, "{unclear}");
    }
    for unknown in ["", "x", "AAAAAAAAAAAAAAAAAAAAAA"] {
        assert_eq!(end(&ann, json!({"id": unknown})).await, 404, "{unknown}");
    }
    assert_eq!(agents(&ann).await, ["own"]);
}

#[tokio::test]
async fn without_a_login_there_are_no_sessions_to_see_or_to_end() {
    let server = server().await;
    let browser = server.browser();
    assert_eq!(browser.get("/api/session/all").await.status(), 401);
    assert_eq!(end(&browser, json!({"others": true})).await, 401);
}
