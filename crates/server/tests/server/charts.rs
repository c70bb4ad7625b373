//! What is answered over HTTP: charts, the page, readiness.

use std::time::Duration;

use crate::support::program::Program;
use crate::support::{Server, folder, write};
use serde_json::{Value, json};

#[tokio::test]
async fn a_chart_is_its_json_with_the_time_that_it_took() {
    let server = Server::demo().await;
    let response = server.logged_in().await.get("/api/rank").await;
    assert_eq!(response.status(), 200);
    let time = response.headers()["x-response-time"]
        .to_str()
        .unwrap()
        .to_owned();
    let milliseconds = time.strip_suffix("ms").unwrap();
    assert!(milliseconds.parse::<u32>().is_ok(), "{time}");
    assert!(response.json::<Value>().await.unwrap().is_array());
}

#[tokio::test]
async fn all_six_charts_are_there_and_the_alias_too() {
    let server = Server::demo().await;
    let browser = server.logged_in().await;
    for name in [
        "trend",
        "seller",
        "map",
        "rank",
        "hot",
        "stock",
        "hotproduct",
    ] {
        assert_eq!(
            browser.get(&format!("/api/{name}")).await.status(),
            200,
            "{name}"
        );
    }
}

#[tokio::test]
async fn a_name_that_is_no_charts_is_not_found() {
    let server = Server::demo().await;
    let cookie = server.browser().cookie("demo", "demo").await;
    let long = "x".repeat(65);
    let names = [
        "unknown",
        "..",
        "%2e%2e",
        "%2e%2e%2fetc%2fpasswd",
        "../../etc/passwd",
        "rank%00",
        "rank/",
        "%E4%BB%B7",
        "..%5crank",
        "%ff",
        &long,
        "",
    ];
    for name in names {
        let answer = server.raw_get(&format!("/api/{name}"), &cookie).await;
        assert!(answer.starts_with("HTTP/1.1 404"), "{name}: {answer}");
        let body: Value = serde_json::from_str(answer.split("\r\n\r\n").nth(1).unwrap()).unwrap();
        assert_eq!(body["status"], 404, "{name}");
        assert!(body["message"].is_string(), "{name}");
    }
}

#[tokio::test]
async fn anyone_may_read_a_public_servers_charts_from_any_page() {
    let server = Server::start(folder(), &["--public"]).await;
    let request = server.browser().http.get(server.url("/api/rank"));
    let response = request
        .header("origin", "https://elsewhere.example")
        .send()
        .await
        .unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["access-control-allow-origin"], "*");
}

#[tokio::test]
async fn a_folder_of_files_is_the_charts_and_a_change_is_seen() {
    let folder = folder();
    write(&folder, "charts/rank.json", r#"[{"name":"A","value":1}]"#);
    let data = folder.path().join("charts");
    let flags = ["--data", data.to_str().unwrap(), "--public"];
    let server = Server::start(folder, &flags).await;
    let browser = server.browser();
    assert_eq!(
        browser.json("/api/rank").await,
        json!([{"name": "A", "value": 1}])
    );

    write(
        &server.folder,
        "charts/rank.json",
        r#"[{"name":"A","value":2}]"#,
    );
    write(&server.folder, "charts/extra.json", "[7]");
    browser
        .wait_for("/api/rank", |rank| rank[0]["value"] == 2)
        .await;
    browser
        .wait_for("/api/extra", |extra| *extra == json!([7]))
        .await;
}

#[tokio::test]
async fn a_file_whose_name_is_an_alias_is_a_chart_of_its_own() {
    let folder = folder();
    write(&folder, "charts/hotproduct.json", "[7]");
    let data = folder.path().join("charts");
    let flags = ["--data", data.to_str().unwrap(), "--public"];
    let server = Server::start(folder, &flags).await;
    let browser = server.browser();
    assert_eq!(browser.json("/api/hotproduct").await, json!([7]));
    assert_eq!(browser.get("/api/hot").await.status(), 404);
}

#[tokio::test]
async fn a_broken_chart_file_keeps_the_last_value() {
    let folder = folder();
    write(&folder, "charts/rank.json", "[1]");
    write(&folder, "charts/login.json", "[1]");
    let data = folder.path().join("charts");
    let flags = ["--data", data.to_str().unwrap(), "--public"];
    let server = Server::start(folder, &flags).await;
    let browser = server.browser();
    write(&server.folder, "charts/rank.json", "[2");
    write(&server.folder, "charts/seen.json", "[1]");
    browser.wait_for("/api/seen", |_| true).await;
    assert_eq!(browser.json("/api/rank").await, json!([1]));
    assert_eq!(browser.get("/api/login").await.status(), 405);
}

#[tokio::test]
async fn a_folder_that_nobody_changes_is_read_once() {
    let folder = folder();
    write(&folder, "charts/rank.json", "broken");
    let flags = ["--data", "charts", "--public"];
    let program = Program::start(&folder, &flags).await;
    // Reading makes events too; a server that followed those would read again every 100 ms.
    tokio::time::sleep(Duration::from_secs(1)).await;
    let said = program.interrupt().await.stderr;
    assert_eq!(said.matches("rank.json is left out").count(), 1, "{said}");
}

#[tokio::test]
async fn no_spelling_of_a_path_gets_the_page_without_a_policy() {
    let server = Server::demo().await;
    for path in ["//index.html", "/./index.html", "/%69ndex.html"] {
        let answer = server.raw_get(path, "").await;
        assert!(
            answer.contains("content-security-policy: default-src 'none'; frame-ancestors 'none'"),
            "{path}: {answer}"
        );
    }
}

#[tokio::test]
async fn a_path_of_the_app_is_the_page_under_its_policy() {
    let server = Server::demo().await;
    let browser = server.browser();
    for path in [
        "/",
        "/login",
        "/chart/trend",
        "/no/such/page",
        "/index.html",
    ] {
        let response = browser.get(path).await;
        assert_eq!(response.status(), 200, "{path}");
        let policy = response.headers()["content-security-policy"]
            .to_str()
            .unwrap()
            .to_owned();
        assert!(
            policy.starts_with("default-src 'none'; script-src 'self' 'wasm-unsafe-eval' 'sha256-"),
            "{policy}"
        );
        for directive in [
            "frame-ancestors 'none'",
            "base-uri 'none'",
            "form-action 'self'",
        ] {
            assert!(policy.contains(directive), "{policy}");
        }
        assert!(
            response
                .text()
                .await
                .unwrap()
                .contains("<title>page</title>"),
            "{path}"
        );
    }
}

#[tokio::test]
async fn a_file_that_is_not_there_or_not_of_the_page_is_not_found() {
    let server = Server::demo().await;
    for path in [
        "/missing.js",
        "/maps/mars.json",
        "/..%2fstate%2flive.db",
        "/../state/live.db",
        "/a.b/../../state/live.db",
    ] {
        let answer = server.raw_get(path, "").await;
        assert!(answer.starts_with("HTTP/1.1 404"), "{path}: {answer}");
    }
}

#[tokio::test]
async fn hashed_files_are_kept_by_the_browser_and_others_are_asked_for_each_time() {
    let folder = folder();
    write(&folder, "dist/charts-0123456789abcdef.js", "1");
    write(&folder, "dist/app-fedcba9876543210.js", "1");
    write(&folder, "dist/app-fedcba9876543210_bg.wasm", "1");
    let server = Server::start(folder, &[]).await;
    let browser = server.browser();
    let cache = async |path: &str| {
        let response = browser.get(path).await;
        assert_eq!(response.status(), 200, "{path}");
        response.headers()["cache-control"]
            .to_str()
            .unwrap()
            .to_owned()
    };
    assert!(
        cache("/charts-0123456789abcdef.js")
            .await
            .contains("immutable")
    );
    for path in [
        "/app-fedcba9876543210.js",
        "/app-fedcba9876543210_bg.wasm",
        "/maps/usa.json",
        "/config.json",
        "/",
    ] {
        assert_eq!(cache(path).await, "no-cache", "{path}");
    }
}

#[tokio::test]
async fn whoever_has_the_newest_file_is_not_sent_it_again() {
    let server = Server::demo().await;
    let browser = server.browser();
    for path in ["/", "/config.json", "/maps/usa.json"] {
        let etag = browser.get(path).await.headers()["etag"].clone();
        let request = browser
            .http
            .get(server.url(path))
            .header("if-none-match", etag);
        assert_eq!(request.send().await.unwrap().status(), 304, "{path}");
    }
}

#[tokio::test]
async fn a_compressed_file_is_sent_to_those_who_can_read_it() {
    let folder = folder();
    write(&folder, "dist/app.js", "plain");
    write(&folder, "dist/app.js.br", "compressed");
    let server = Server::start(folder, &[]).await;
    let http = server.browser().http;
    let request = http
        .get(server.url("/app.js"))
        .header("accept-encoding", "gzip, br");
    let response = request.send().await.unwrap();
    assert_eq!(response.headers()["content-encoding"], "br");
    assert_eq!(response.headers()["content-type"], "text/javascript");
    assert_eq!(response.text().await.unwrap(), "compressed");
    let plain = http.get(server.url("/app.js")).send().await.unwrap();
    assert_eq!(plain.text().await.unwrap(), "plain");
}

#[tokio::test]
async fn the_config_names_the_map_of_the_command_line() {
    let server = Server::start(folder(), &["--map", "usa"]).await;
    let config = server.browser().json("/config.json").await;
    assert_eq!(config, json!({"title": "Live sales", "map": "usa"}));
}

#[tokio::test]
async fn a_config_that_goes_away_is_not_found_and_the_page_is_still_there_to_say_so() {
    let server = Server::demo().await;
    std::fs::remove_file(server.folder.path().join("dist/config.json")).unwrap();
    let browser = server.browser();
    assert_eq!(browser.get("/config.json").await.status(), 404);
    assert_eq!(browser.get("/").await.status(), 200);
}

#[tokio::test]
async fn a_server_that_works_says_so_and_counts() {
    let server = Server::demo().await;
    let browser = server.logged_in().await;
    assert_eq!(browser.get("/healthz").await.status(), 200);
    assert_eq!(browser.get("/readyz").await.status(), 200);
    browser
        .wait_for("/api/rank", |rank| !rank[0].is_null())
        .await;
    let metrics = browser.get("/metrics").await.text().await.unwrap();
    assert!(metrics.contains(r#"live_order_lines_total{from="feed",outcome="accepted"}"#));
    assert!(metrics.contains(r#"live_logins_total{outcome="accepted"}"#));
}

#[tokio::test]
async fn bad_lines_of_a_replayed_file_are_counted() {
    let folder = folder();
    let orders = "time,amount\n2024-01-01,1\nyesterday,1\n2024-01-02,much\n";
    write(&folder, "orders.csv", orders);
    // A process of its own: its metrics are its own too.
    let flags = ["--replay", "orders.csv", "--speed", "max"];
    let program = Program::start(&folder, &flags).await;
    let metrics = program
        .browser()
        .get("/metrics")
        .await
        .text()
        .await
        .unwrap();
    let count = r#"live_order_lines_total{from="feed",outcome="bad"} 2"#;
    assert!(metrics.lines().any(|line| line == count), "{metrics}");
}
