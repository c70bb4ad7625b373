//! A server of one's own for each test: in this process ([`Server`]), or as the program itself ([`Program`]).

pub(crate) mod program;
pub(crate) mod socket;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use clap::Parser;
use live_server::cli::{Cli, Options};
use live_server::run::Running;
use reqwest::cookie::Jar;
use reqwest::{Client, Response, StatusCode};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

pub(crate) use socket::Socket;

/// How long anything may take that is waited for.
pub(crate) const PATIENCE: Duration = Duration::from_secs(10);

/// A running server, and the folder with its page and its state.
pub(crate) struct Server {
    pub(crate) running: Running,
    pub(crate) folder: TempDir,
}

/// One browser: its cookies.
#[derive(Clone)]
pub(crate) struct Browser {
    pub(crate) http: Client,
    pub(crate) base: String,
}

/// A folder with a page in it.
pub(crate) fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    write(
        &folder,
        "dist/index.html",
        "<!doctype html><title>page</title><script>1</script>",
    );
    write(
        &folder,
        "dist/config.json",
        r#"{"title":"Live sales","map":"world"}"#,
    );
    write(&folder, "dist/maps/usa.json", "{}");
    folder
}

/// Writes a file, and the folders that it needs.
pub(crate) fn write(folder: &TempDir, path: &str, text: &str) {
    let path = folder.path().join(path);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}

pub(crate) fn options(folder: &Path, flags: &[&str]) -> Options {
    let (dist, state) = (folder.join("dist"), folder.join("state"));
    let fixed = [
        "live-server",
        "--listen",
        "127.0.0.1:0",
        "--dist",
        dist.to_str().unwrap(),
        "--state",
        state.to_str().unwrap(),
    ];
    let words = fixed.iter().chain(flags);
    Cli::try_parse_from(words).unwrap().options
}

impl Server {
    /// A server with the demo feed, and so the demo login.
    pub(crate) async fn demo() -> Self {
        Self::start(folder(), &[]).await
    }

    pub(crate) async fn start(folder: TempDir, flags: &[&str]) -> Self {
        let running = Running::start(options(folder.path(), flags)).await.unwrap();
        Self { running, folder }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.running.address)
    }

    pub(crate) fn origin(&self) -> String {
        self.url("")
    }

    /// A browser that is not logged in.
    pub(crate) fn browser(&self) -> Browser {
        Browser::new(self.origin())
    }

    /// A browser with the demo user logged in.
    pub(crate) async fn logged_in(&self) -> Browser {
        let browser = self.browser();
        assert_eq!(browser.login("demo", "demo").await.status(), StatusCode::OK);
        browser
    }

    /// The answer to a path that no client library would send as it is.
    pub(crate) async fn raw_get(&self, path: &str, cookie: &str) -> String {
        let mut stream = TcpStream::connect(self.running.address).await.unwrap();
        let request = format!(
            "GET {path} HTTP/1.1\r\nHost: localhost\r\nCookie: {cookie}\r\nConnection: close\r\n\r\n"
        );
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        answer
    }

    /// What the sub-commands do: adds a user beside the running server.
    pub(crate) fn add_user(&self, name: &str, password: &str, role: &str) {
        program::user_add(self.folder.path(), name, password, role);
    }

    /// Makes a key for orders.
    pub(crate) fn add_key(&self, name: &str) -> String {
        program::key_add(self.folder.path(), name)
    }

    /// Stops the server and starts it again on the same folder.
    pub(crate) async fn restart(self, flags: &[&str]) -> Self {
        self.running.stop().await;
        Self::start(self.folder, flags).await
    }
}

impl Browser {
    pub(crate) fn new(base: String) -> Self {
        let http = Client::builder()
            .cookie_provider(Arc::new(Jar::default()))
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .unwrap();
        Self { http, base }
    }

    pub(crate) async fn get(&self, path: &str) -> Response {
        let url = format!("{}{path}", self.base);
        self.http.get(url).send().await.unwrap()
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Response {
        let url = format!("{}{path}", self.base);
        let request = self.http.post(url).header("origin", &self.base);
        request.json(&body).send().await.unwrap()
    }

    pub(crate) async fn login(&self, username: &str, password: &str) -> Response {
        let body = json!({"username": username, "password": password});
        self.post("/api/login", body).await
    }

    pub(crate) async fn ticket(&self) -> String {
        let answer: Value = self
            .post("/api/ticket", json!(null))
            .await
            .json()
            .await
            .unwrap();
        answer["ticket"].as_str().unwrap().to_owned()
    }

    pub(crate) async fn json(&self, path: &str) -> Value {
        self.get(path).await.json().await.unwrap()
    }

    /// The session cookie, as a header's value.
    pub(crate) async fn cookie(&self, username: &str, password: &str) -> String {
        let response = self.login(username, password).await;
        let cookie = response.headers()["set-cookie"].to_str().unwrap();
        cookie.split(';').next().unwrap().to_owned()
    }

    /// Asks until the answer is right.
    pub(crate) async fn wait_for(&self, path: &str, is_right: impl Fn(&Value) -> bool) -> Value {
        let asking = async {
            loop {
                let response = self.get(path).await;
                if response.status() == StatusCode::OK
                    && let Ok(value) = response.json().await
                    && is_right(&value)
                {
                    return value;
                }
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        tokio::time::timeout(PATIENCE, asking)
            .await
            .unwrap_or_else(|_| panic!("{path} never became what it should be"))
    }
}
