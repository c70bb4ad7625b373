//! The program itself, as a process.

use std::io::Write as _;
use std::path::Path;
use std::process::{Output, Stdio};
use std::time::Duration;

use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, BufReader};
use tokio::process::{Child, Command};
use tokio::time::timeout;

use super::{Browser, PATIENCE};

/// A server process; killed when dropped.
pub(crate) struct Program {
    pub(crate) child: Child,
    pub(crate) base: String,
}

/// How a process ended, and what it said.
pub(crate) struct Ended {
    pub(crate) code: Option<i32>,
    pub(crate) stderr: String,
    pub(crate) took: Duration,
}

fn flags(folder: &Path, more: &[&str]) -> Vec<std::ffi::OsString> {
    let mut flags: Vec<std::ffi::OsString> = vec![
        "--dist".into(),
        folder.join("dist").into(),
        "--state".into(),
        folder.join("state").into(),
    ];
    if !more.contains(&"--listen") {
        flags.extend(["--listen".into(), "127.0.0.1:0".into()]);
    }
    flags.extend(more.iter().map(std::convert::Into::into));
    flags
}

fn command(program: &str, folder: &Path) -> Command {
    let mut command = Command::new(program);
    command
        .current_dir(folder)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true);
    command
}

impl Program {
    /// Starts the server and waits until it says where it listens.
    pub(crate) async fn start(folder: &TempDir, more: &[&str]) -> Self {
        let mut command = command(env!("CARGO_BIN_EXE_live-server"), folder.path());
        command.args(flags(folder.path(), more));
        Self::listening(command).await
    }

    /// Starts it where no file may grow past a limit, in blocks of 1,024 bytes: a disk that gets full.
    pub(crate) async fn start_on_small_disk(folder: &TempDir, blocks: u32, more: &[&str]) -> Self {
        let mut command = command("bash", folder.path());
        let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" \"$@\"");
        command.args(["-c", &script, env!("CARGO_BIN_EXE_live-server")]);
        command.args(flags(folder.path(), more));
        Self::listening(command).await
    }

    async fn listening(mut command: Command) -> Self {
        let mut child = command.spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let first = timeout(PATIENCE, lines.next_line()).await.unwrap().unwrap();
        let Some(base) = first
            .as_deref()
            .and_then(|line| line.strip_prefix("Live dashboard: "))
        else {
            let mut stderr = String::new();
            let mut pipe = child.stderr.take().unwrap();
            pipe.read_to_string(&mut stderr).await.unwrap();
            panic!("{first:?}: {stderr}");
        };
        let base = base.trim_end_matches('/').to_owned();
        Self { child, base }
    }

    /// Starts it, waits until it logs this, and interrupts it: how it ended.
    pub(crate) async fn interrupted_at(folder: &TempDir, more: &[&str], logged: &str) -> Ended {
        let mut command = command(env!("CARGO_BIN_EXE_live-server"), folder.path());
        let mut child = command.args(flags(folder.path(), more)).spawn().unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let reading = async {
            while let Some(line) = lines.next_line().await.unwrap() {
                if line.contains(logged) {
                    return;
                }
            }
            panic!("it ended before it logged {logged:?}");
        };
        timeout(PATIENCE, reading).await.unwrap();
        interrupt(child).await
    }

    /// Ends it as a power cut would.
    pub(crate) async fn kill(mut self) {
        self.child.kill().await.unwrap();
    }

    /// Ends it as a terminal or an init system would; what it had logged.
    pub(crate) async fn interrupt(self) -> Ended {
        interrupt(self.child).await
    }

    pub(crate) fn browser(&self) -> Browser {
        Browser::new(self.base.clone())
    }

    pub(crate) async fn logged_in(&self) -> Browser {
        let browser = self.browser();
        assert_eq!(browser.login("demo", "demo").await.status(), 200);
        browser
    }
}

/// Runs the program until it ends by itself.
pub(crate) async fn run_to_end(folder: &TempDir, more: &[&str]) -> Ended {
    let mut command = command(env!("CARGO_BIN_EXE_live-server"), folder.path());
    ended(command.args(flags(folder.path(), more)).spawn().unwrap()).await
}

async fn interrupt(child: Child) -> Ended {
    let id = child.id().unwrap().to_string();
    let sent = std::process::Command::new("kill")
        .args(["-INT", &id])
        .status();
    assert!(sent.unwrap().success());
    ended(child).await
}

async fn ended(child: Child) -> Ended {
    let began = tokio::time::Instant::now();
    let output = timeout(PATIENCE, child.wait_with_output()).await;
    let output = output.expect("it did not end").unwrap();
    Ended {
        code: output.status.code(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        took: began.elapsed(),
    }
}

/// Runs a sub-command to its end.
pub(crate) fn manage(folder: &Path, words: &[&str], stdin: &str) -> Output {
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_live-server"))
        .args(words)
        .arg("--state")
        .arg(folder.join("state"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A command that reads nothing may have ended already.
    let _ = child.stdin.take().unwrap().write_all(stdin.as_bytes());
    child.wait_with_output().unwrap()
}

pub(crate) fn user_add(folder: &Path, name: &str, password: &str, role: &str) {
    let words = ["user", "add", name, "--role", role];
    let output = manage(folder, &words, &format!("{password}\n"));
    assert!(output.status.success(), "{output:?}");
}

pub(crate) fn key_add(folder: &Path, name: &str) -> String {
    let output = manage(folder, &["key", "add", name], "");
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}
