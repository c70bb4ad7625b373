//! What survives: restarts, power cuts, damaged and full disks.

use std::time::Duration;

use crate::support::program::{self, Program};
use crate::support::{Browser, Server, Socket, folder, write};
use serde_json::{Value, json};
use tempfile::TempDir;

const LINES: usize = 20_000;

/// A file of orders that cost one each, and its path.
fn with_orders(folder: &TempDir) -> String {
    let mut csv = String::from("time,order,seller,region,amount\n");
    for n in 0..LINES {
        let day = 1 + n % 28;
        csv.push_str(&format!("2024-02-{day:02},{n},S{},R{},1\n", n % 7, n % 50));
    }
    write(folder, "orders.csv", &csv);
    folder
        .path()
        .join("orders.csv")
        .to_str()
        .unwrap()
        .to_owned()
}

async fn counted(browser: &Browser) -> u64 {
    total(&browser.json("/api/seller").await)
}

fn total(sellers: &Value) -> u64 {
    let sellers = sellers.as_array().unwrap();
    sellers
        .iter()
        .map(|seller| seller["value"].as_u64().unwrap())
        .sum()
}

async fn position(program: &Program) -> (String, u64) {
    let browser = program.logged_in().await;
    let (mut socket, _) = Socket::native(&browser).await;
    socket
        .send(r#"{"action":"subscribe","id":1,"chartName":"seller"}"#)
        .await;
    let head = socket.json().await;
    (
        head["epoch"].as_str().unwrap().to_owned(),
        head["seq"].as_u64().unwrap(),
    )
}

#[tokio::test]
async fn a_replay_that_is_killed_again_and_again_counts_every_line_once() {
    let folder = folder();
    let file = with_orders(&folder);
    let flags = ["--replay", &file, "--speed", "max"];
    let mut before = 0;
    for _ in 0..6 {
        let program = Program::start(&folder, &flags).await;
        let browser = program.logged_in().await;
        let reached = browser
            .wait_for("/api/seller", |sellers| total(sellers) > before)
            .await;
        before = total(&reached).min(LINES as u64 - 1);
        program.kill().await;
    }
    let program = Program::start(&folder, &flags).await;
    let browser = program.logged_in().await;
    browser
        .wait_for("/api/seller", |sellers| total(sellers) == LINES as u64)
        .await;
    program.kill().await;

    let program = Program::start(&folder, &flags).await;
    assert_eq!(counted(&program.logged_in().await).await, LINES as u64);
}

#[tokio::test]
async fn numbers_go_on_after_a_kill_in_the_same_epoch() {
    let folder = folder();
    let program = Program::start(&folder, &[]).await;
    let before = position(&program).await;
    program.kill().await;
    let after = position(&Program::start(&folder, &[]).await).await;
    assert_eq!(before.0, after.0);
    assert!(after.1 >= before.1, "{before:?} {after:?}");
}

#[tokio::test]
async fn another_source_starts_empty_in_an_epoch_of_its_own_and_the_first_goes_on_when_it_is_back()
{
    let folder = folder();
    let file = with_orders(&folder);
    let replay = ["--replay", file.as_str(), "--speed", "max"];
    let first = Program::start(&folder, &replay).await;
    let browser = first.logged_in().await;
    browser
        .wait_for("/api/seller", |sellers| total(sellers) == LINES as u64)
        .await;
    let (epoch, _) = position(&first).await;
    first.kill().await;

    let other = [
        "--replay",
        file.as_str(),
        "--columns",
        "amount=order,seller=region",
        "--speed",
        "0.001",
    ];
    let second = Program::start(&folder, &other).await;
    assert_ne!(position(&second).await.0, epoch);
    second.kill().await;

    let third = Program::start(&folder, &replay).await;
    assert_eq!(position(&third).await.0, epoch);
    assert_eq!(counted(&third.logged_in().await).await, LINES as u64);
}

#[tokio::test]
async fn what_was_acknowledged_survives_a_kill() {
    let folder = folder();
    let flags = ["--feed", "none", "--public"];
    let key = program::key_add(folder.path(), "till");
    let mut program = Program::start(&folder, &flags).await;
    for n in 0..5 {
        let line = json!({"time": "2024-02-01", "order": n, "seller": "Ann", "amount": 1});
        let post = async |program: &Program| {
            let request = program
                .browser()
                .http
                .post(format!("{}/api/orders", program.base));
            let answer: Value = request
                .bearer_auth(&key)
                .json(&line)
                .send()
                .await
                .unwrap()
                .json()
                .await
                .unwrap();
            answer
        };
        assert_eq!(
            post(&program).await,
            json!({"accepted": 1, "duplicates": 0})
        );
        program.kill().await;
        program = Program::start(&folder, &flags).await;
        assert_eq!(counted(&program.browser()).await, n + 1);
        assert_eq!(
            post(&program).await,
            json!({"accepted": 0, "duplicates": 1})
        );
    }
}

#[tokio::test]
async fn what_the_screens_show_survives_a_restart() {
    let server = Server::demo().await;
    let browser = server.logged_in().await;
    let (mut operator, _) = Socket::native(&browser).await;
    for message in [
        r#"{"action":"themeChange","socketType":"themeChange","chartName":"","value":"light"}"#,
        r#"{"action":"fullScreen","socketType":"fullScreen","chartName":"rank","value":true}"#,
    ] {
        operator.send(message).await;
        assert_eq!(operator.text().await, message);
    }
    let server = server.restart(&[]).await;
    let (_, welcome) = Socket::native(&server.logged_in().await).await;
    let screen = json!({"theme": "light", "fullScreen": "rank"});
    assert_eq!(welcome["screen"], screen);
}

#[tokio::test]
async fn a_damaged_database_is_set_aside_and_said_so() {
    let folder = folder();
    let program = Program::start(&folder, &[]).await;
    let (epoch, _) = position(&program).await;
    program.interrupt().await;
    let path = folder.path().join("state/live.db");
    let bytes = std::fs::read(&path).unwrap();
    std::fs::write(&path, &bytes[..bytes.len() / 3]).unwrap();

    let program = Program::start(&folder, &[]).await;
    assert_ne!(position(&program).await.0, epoch);
    let ended = program.interrupt().await;
    assert!(
        ended.stderr.contains("damaged") && ended.stderr.contains("set aside"),
        "{}",
        ended.stderr
    );
    let aside = std::fs::read_dir(folder.path().join("state")).unwrap();
    let names: Vec<_> = aside.map(|entry| entry.unwrap().file_name()).collect();
    assert!(
        names
            .iter()
            .any(|name| name.to_string_lossy().contains(".damaged-")),
        "{names:?}"
    );
}

#[cfg(unix)]
#[tokio::test]
async fn on_a_full_disk_nothing_is_acknowledged_and_reading_goes_on() {
    let folder = folder();
    let key = program::key_add(folder.path(), "till");
    let flags = ["--feed", "none", "--public"];
    let program = Program::start_on_small_disk(&folder, 400, &flags).await;
    let browser = program.browser();
    let mut acknowledged = 0;
    let refused = async {
        loop {
            let lines: Vec<String> = (0..200)
                .map(|n| {
                    let id = acknowledged + n;
                    json!({"time": "2024-02-01", "order": id, "seller": format!("S{id}"), "amount": 1}).to_string()
                })
                .collect();
            let request = browser.http.post(format!("{}/api/orders", program.base));
            let request = request
                .bearer_auth(&key)
                .header("content-type", "application/x-ndjson");
            let response = request.body(lines.join("\n")).send().await.unwrap();
            if response.status() != 202 {
                return response.status();
            }
            acknowledged += 200;
        }
    };
    let status = tokio::time::timeout(Duration::from_secs(30), refused).await;
    assert_eq!(status.expect("the disk never got full"), 503);
    assert_eq!(browser.get("/readyz").await.status(), 503);
    assert_eq!(browser.get("/api/seller").await.status(), 200);
    program.kill().await;

    // With room again, all that was acknowledged is there and nothing else.
    let program = Program::start(&folder, &flags).await;
    assert_eq!(counted(&program.browser()).await, acknowledged);
    assert_eq!(program.browser().get("/readyz").await.status(), 200);
}
