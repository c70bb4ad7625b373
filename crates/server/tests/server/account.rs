//! What users do about their own accounts: who they are, their password, their sessions.

use std::time::Duration;

use reqwest::Response;
use serde_json::{Value, json};
use tokio::time::Instant;

use crate::support::{Browser, Server, Socket, folder, program, write};

/// A server with the operator ann, whose password is `old`, and bob, whose is `bob`.
async fn server() -> Server {
    let server = Server::start(folder(), &["--feed", "none"]).await;
    server.add_user("ann", "old", "operator");
    server.add_user("bob", "bob", "viewer");
    server
}

async fn logged_in(server: &Server, name: &str, password: &str) -> Browser {
    let browser = server.browser();
    assert_eq!(browser.login(name, password).await.status(), 200);
    browser
}

async fn change(browser: &Browser, current: &str, new: &str) -> Response {
    let body = json!({"current": current, "new": new});
    browser.post("/api/session/password", body).await
}

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

async fn is_alive(socket: &mut Socket) -> bool {
    socket.send("ping").await;
    socket.next().await.as_deref() == Ok("pong")
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
async fn a_page_that_asks_whether_somebody_is_logged_in_gets_no_error() {
    let server = Server::demo().await;
    let browser = server.browser();
    let optional = "/api/session?optional=true";
    let response = browser.get(optional).await;
    assert_eq!(response.status(), 200);
    assert_eq!(response.json::<Value>().await.unwrap(), Value::Null);
    for path in ["/api/session", "/api/session?optional=false"] {
        assert_eq!(browser.get(path).await.status(), 401, "{path}");
    }
    let unclear = browser.get("/api/session?optional=maybe").await;
    assert_eq!(unclear.status(), 400);
    assert_eq!(unclear.json::<Value>().await.unwrap()["status"], 400);

    browser.login("demo", "demo").await;
    let who = json!({"user": "demo", "role": "operator"});
    assert_eq!(browser.json(optional).await, who);
    browser.post("/api/logout", json!({})).await;
    assert_eq!(browser.json(optional).await, Value::Null);
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

#[tokio::test]
async fn pages_of_another_origin_can_change_no_password_and_end_no_session() {
    let server = server().await;
    let ann = logged_in(&server, "ann", "old").await;
    let other = logged_in(&server, "ann", "old").await;
    let password = json!({"current": "old", "new": "new"});
    let requests = [
        ("/api/session/password", password),
        ("/api/session/end", json!({"others": true})),
    ];
    for origin in ["http://evil.example", "null", "http://127.0.0.1:1"] {
        for (path, body) in &requests {
            let request = ann.http.post(server.url(path)).header("origin", origin);
            let response = request.json(body).send().await.unwrap();
            assert_eq!(response.status(), 403, "{origin} {path}");
        }
    }
    assert_eq!(other.get("/api/session").await.status(), 200);
    assert_eq!(server.browser().login("ann", "old").await.status(), 200);
}

#[tokio::test]
async fn a_chart_can_be_called_as_the_requests_about_sessions_are() {
    let folder = folder();
    for name in ["all", "end", "password"] {
        write(&folder, &format!("charts/{name}.json"), "[1]");
    }
    let charts = folder.path().join("charts");
    let server = Server::start(folder, &["--public", "--data", charts.to_str().unwrap()]).await;
    for name in ["all", "end", "password"] {
        let path = format!("/api/{name}");
        assert_eq!(server.browser().json(&path).await, json!([1]), "{name}");
        let path = format!("/api/session/{name}");
        assert_ne!(server.browser().get(&path).await.status(), 200, "{name}");
    }
}
