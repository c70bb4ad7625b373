//! The `options` of a protocol, read by name.

use serde_json::{Map, Value};

/// What stands in `options`. Each is asked for once; in the [end](Self::end) there must be no other.
///
/// (By hand: a derived reader for each protocol is four times the download.)
pub(super) struct Options {
    protocol: &'static str,
    members: Map<String, Value>,
    known: Vec<&'static str>,
}

impl Options {
    /// The options of `protocol`; `null` has none.
    pub(super) fn new(protocol: &'static str, options: Value) -> Result<Self, String> {
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
        match self.take(name) {
            None => Ok(default),
            Some(value) => {
                let millis = value.as_u64();
                millis.ok_or_else(|| self.wrong(name, "a number of milliseconds", &value))
            }
        }
    }

    /// A text.
    pub(super) fn text(&mut self, name: &'static str, default: String) -> Result<String, String> {
        match self.take(name) {
            None => Ok(default),
            Some(Value::String(text)) => Ok(text),
            Some(other) => Err(self.wrong(name, "a text", &other)),
        }
    }

    /// A text, or `null` for none.
    pub(super) fn text_or_null(
        &mut self,
        name: &'static str,
        default: Option<String>,
    ) -> Result<Option<String>, String> {
        match self.take(name) {
            None => Ok(default),
            Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(other) => Err(self.wrong(name, "a text or null", &other)),
        }
    }

    /// A list of texts.
    pub(super) fn texts(
        &mut self,
        name: &'static str,
        default: Vec<String>,
    ) -> Result<Vec<String>, String> {
        let Some(value) = self.take(name) else {
            return Ok(default);
        };
        let items = value.as_array().map(Vec::as_slice);
        let texts = items.and_then(|items| {
            let texts = items.iter().map(|item| item.as_str().map(str::to_owned));
            texts.collect()
        });
        texts.ok_or_else(|| self.wrong(name, "a list of texts", &value))
    }

    /// Anything; `null` is nothing.
    pub(super) fn any(&mut self, name: &'static str) -> Option<Value> {
        self.take(name).filter(|value| !value.is_null())
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

    fn take(&mut self, name: &'static str) -> Option<Value> {
        self.known.push(name);
        self.members.get_mut(name).map(Value::take)
    }

    fn wrong(&self, name: &str, expected: &str, found: &Value) -> String {
        format!(
            "the `options` of protocol `{}`: `{name}` is {expected}, not {found}",
            self.protocol
        )
    }
}
