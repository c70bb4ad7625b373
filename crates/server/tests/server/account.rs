//! What users do about their own accounts: who they are, their password, their sessions.

use serde_json::{Value, json};

use crate::support::Server;

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
