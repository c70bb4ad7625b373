//! `POST /api/orders`.

use crate::support::{Server, folder, program, write};
use reqwest::{RequestBuilder, StatusCode};
use serde_json::{Value, json};

struct Till {
    server: Server,
    key: String,
}

impl Till {
    async fn new() -> Self {
        let server = Server::start(folder(), &["--feed", "none", "--public"]).await;
        let key = server.add_key("till");
        Self { server, key }
    }

    fn request(&self, content_type: &str) -> RequestBuilder {
        let http = self.server.browser().http;
        http.post(self.server.url("/api/orders"))
            .bearer_auth(&self.key)
            .header("content-type", content_type)
    }

    async fn post(
        &self,
        content_type: &str,
        name: Option<&str>,
        body: &str,
    ) -> (StatusCode, Value) {
        let request = self.request(content_type);
        let request = match name {
            Some(name) => request.header("idempotency-key", name),
            None => request,
        };
        let response = request.body(body.to_owned()).send().await.unwrap();
        (response.status(), response.json().await.unwrap())
    }

    async fn ndjson(&self, lines: &[String]) -> (StatusCode, Value) {
        self.post("application/x-ndjson", None, &lines.join("\n"))
            .await
    }

    /// Waits until the sellers' chart shows this.
    async fn shows(&self, sellers: Value) {
        self.server
            .browser()
            .wait_for("/api/seller", |chart| *chart == sellers)
            .await;
    }
}

fn line(order: &str, amount: u32) -> String {
    json!({"time": "2026-03-01", "order": order, "seller": "Ann", "amount": amount}).to_string()
}

fn counted(accepted: u64, duplicates: u64) -> (StatusCode, Value) {
    (
        StatusCode::ACCEPTED,
        json!({"accepted": accepted, "duplicates": duplicates}),
    )
}

#[tokio::test]
async fn one_order_is_counted_and_shown() {
    let till = Till::new().await;
    let answer = till
        .post("application/json; charset=utf-8", None, &line("1", 10))
        .await;
    assert_eq!(answer, counted(1, 0));
    till.shows(json!([{"name": "Ann", "value": 10}])).await;
}

#[tokio::test]
async fn many_orders_are_counted_and_none_of_them_twice() {
    let till = Till::new().await;
    let lines: Vec<String> = (0..100).map(|n| line(&n.to_string(), 1)).collect();
    assert_eq!(till.ndjson(&lines).await, counted(100, 0));
    assert_eq!(till.ndjson(&lines).await, counted(0, 100));
    till.shows(json!([{"name": "Ann", "value": 100}])).await;
}

#[tokio::test]
async fn a_request_under_the_same_name_is_answered_as_before() {
    let till = Till::new().await;
    let anonymous = r#"{"time":"2026-03-01","seller":"Ann","amount":5}"#;
    for _ in 0..3 {
        let answer = till.post("application/json", Some("n1"), anonymous).await;
        assert_eq!(answer, counted(1, 0));
    }
    till.shows(json!([{"name": "Ann", "value": 5}])).await;
}

#[tokio::test]
async fn a_bad_line_is_named_and_nothing_of_the_request_counts() {
    let till = Till::new().await;
    let lines = [
        line("1", 10),
        r#"{"time":"yesterday","amount":1}"#.into(),
        "nonsense".into(),
    ];
    let (status, body) = till.ndjson(&lines).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert!(
        body["message"].as_str().unwrap().contains("line 2"),
        "{body}"
    );
    assert_eq!(till.ndjson(&[line("1", 10)]).await, counted(1, 0));
}

#[tokio::test]
async fn an_order_that_is_spread_over_lines_is_refused_with_the_line_that_is_wrong() {
    let till = Till::new().await;
    let body = "{\n\"time\":\"2026-03-01\",\n\"amount\":}";
    let (status, body) = till.post("application/json", None, body).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    let expected = "line 3: not an order in JSON: expected value, column 10";
    assert_eq!(body["message"], expected);
}

#[tokio::test]
async fn bytes_that_are_no_text_are_refused_with_their_line() {
    let till = Till::new().await;
    let request = till.request("application/x-ndjson");
    let body = [line("1", 1).as_bytes(), b"\n\xff\xfe\n"].concat();
    let response = request.body(body).send().await.unwrap();
    assert_eq!(response.status(), 400);
    assert!(response.text().await.unwrap().contains("line 2"));
}

#[tokio::test]
async fn without_a_valid_key_nothing_is_taken() {
    let till = Till::new().await;
    let http = till.server.browser().http;
    let post = async |authorization: Option<&str>| {
        let request = http.post(till.server.url("/api/orders"));
        let request = request
            .header("content-type", "application/json")
            .body(line("1", 1));
        let request = match authorization {
            Some(value) => request.header("authorization", value),
            None => request,
        };
        request.send().await.unwrap().status().as_u16()
    };
    let basic = format!("Basic {}", till.key);
    for authorization in [
        None,
        Some("Bearer"),
        Some("Bearer live_nonsense"),
        Some(basic.as_str()),
    ] {
        assert_eq!(post(authorization).await, 401, "{authorization:?}");
    }
    assert_eq!(post(Some(&format!("Bearer {}", till.key))).await, 202);
}

#[tokio::test]
async fn a_removed_key_is_worth_nothing() {
    let till = Till::new().await;
    program::manage(till.server.folder.path(), &["key", "remove", "till"], "");
    assert_eq!(
        till.ndjson(&[line("1", 1)]).await.0,
        StatusCode::UNAUTHORIZED
    );
}

#[tokio::test]
async fn another_content_type_is_not_taken() {
    let till = Till::new().await;
    for content_type in ["text/csv", "", "application/jsonx"] {
        let (status, _) = till.post(content_type, None, &line("1", 1)).await;
        assert_eq!(status, StatusCode::UNSUPPORTED_MEDIA_TYPE, "{content_type}");
    }
}

#[tokio::test]
async fn a_compressed_body_is_refused_as_what_it_is() {
    let till = Till::new().await;
    let send = async |encoding: &str| {
        let request = till.request("application/json");
        let request = request.header("content-encoding", encoding);
        request.body(line("1", 1)).send().await.unwrap().status()
    };
    assert_eq!(send("gzip").await, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    assert_eq!(send("identity").await, StatusCode::ACCEPTED);
}

#[tokio::test]
async fn eight_mebibytes_are_the_limit() {
    let till = Till::new().await;
    let line = |n: usize| line(&n.to_string(), 1);
    let mut body = String::new();
    for n in 0.. {
        let next = line(n);
        if body.len() + next.len() + 1 > 8 * 1024 * 1024 {
            break;
        }
        body.push_str(&next);
        body.push('\n');
    }
    let (status, _) = till.post("application/x-ndjson", None, &body).await;
    assert_eq!(status, StatusCode::ACCEPTED);
    body.push_str(&" ".repeat(8 * 1024 * 1024));
    let request = till.request("application/x-ndjson");
    let response = request.body(body).send().await;
    // The server may answer and hang up while the rest is still being sent.
    assert!(response.is_err() || response.is_ok_and(|response| response.status() == 413));
}

#[tokio::test]
async fn charts_from_files_take_no_orders() {
    let folder = folder();
    write(&folder, "charts/rank.json", "[1]");
    let data = folder.path().join("charts");
    let flags = ["--data", data.to_str().unwrap()];
    let server = Server::start(folder, &flags).await;
    let key = server.add_key("till");
    let till = Till { server, key };
    assert_eq!(till.ndjson(&[line("1", 1)]).await.0, StatusCode::CONFLICT);
}

#[tokio::test]
async fn requests_side_by_side_lose_nothing() {
    let till = Till::new().await;
    let bodies: Vec<Vec<String>> = (0..20)
        .map(|request| {
            (0..10)
                .map(|n| line(&format!("{request}-{n}"), 1))
                .collect()
        })
        .collect();
    let requests = bodies.iter().map(|lines| till.ndjson(lines));
    for answer in futures_util::future::join_all(requests).await {
        assert_eq!(answer, counted(10, 0));
    }
    till.shows(json!([{"name": "Ann", "value": 200}])).await;
}
