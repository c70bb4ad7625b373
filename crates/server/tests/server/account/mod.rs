//! What users do about their own accounts: who they are, their password, their sessions.

mod password;
mod sessions;

use serde_json::{Value, json};

use crate::support::{Browser, Server, Socket, folder, write};

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

async fn is_alive(socket: &mut Socket) -> bool {
    socket.send("ping").await;
    socket.next().await.as_deref() == Ok("pong")
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
