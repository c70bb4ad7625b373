//! The ticker: order lines one by one, none lost and none twice.

use std::ops::Range;

use crate::support::program::{self, Program};
use crate::support::{Browser, Server, Socket, folder, write};
use serde_json::{Value, json};
use tempfile::TempDir;

/// A server that counts what is posted, and can be killed.
struct Shop {
    folder: TempDir,
    key: String,
    program: Program,
}

impl Shop {
    const FLAGS: [&str; 3] = ["--feed", "none", "--public"];

    async fn new() -> Self {
        let folder = folder();
        Self {
            key: program::key_add(folder.path(), "till"),
            program: Program::start(&folder, &Self::FLAGS).await,
            folder,
        }
    }

    fn browser(&self) -> Browser {
        self.program.browser()
    }

    /// Hands in orders of these numbers in one request.
    async fn post(&self, orders: Range<u64>) {
        let product = "x".repeat(120);
        let line = |n: u64| {
            json!({"time": "2024-02-01", "order": n.to_string(), "product": product, "amount": 1})
                .to_string()
        };
        let lines: Vec<String> = orders.map(line).collect();
        let browser = self.browser();
        let request = browser.http.post(format!("{}/api/orders", browser.base));
        let request = request
            .bearer_auth(&self.key)
            .header("content-type", "application/x-ndjson");
        let response = request.body(lines.join("\n")).send().await.unwrap();
        assert_eq!(response.status(), 202);
    }

    /// Waits until the ticker ends with this order.
    async fn has_told(&self, order: u64) {
        let order = order.to_string();
        let is_last = |ticker: &Value| {
            let last = ticker.as_array().and_then(|lines| lines.last());
            last.is_some_and(|last| last["order"] == order.as_str())
        };
        self.browser().wait_for("/api/ticker", is_last).await;
    }

    async fn kill(self) -> Self {
        self.program.kill().await;
        Self {
            program: Program::start(&self.folder, &Self::FLAGS).await,
            ..self
        }
    }

    /// A client that follows the ticker, from a position on if it has one, and the answer to that.
    async fn follow(&self, from: Option<(&Value, u64)>) -> (Socket, Value) {
        let (mut socket, _) = Socket::anonymous(&self.program.base, &["json"]).await;
        let mut subscribe = json!({"action": "subscribe", "id": 1, "chartName": "ticker"});
        if let Some((epoch, seq)) = from {
            subscribe["epoch"] = epoch.clone();
            subscribe["seq"] = json!(seq);
        }
        socket.send(&subscribe.to_string()).await;
        let answer = socket.json().await;
        assert_eq!(answer["complete"], true, "{answer}");
        (socket, answer)
    }
}

/// Reads so many lines: their numbers and their orders.
async fn lines(socket: &mut Socket, count: usize) -> Vec<(u64, u64)> {
    let mut lines = Vec::new();
    while lines.len() < count {
        let frame = socket.json().await;
        let messages = match frame["type"].as_str() {
            Some("batch") => frame["data"].as_array().unwrap().clone(),
            _ => vec![frame],
        };
        for message in messages {
            let order = message["data"]["order"].as_str().unwrap();
            lines.push((message["seq"].as_u64().unwrap(), order.parse().unwrap()));
        }
    }
    lines
}

/// Lines whose numbers are one more than their orders, as they are when none is lost and none comes twice.
fn all(orders: Range<u64>) -> Vec<(u64, u64)> {
    orders.map(|order| (order + 1, order)).collect()
}

#[tokio::test]
async fn a_reader_gets_what_was_counted_while_it_was_away_though_the_server_was_killed() {
    let mut shop = Shop::new().await;
    let (mut reader, answer) = shop.follow(None).await;
    let epoch = answer["epoch"].clone();
    for order in 0..3 {
        shop.post(order..order + 1).await;
    }
    assert_eq!(lines(&mut reader, 3).await, all(0..3));
    drop(reader);

    // Each is killed at once: what was answered may not have been told yet.
    for order in 3..6 {
        shop.post(order..order + 1).await;
        shop = shop.kill().await;
    }
    let (mut reader, answer) = shop.follow(Some((&epoch, 3))).await;
    assert_eq!(
        (&answer["recovered"], &answer["seq"]),
        (&json!(true), &json!(6))
    );
    assert_eq!(lines(&mut reader, 3).await, all(3..6));
    shop.post(5..7).await;
    assert_eq!(lines(&mut reader, 1).await, all(6..7));
}

#[tokio::test]
async fn a_reader_that_the_ticker_has_overtaken_is_cut_with_4408_and_begins_anew() {
    let shop = Shop::new().await;
    shop.post(0..1_000).await;
    shop.has_told(999).await;
    let (mut reader, answer) = shop.follow(None).await;
    assert_eq!(lines(&mut reader, 1_000).await, all(0..1_000));

    // More than the network holds: from here on the reader takes nothing, and its values wait behind its answers.
    let questions = 60;
    for id in 0..questions {
        let question = json!({"action": "getData", "id": id, "chartName": "ticker"});
        reader.send(&question.to_string()).await;
    }
    for orders in [1_000..2_000, 2_000..3_000] {
        let last = orders.end - 1;
        shop.post(orders).await;
        shop.has_told(last).await;
    }
    let mut answers = 0;
    let code = loop {
        match reader.next().await {
            Ok(_) => answers += 1,
            Err(code) => break code,
        }
    };
    // All of them: it was not cut for its slowness alone.
    assert_eq!((answers, code), (questions, 4408));

    let (mut reader, answer) = shop.follow(Some((&answer["epoch"], 1_000))).await;
    assert_eq!(answer["recovered"], false);
    assert_eq!(lines(&mut reader, 1_000).await, all(2_000..3_000));
}

#[tokio::test]
async fn a_folder_of_charts_has_a_ticker_when_a_file_says_so() {
    let folder = folder();
    write(&folder, "charts/rank.json", "[1]");
    let data = folder.path().join("charts");
    let server = Server::start(folder, &["--data", data.to_str().unwrap(), "--public"]).await;
    let browser = server.browser();
    assert_eq!(browser.get("/api/ticker").await.status(), 404);
    write(&server.folder, "charts/ticker.json", "[2]");
    browser
        .wait_for("/api/ticker", |ticker| *ticker == json!([2]))
        .await;
}
