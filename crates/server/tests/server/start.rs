//! What the program says when it cannot start, and that it says it soon.

use std::time::Duration;

use crate::support::program::{Program, manage, run_to_end};
use crate::support::{folder, write};

/// Runs the program with flags that cannot work; the one line that it says.
async fn refusal(folder: &tempfile::TempDir, flags: &[&str]) -> String {
    let ended = run_to_end(folder, flags).await;
    assert_eq!(ended.code, Some(1), "{}", ended.stderr);
    assert!(ended.took < Duration::from_secs(1), "{:?}", ended.took);
    let errors: Vec<&str> = ended
        .stderr
        .lines()
        .filter(|line| line.starts_with("error: "))
        .collect();
    assert_eq!(errors.len(), 1, "{}", ended.stderr);
    errors[0].to_owned()
}

#[tokio::test]
async fn a_port_in_use_is_named() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let error = refusal(&folder(), &["--listen", &address]).await;
    assert!(error.contains(&address), "{error}");
}

#[tokio::test]
async fn a_page_that_is_not_built_names_the_command_that_builds_it() {
    let folder = tempfile::tempdir().unwrap();
    let error = refusal(&folder, &[]).await;
    assert!(error.contains("cargo xtask serve"), "{error}");
}

#[tokio::test]
async fn a_broken_config_is_named() {
    let folder = folder();
    write(&folder, "dist/config.json", "{\n broken");
    let error = refusal(&folder, &[]).await;
    assert!(error.contains("config.json"), "{error}");
}

#[tokio::test]
async fn two_sources_are_named() {
    let error = refusal(&folder(), &["--replay", "a.csv", "--data", "charts"]).await;
    assert!(error.contains("--replay and --data"), "{error}");
}

#[tokio::test]
async fn an_orders_file_that_is_not_there_is_named() {
    let error = refusal(&folder(), &["--replay", "missing.csv"]).await;
    assert!(error.contains("missing.csv"), "{error}");
}

#[tokio::test]
async fn a_missing_column_is_named() {
    let folder = folder();
    write(&folder, "orders.csv", "When,Amount\n2024-01-01,1\n");
    let file = folder.path().join("orders.csv");
    let flags = [
        "--replay",
        file.to_str().unwrap(),
        "--columns",
        "time=Date,amount=Amount",
    ];
    let error = refusal(&folder, &flags).await;
    assert!(error.contains("Date"), "{error}");
}

#[tokio::test]
async fn a_charts_folder_that_is_not_there_is_named() {
    let error = refusal(&folder(), &["--data", "missing"]).await;
    assert!(error.contains("missing"), "{error}");
}

#[tokio::test]
async fn a_state_folder_has_one_server() {
    let folder = folder();
    let _first = Program::start(&folder, &[]).await;
    let error = refusal(&folder, &[]).await;
    assert!(error.contains("--state"), "{error}");
}

#[tokio::test]
async fn a_sub_command_leaves_the_database_of_a_running_server_where_it_is() {
    let folder = folder();
    let program = Program::start(&folder, &[]).await;
    let path = folder.path().join("state/live.db");
    let bytes = std::fs::read(&path).unwrap();
    std::fs::write(&path, &bytes[..bytes.len() / 3]).unwrap();
    let output = manage(folder.path(), &["user", "list"], "");
    assert!(!output.status.success());
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("damaged") && path.exists(), "{said}");
    program.kill().await;
}

#[tokio::test]
async fn the_demo_login_is_said_only_where_it_exists() {
    let folder = folder();
    let program = Program::start(&folder, &[]).await;
    assert_eq!(program.browser().login("demo", "demo").await.status(), 200);
    let program = {
        program.kill().await;
        Program::start(&folder, &["--feed", "none"]).await
    };
    assert_eq!(program.browser().login("demo", "demo").await.status(), 401);
}

#[tokio::test]
async fn an_interrupt_ends_it_cleanly_and_soon() {
    let folder = folder();
    let program = Program::start(&folder, &[]).await;
    let ended = program.interrupt().await;
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    assert!(ended.took < Duration::from_secs(3), "{:?}", ended.took);
    assert!(!folder.path().join("state/live.db-wal").exists());
}

#[cfg(unix)]
#[tokio::test]
async fn an_interrupt_during_the_start_ends_it_too() {
    let folder = folder();
    // A file that never comes to its end.
    let pipe = folder.path().join("orders.csv");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    assert!(made.unwrap().success());
    let flags = ["--replay", "orders.csv"];
    let ended = Program::interrupted_at(&folder, &flags, "reading the orders file").await;
    assert_eq!(ended.code, Some(0));
    assert!(ended.took < Duration::from_secs(3), "{:?}", ended.took);
}

#[test]
fn users_and_keys_are_managed_from_the_command_line() {
    let folder = folder();
    let run = |words: &[&str], stdin: &str| {
        let output = manage(folder.path(), words, stdin);
        let text = String::from_utf8(output.stdout).unwrap();
        (output.status.success(), text)
    };
    assert!(run(&["user", "add", "ann", "--role", "operator"], "secret\n").0);
    assert!(!run(&["user", "add", "ann"], "secret\n").0);
    assert!(!run(&["user", "add", "bob"], "\n").0);
    assert!(!run(&["user", "add", " bob"], "secret\n").0);
    assert!(run(&["user", "add", "bob"], "secret\n").0);
    assert_eq!(run(&["user", "list"], "").1, "ann\toperator\nbob\tviewer\n");
    assert!(run(&["user", "passwd", "ann"], "other\n").0);
    assert!(!run(&["user", "passwd", "nobody"], "other\n").0);
    assert!(run(&["user", "remove", "bob"], "").0);
    assert!(!run(&["user", "remove", "bob"], "").0);
    let (added, key) = run(&["key", "add", "till"], "");
    assert!(added && key.starts_with("live_"));
    assert!(!run(&["key", "add", "till"], "").0);
    assert_eq!(run(&["key", "list"], "").1, "till\n");
    assert!(run(&["key", "remove", "till"], "").0);
    assert!(!run(&["key", "remove", "till"], "").0);
}
