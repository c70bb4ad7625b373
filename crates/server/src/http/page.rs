use std::io;
use std::path::{Path, PathBuf};

use axum::http::Uri;
use serde_json::{Map, Value};
use socket_wire::TopicName;

use super::csp::{self, Elsewhere};

/// The built page: a folder with `index.html`, `config.json` and all that they name.
#[derive(Debug, Clone)]
pub struct Page {
    dist: PathBuf,
    map: Option<String>,
}

/// The folder cannot be served. Each is one line.
#[derive(Debug, thiserror::Error)]
pub enum PageError {
    /// There is no page in it.
    #[error("there is no built page in {0} (no {1}): run `cargo xtask serve`, which builds it")]
    Missing(PathBuf, &'static str),
    /// A file cannot be read.
    #[error("{0} cannot be read: {1}")]
    Unreadable(PathBuf, io::Error),
    /// `config.json` is broken.
    #[error("{0}: {1}")]
    Config(PathBuf, ConfigError),
    /// `--map` names a map that is not there.
    #[error("--map {0}: there is no such map in {1}")]
    Map(String, PathBuf),
}

/// What is wrong with a `config.json`.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// It is not JSON, or not an object.
    #[error("not a JSON object: {0}")]
    NotAnObject(#[from] serde_json::Error),
    /// A member is not a text.
    #[error("`{0}` must be a text")]
    NotText(&'static str),
    /// An address is neither a path nor of a known scheme.
    #[error("`{0}` must be a path, or an http(s) or ws(s) address")]
    Address(&'static str),
}

/// A document that the server makes from a file.
#[derive(Debug)]
pub(super) struct Document {
    pub(super) text: String,
    /// The policy under which the browser shows it.
    pub(super) policy: String,
}

impl Page {
    /// Checks the folder; `map` overrides the one in `config.json`.
    pub fn open(dist: &Path, map: Option<String>) -> Result<Self, PageError> {
        let page = Self {
            dist: dist.to_owned(),
            map,
        };
        let config = page.read_at_start("config.json");
        page.read_at_start("index.html")?;
        elsewhere(&config?).map_err(|error| PageError::Config(dist.join("config.json"), error))?;
        if let Some(map) = &page.map {
            let maps = dist.join("maps");
            if !has_map(&maps, map) {
                return Err(PageError::Map(map.clone(), maps));
            }
        }
        Ok(page)
    }

    /// The folder.
    pub(super) fn dist(&self) -> &Path {
        &self.dist
    }

    /// `index.html` with its policy. Read anew each time: a build may replace it while the server runs.
    pub(super) async fn index(&self) -> io::Result<Document> {
        let text = tokio::fs::read_to_string(self.dist.join("index.html")).await?;
        // The page itself tells its visitor about a config that broke or went away after the start.
        let config = tokio::fs::read_to_string(self.dist.join("config.json")).await;
        let elsewhere = elsewhere(&config.unwrap_or_default()).unwrap_or_default();
        let policy = csp::policy(&text, &elsewhere);
        Ok(Document { text, policy })
    }

    /// `config.json` with `--map` in it.
    pub(super) async fn config(&self) -> io::Result<Document> {
        let text = tokio::fs::read_to_string(self.dist.join("config.json")).await?;
        let overridden = self.map.as_ref().and_then(|map| {
            let mut config: Map<String, Value> = serde_json::from_str(&text).ok()?;
            config.insert("map".to_owned(), Value::String(map.clone()));
            Some(Value::Object(config).to_string())
        });
        Ok(Document {
            text: overridden.unwrap_or(text),
            policy: csp::policy("", &Elsewhere::default()),
        })
    }

    fn read_at_start(&self, name: &'static str) -> Result<String, PageError> {
        let path = self.dist.join(name);
        std::fs::read_to_string(&path).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => PageError::Missing(self.dist.clone(), name),
            _ => PageError::Unreadable(path, error),
        })
    }
}

fn has_map(maps: &Path, name: &str) -> bool {
    let entries = std::fs::read_dir(maps).into_iter().flatten().flatten();
    TopicName::new(name).is_ok()
        && entries
            .filter_map(|entry| entry.path().file_stem()?.to_str().map(str::to_owned))
            .any(|stem| stem == name)
}

/// The origins that a config names beside its own.
fn elsewhere(config: &str) -> Result<Elsewhere, ConfigError> {
    let config: Map<String, Value> = serde_json::from_str(config)?;
    let text = |key: &'static str| match config.get(key) {
        None => Ok(""),
        Some(value) => value.as_str().ok_or(ConfigError::NotText(key)),
    };
    let origin_in = |key: &'static str| match text(key)? {
        path if path.is_empty() || path.starts_with('/') => Ok(None),
        address => origin(address).map(Some).ok_or(ConfigError::Address(key)),
    };
    text("map")?;
    let socket = origin_in("socketUrl")?;
    // The page asks the socket's server whether it is up, by HTTP, before it dials again after several failures.
    let health = socket.as_ref().and_then(|origin| by_http(origin));
    let connect = [socket, health, origin_in("apiUrl")?];
    // A logo may lie beside the page, under a relative path.
    let logo = origin(text("logo")?);
    Ok(Elsewhere {
        connect: connect.into_iter().flatten().collect(),
        images: logo.into_iter().collect(),
    })
}

fn origin(address: &str) -> Option<String> {
    let uri: Uri = address.parse().ok()?;
    let scheme = uri.scheme_str()?;
    let known = matches!(scheme, "http" | "https" | "ws" | "wss");
    // An address in a policy must not be able to end its directive.
    let authority = uri.authority()?.as_str();
    let plain = |b: u8| b.is_ascii_alphanumeric() || b".-:[]".contains(&b);
    (known && authority.bytes().all(plain)).then(|| format!("{scheme}://{authority}"))
}

/// The origin of the same server by HTTP.
fn by_http(socket_origin: &str) -> Option<String> {
    let rest = socket_origin.strip_prefix("ws")?;
    Some(format!("http{rest}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dist(config: &str) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("index.html"), "<script>1</script>").unwrap();
        std::fs::write(folder.path().join("config.json"), config).unwrap();
        std::fs::create_dir(folder.path().join("maps")).unwrap();
        std::fs::write(folder.path().join("maps/usa.json"), "{}").unwrap();
        folder
    }

    fn error(folder: &Path, map: Option<&str>) -> String {
        let error = Page::open(folder, map.map(str::to_owned)).unwrap_err();
        error.to_string()
    }

    #[test]
    fn a_missing_page_names_the_command_that_builds_it() {
        let folder = tempfile::tempdir().unwrap();
        assert!(error(folder.path(), None).contains("cargo xtask serve"));
    }

    #[test]
    fn a_broken_config_is_an_error_of_one_line() {
        for config in [
            "",
            "[]",
            "{",
            r#"{"map":7}"#,
            r#"{"socketUrl":"nonsense"}"#,
            r#"{"socketUrl":"ws://a;script-src"}"#,
        ] {
            let error = error(dist(config).path(), None);
            assert!(error.contains("config.json"), "{error}");
            assert_eq!(error.lines().count(), 1, "{error}");
        }
    }

    #[test]
    fn a_map_that_is_not_there_is_an_error() {
        let folder = dist("{}");
        assert!(Page::open(folder.path(), Some("usa".into())).is_ok());
        assert!(error(folder.path(), Some("mars")).contains("--map mars"));
        assert!(error(folder.path(), Some("../maps/usa")).contains("--map"));
    }

    #[tokio::test]
    async fn the_map_is_overridden_and_the_rest_stays() {
        let folder = dist(r#"{"title":"T","map":"world"}"#);
        let page = Page::open(folder.path(), Some("usa".into())).unwrap();
        let config: Value = serde_json::from_str(&page.config().await.unwrap().text).unwrap();
        assert_eq!(config, serde_json::json!({"title": "T", "map": "usa"}));
    }

    #[tokio::test]
    async fn the_page_may_connect_where_its_config_says() {
        let config = r#"{"socketUrl":"wss://live.example.com/ws","apiUrl":"/api","logo":"https://img.example.com/a.png"}"#;
        let folder = dist(config);
        let index = Page::open(folder.path(), None)
            .unwrap()
            .index()
            .await
            .unwrap();
        assert!(
            index
                .policy
                .contains("connect-src 'self' wss://live.example.com https://live.example.com;")
        );
        assert!(
            index
                .policy
                .contains("img-src 'self' https://img.example.com data:;")
        );
    }
}
