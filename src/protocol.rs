//! How the socket talks: `protocol` and its `options` in `config.json`, and what they are to the store.
//!
//! Spans are milliseconds. What is left out has the dialect's own default.

mod options;

use std::collections::BTreeMap;

#[cfg(feature = "msgpack")]
use leptos_socket_store::Codec;
use leptos_socket_store::{
    DeviceDialect, Liveness, NativeDialect, PingPongDialect, PlainDialect, StoreOptions,
    Subscription, TypeDataDialect, socket_type_of,
};
use serde::Deserialize;
use serde_json::Value;

use options::Options;

/// A way to talk, with what can be set about it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Protocol {
    /// `live-server`'s own.
    #[default]
    Native,
    /// What big-screen Vue projects speak.
    Plain(Plain),
    /// What Vuex projects speak: objects with `type` and `data`.
    Vuex(Vuex),
    /// A connection that is kept up by the texts `ping` and `pong`.
    PingPong(PingPong),
    /// What servers of devices speak.
    Device(Device),
}

/// See [`PlainDialect`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plain {
    /// After so much silence a chart is asked for again.
    pub silence: u64,
    /// After so much more the server is dead.
    pub deadline: u64,
    /// Which chart, by its `chartName` here: a small one. Absent: one that has come before.
    pub probe: Option<String>,
}

/// See [`TypeDataDialect`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vuex {
    /// How often the server beats.
    pub interval: u64,
    /// How much later than that a beat may come.
    pub grace: u64,
}

/// See [`PingPongDialect`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PingPong {
    /// After so much silence the server is asked.
    pub silence: u64,
    /// After so much more it is dead.
    pub deadline: u64,
    /// What it is asked with.
    pub ping: String,
    /// Texts of the server that are no messages.
    pub control: Vec<String>,
    /// The first message on open: a text, or an object to be sent as JSON. `{token}` in it is the user's.
    pub first: Option<Value>,
    /// What is said before the connection is closed by hand; `null`: nothing.
    pub farewell: Option<String>,
}

/// See [`DeviceDialect`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Device {
    /// Who this screen is.
    pub id: String,
    /// How often it says so.
    pub every: u64,
}

impl Default for Plain {
    fn default() -> Self {
        Self {
            silence: 15_000,
            deadline: 5_000,
            probe: None,
        }
    }
}

impl Default for Vuex {
    fn default() -> Self {
        let TypeDataDialect {
            interval, grace, ..
        } = TypeDataDialect::default();
        Self { interval, grace }
    }
}

impl Default for PingPong {
    fn default() -> Self {
        let dialect = PingPongDialect::default();
        Self {
            silence: dialect.silence,
            deadline: dialect.deadline,
            ping: dialect.ping,
            control: dialect.control,
            first: None,
            farewell: dialect.farewell,
        }
    }
}

impl Default for Device {
    fn default() -> Self {
        let DeviceDialect { id, every } = DeviceDialect::new("live-dashboard");
        Self { id, every }
    }
}

impl Protocol {
    /// Reads the two members out of the file's text.
    ///
    /// # Errors
    ///
    /// What is wrong, for whoever edited the file.
    pub fn parse(text: &str) -> Result<Self, String> {
        #[derive(Deserialize)]
        struct Spoken {
            #[serde(default = "native")]
            protocol: String,
            #[serde(default)]
            options: Value,
        }
        let spoken: Spoken = serde_json::from_str(text).map_err(|error| error.to_string())?;
        let mut options = Options::new(&spoken.protocol, spoken.options)?;
        let protocol = match spoken.protocol.as_str() {
            "native" => Self::Native,
            "plain" => Self::Plain(Plain::read(&mut options)?),
            "vuex" => Self::Vuex(Vuex::read(&mut options)?),
            "pingpong" => Self::PingPong(PingPong::read(&mut options)?),
            "device" => Self::Device(Device::read(&mut options)?),
            other => {
                return Err(format!(
                    "`protocol` is native, plain, vuex, pingpong or device, not `{other}`"
                ));
            }
        };
        options.end().map(|()| protocol)
    }

    /// A store that talks like this. `auth`: whether somebody has to be let in. `names`: what charts are called at the
    /// server.
    #[must_use]
    pub fn store_options(
        &self,
        url: &str,
        auth: bool,
        names: &BTreeMap<String, String>,
    ) -> StoreOptions {
        match self {
            Self::Native => StoreOptions::new(
                url,
                NativeDialect {
                    #[cfg(feature = "msgpack")]
                    codec: Codec::MessagePack,
                    ..NativeDialect::default()
                },
            ),
            Self::Plain(plain) => StoreOptions::new(url, plain.dialect(auth, names)),
            Self::Vuex(vuex) => {
                let dialect = vuex.dialect(auth);
                StoreOptions::new(url, dialect).connection(dialect.connection())
            }
            Self::PingPong(ping_pong) => StoreOptions::new(url, ping_pong.dialect()),
            Self::Device(Device { id, every }) => {
                let dialect = DeviceDialect {
                    id: id.clone(),
                    every: *every,
                };
                StoreOptions::new(url, dialect).connection(DeviceDialect::connection())
            }
        }
    }
}

fn native() -> String {
    "native".into()
}

impl Plain {
    fn read(options: &mut Options<'_>) -> Result<Self, String> {
        let default = Self::default();
        Ok(Self {
            silence: options.millis("silence", default.silence)?,
            deadline: options.millis("deadline", default.deadline)?,
            probe: options.text_or_null("probe", default.probe)?,
        })
    }

    fn dialect(&self, auth: bool, names: &BTreeMap<String, String>) -> PlainDialect {
        PlainDialect {
            auth,
            liveness: Liveness::Asked {
                after: self.silence,
                within: self.deadline,
            },
            probe: self.probe.as_ref().map(|chart| Subscription {
                socket_type: socket_type_of(chart),
                chart_name: names.get(chart).unwrap_or(chart).clone(),
            }),
        }
    }
}

impl Vuex {
    fn read(options: &mut Options<'_>) -> Result<Self, String> {
        let default = Self::default();
        Ok(Self {
            interval: options.millis("interval", default.interval)?,
            grace: options.millis("grace", default.grace)?,
        })
    }

    fn dialect(&self, auth: bool) -> TypeDataDialect {
        TypeDataDialect {
            auth,
            interval: self.interval,
            grace: self.grace,
        }
    }
}

impl PingPong {
    fn read(options: &mut Options<'_>) -> Result<Self, String> {
        let default = Self::default();
        Ok(Self {
            silence: options.millis("silence", default.silence)?,
            deadline: options.millis("deadline", default.deadline)?,
            ping: options.text("ping", default.ping)?,
            control: options.texts("control", default.control)?,
            first: options.any("first"),
            farewell: options.text_or_null("farewell", default.farewell)?,
        })
    }

    fn dialect(&self) -> PingPongDialect {
        PingPongDialect {
            silence: self.silence,
            deadline: self.deadline,
            ping: self.ping.clone(),
            control: self.control.clone(),
            first: self.first.as_ref().map(|first| match first {
                Value::String(text) => text.clone(),
                object => object.to_string(),
            }),
            farewell: self.farewell.clone(),
        }
    }
}

impl Device {
    fn read(options: &mut Options<'_>) -> Result<Self, String> {
        let default = Self::default();
        Ok(Self {
            id: options.text("id", default.id)?,
            every: options.millis("every", default.every)?,
        })
    }
}

#[cfg(test)]
mod tests;
