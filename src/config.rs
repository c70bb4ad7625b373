//! `config.json`: what an operator sets without a rebuild.

use std::collections::BTreeMap;

use gloo_net::http::Response;
use serde::Deserialize;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use crate::{intl, protocol::Protocol};

#[wasm_bindgen]
extern "C" {
    /// The answer for the file, for which `early.js` has asked while the program was on its way.
    #[wasm_bindgen(thread_local_v2, js_name = configAnswer)]
    static CONFIG_ANSWER: Option<js_sys::Promise>;
}

/// The file's content. Every member may be left out; one that is there must be right.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Config {
    /// The dashboard's name.
    pub title: String,
    /// Address of a picture; empty for the product's own sign.
    pub logo: String,
    /// The socket: a path of this server, or a `ws://` or `wss://` address.
    pub socket_url: String,
    /// The API: a path of this server, or an address.
    pub api_url: String,
    /// How the socket talks: the members `protocol` and `options`.
    #[serde(skip)]
    pub protocol: Protocol,
    /// How a user shows who they are.
    pub auth: Auth,
    /// `chartName`s that are called otherwise at the server.
    pub topics: BTreeMap<String, String>,
    /// A GeoJSON file under `maps/`, without its extension.
    pub map: String,
    /// What the server calls regions that the map calls otherwise: from its name to the map's.
    pub region_names: BTreeMap<String, String>,
    /// A BCP 47 tag, or `auto` for the browser's own.
    pub locale: String,
    /// An ISO 4217 code; empty for amounts that are no money.
    pub currency: String,
    /// An IANA time zone.
    pub time_zone: String,
}

/// How a user shows who they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Auth {
    /// A session cookie, and tickets for the socket.
    #[default]
    Session,
    /// Not at all.
    None,
    /// A token that the login answers, kept for the tab.
    Token,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            title: "Live sales".into(),
            logo: String::new(),
            socket_url: "/ws".into(),
            api_url: "/api".into(),
            protocol: Protocol::default(),
            auth: Auth::default(),
            topics: BTreeMap::new(),
            map: "world".into(),
            region_names: BTreeMap::new(),
            locale: "auto".into(),
            currency: "USD".into(),
            time_zone: "UTC".into(),
        }
    }
}

impl Config {
    /// Address of the picture beside the dashboard's name.
    #[must_use]
    pub fn sign(&self) -> String {
        if self.logo.is_empty() {
            "/favicon.svg".into()
        } else {
            self.logo.clone()
        }
    }

    /// Reads the file's text.
    ///
    /// # Errors
    ///
    /// What is wrong, for whoever edited the file.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut config: Self = serde_json::from_str(text).map_err(|error| error.to_string())?;
        config.protocol = Protocol::parse(text)?;
        let safe = |name: &str| {
            name.bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"_-".contains(&b))
        };
        if config.map.is_empty() || !safe(&config.map) {
            return Err(format!(
                "`map` names a file under maps/ without its extension, not `{}`",
                config.map
            ));
        }
        Ok(config)
    }

    /// Fetches and reads the file.
    ///
    /// # Errors
    ///
    /// As [`parse`](Self::parse), that it can't be fetched, or that it names a language, a currency or a time zone that
    /// this browser does not know.
    pub async fn fetch() -> Result<Self, String> {
        let answer = CONFIG_ANSWER.with(Clone::clone);
        let answer = answer.ok_or("early.js, which asks for it, is not there")?;
        let answer = JsFuture::from(answer).await.map_err(|error| {
            let why = error.unchecked_into::<js_sys::Error>().message();
            format!("it can't be fetched: {why}")
        })?;
        let answer = Response::from(answer.unchecked_into::<web_sys::Response>());
        if !answer.ok() {
            return Err(format!(
                "the server answers {} {}",
                answer.status(),
                answer.status_text()
            ));
        }
        let text = answer.text().await.map_err(|error| error.to_string())?;
        let config = Self::parse(&text)?;
        intl::check(&config.locale, &config.currency, &config.time_zone)?;
        Ok(config)
    }
}

#[cfg(test)]
mod tests {
    use super::{Auth, Config};
    use crate::protocol::{Plain, Protocol};

    #[test]
    fn what_is_left_out_has_a_default() {
        assert_eq!(Config::parse("{}"), Ok(Config::default()));
    }

    #[test]
    fn the_file_that_is_shipped_is_right() {
        let shipped = Config::parse(include_str!("../public/config.json"));
        assert_eq!(shipped, Ok(Config::default()));
    }

    #[test]
    fn a_word_that_is_not_known_is_named() {
        let error = Config::parse(r#"{"protocol":"carrier-pigeon"}"#).expect_err("not a protocol");
        assert!(
            error.contains("carrier-pigeon") && error.contains("native"),
            "{error}"
        );
    }

    #[test]
    fn another_server_is_described_by_its_words() {
        let text = r#"{"protocol":"plain","options":{"silence":5000},"auth":"none",
            "topics":{"hot":"hotproduct"},"later":1}"#;
        let config = Config::parse(text).expect("all of it is known or ignored");
        let plain = Plain {
            silence: 5_000,
            ..Plain::default()
        };
        assert_eq!(config.protocol, Protocol::Plain(plain));
        assert_eq!(config.auth, Auth::None);
        assert_eq!(config.topics["hot"], "hotproduct");
    }

    #[test]
    fn a_map_is_never_a_path() {
        assert!(Config::parse(r#"{"map":"../secrets"}"#).is_err());
    }
}
