//! The `options` of a protocol, read by name.

use serde_json::{Map, Value};

/// What stands in `options`. Each is asked for once; in the [end](Self::end) there must be no other.
///
/// (By hand: a derived reader for each protocol is four times the download.)
pub(super) struct Options<'a> {
    protocol: &'a str,
    members: Map<String, Value>,
    known: Vec<&'static str>,
}

impl<'a> Options<'a> {
    /// The options of `protocol`; `null` has none.
    pub(super) fn new(protocol: &'a str, options: Value) -> Result<Self, String> {
        let members = match options {
            Value::Object(members) => members,
            Value::Null => Map::new(),
            other => {
                return Err(format!(
                    "the `options` of protocol `{protocol}` are an object, not {other}"
                ));
            }
        };
        Ok(Self {
            protocol,
            members,
            known: Vec::new(),
        })
    }

    /// A span in milliseconds.
    pub(super) fn millis(&mut self, name: &'static str, default: u64) -> Result<u64, String> {
        self.read(name, default, "a number of milliseconds", Value::as_u64)
    }

    /// A text.
    pub(super) fn text(&mut self, name: &'static str, default: String) -> Result<String, String> {
        self.read(name, default, "a text", text)
    }

    /// A text, or `null` for none.
    pub(super) fn text_or_null(
        &mut self,
        name: &'static str,
        default: Option<String>,
    ) -> Result<Option<String>, String> {
        self.read(name, default, "a text or null", |value| match value {
            Value::Null => Some(None),
            value => text(value).map(Some),
        })
    }

    /// A list of texts.
    pub(super) fn texts(
        &mut self,
        name: &'static str,
        default: Vec<String>,
    ) -> Result<Vec<String>, String> {
        self.read(name, default, "a list of texts", |value| {
            value.as_array()?.iter().map(text).collect()
        })
    }

    /// Anything; `null` is nothing.
    pub(super) fn any(&mut self, name: &'static str) -> Option<Value> {
        self.get(name).filter(|value| !value.is_null()).cloned()
    }

    /// That nothing else is there.
    pub(super) fn end(self) -> Result<(), String> {
        let strange = |name: &&String| !self.known.contains(&name.as_str());
        let Some(strange) = self.members.keys().find(strange) else {
            return Ok(());
        };
        let known: Vec<_> = self.known.iter().map(|name| format!("`{name}`")).collect();
        let known = if known.is_empty() {
            "it has none".to_owned()
        } else {
            format!("it has {}", known.join(", "))
        };
        Err(format!(
            "the `options` of protocol `{}`: there is no `{strange}`, {known}",
            self.protocol
        ))
    }

    fn read<T>(
        &mut self,
        name: &'static str,
        default: T,
        what: &str,
        read: impl FnOnce(&Value) -> Option<T>,
    ) -> Result<T, String> {
        let protocol = self.protocol;
        let Some(value) = self.get(name) else {
            return Ok(default);
        };
        read(value).ok_or_else(|| {
            format!("the `options` of protocol `{protocol}`: `{name}` is {what}, not {value}")
        })
    }

    fn get(&mut self, name: &'static str) -> Option<&Value> {
        self.known.push(name);
        self.members.get(name)
    }
}

fn text(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}
