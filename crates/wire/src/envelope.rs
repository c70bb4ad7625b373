use std::borrow::Cow;

use crate::scan::{self, Members};
use crate::{Malformed, Position};

/// The members that route a message; `value` and `data` are left as raw JSON text.
///
/// ```
/// use socket_wire::Envelope;
/// let text = r#"{"socketType":"trendData","chartName":"trend","seq":7,"data":{"a":1}}"#;
/// let envelope = Envelope::read(text).unwrap();
/// assert_eq!(envelope.socket_type.as_deref(), Some("trendData"));
/// assert_eq!(envelope.data, Some(r#"{"a":1}"#));
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Envelope<'a> {
    /// `type`: what kind of control message this is.
    pub kind: Option<Cow<'a, str>>,
    /// `action`: what a client asks for.
    pub action: Option<Cow<'a, str>>,
    /// `socketType`: under which name handlers are registered.
    pub socket_type: Option<Cow<'a, str>>,
    /// `chartName`: the topic.
    pub chart_name: Option<Cow<'a, str>>,
    /// `id`: which request this is, or answers.
    pub id: Option<u64>,
    /// `epoch`: the life of the topic's numbering.
    pub epoch: Option<Cow<'a, str>>,
    /// `seq`: the number of the value within its epoch.
    pub seq: Option<u64>,
    /// `ts`: the server's time, milliseconds since the Unix epoch.
    pub ts: Option<u64>,
    /// `recovered`: a subscription goes on without a loss that matters.
    pub recovered: Option<bool>,
    /// `complete`: each value of the topic counts.
    pub complete: Option<bool>,
    /// `expiresIn`: seconds until the session ends.
    pub expires_in: Option<u64>,
    /// `code`: why something is refused, in a word.
    pub code: Option<Cow<'a, str>>,
    /// `message`: the same for people.
    pub message: Option<Cow<'a, str>>,
    /// `value`, raw.
    pub value: Option<&'a str>,
    /// `data`, raw.
    pub data: Option<&'a str>,
}

impl<'a> Envelope<'a> {
    /// Reads an object whose members stand in any order.
    pub fn read(text: &'a str) -> Result<Self, Malformed> {
        let mut members = scan::members(text)?;
        let mut envelope = Self::default();
        while let Some(member) = members.next_member()? {
            envelope.take(member.key, member.value)?;
        }
        Ok(envelope)
    }

    /// Reads an object whose last member is `data`, as native mode has it, and does not look at `data` at all.
    pub fn read_head(text: &'a str) -> Result<Self, Malformed> {
        let mut members: Members<'a> = scan::members(text)?;
        let mut envelope = Self::default();
        while let Some(key) = members.next_key()? {
            if key == "data" {
                envelope.data = Some(members.rest()?);
                break;
            }
            let value = members.value()?;
            envelope.take(key, value)?;
        }
        Ok(envelope)
    }

    /// Where this frame stands in its topic, when it says so.
    #[must_use]
    pub fn position(&self) -> Option<Position> {
        Some(Position {
            epoch: self.epoch.as_deref()?.to_owned(),
            seq: self.seq?,
        })
    }

    fn take(&mut self, key: &str, raw: &'a str) -> Result<(), Malformed> {
        match key {
            "type" => self.kind = string("type", raw)?,
            "action" => self.action = string("action", raw)?,
            "socketType" => self.socket_type = string("socketType", raw)?,
            "chartName" => self.chart_name = string("chartName", raw)?,
            "epoch" => self.epoch = string("epoch", raw)?,
            "id" => self.id = number("id", raw)?,
            "seq" => self.seq = number("seq", raw)?,
            "ts" => self.ts = number("ts", raw)?,
            "recovered" => self.recovered = boolean("recovered", raw)?,
            "complete" => self.complete = boolean("complete", raw)?,
            "expiresIn" => self.expires_in = number("expiresIn", raw)?,
            "code" => self.code = string("code", raw)?,
            "message" => self.message = string("message", raw)?,
            "value" => self.value = Some(raw),
            "data" => self.data = Some(raw),
            _ => {}
        }
        Ok(())
    }
}

/// A string member; `null` counts as absent.
pub(crate) fn string<'a>(
    name: &'static str,
    raw: &'a str,
) -> Result<Option<Cow<'a, str>>, Malformed> {
    if raw == "null" {
        return Ok(None);
    }
    let inner = raw
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'))
        .ok_or(Malformed::WrongType(name))?;
    let plain = |b: u8| b != b'\\' && b >= 0x20;
    if inner.bytes().all(plain) {
        return Ok(Some(Cow::Borrowed(inner)));
    }
    serde_json::from_str(raw)
        .map(|text: String| Some(Cow::Owned(text)))
        .map_err(|_| Malformed::WrongType(name))
}

fn boolean(name: &'static str, raw: &str) -> Result<Option<bool>, Malformed> {
    match raw {
        "true" => Ok(Some(true)),
        "false" => Ok(Some(false)),
        "null" => Ok(None),
        _ => Err(Malformed::WrongType(name)),
    }
}

/// A number member, which may be written as a string; `null` counts as absent.
pub(crate) fn number(name: &'static str, raw: &str) -> Result<Option<u64>, Malformed> {
    if raw == "null" {
        return Ok(None);
    }
    let digits = raw
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'))
        .unwrap_or(raw);
    digits
        .parse()
        .map(Some)
        .map_err(|_| Malformed::WrongType(name))
}
