use serde::Serialize;
use serde_json::value::RawValue;

/// Writes any message of the vocabulary; members that are `None` are left out, and `data` is always the last.
///
/// ```
/// use socket_wire::Frame;
/// let ping = Frame { kind: Some("ping"), id: Some(5), ..Frame::default() };
/// assert_eq!(ping.to_json(), r#"{"type":"ping","id":5}"#);
/// ```
#[derive(Debug, Clone, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Frame<'a> {
    /// `type`.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<&'a str>,
    /// `action`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub action: Option<&'a str>,
    /// `version`, in a hello.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<u32>,
    /// `id`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<u64>,
    /// `socketType`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub socket_type: Option<&'a str>,
    /// `chartName`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chart_name: Option<&'a str>,
    /// `value`, already JSON.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<&'a RawValue>,
    /// `code`, in an error.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<&'a str>,
    /// `message`, in an error.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<&'a str>,
    /// `ticket`, in a client's hello.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ticket: Option<&'a str>,
    /// `codecs`, in a client's hello, the preferred one first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub codecs: Option<&'a [&'a str]>,
    /// `epoch`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub epoch: Option<&'a str>,
    /// `seq`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seq: Option<u64>,
    /// `recovered`, in the answer to a subscription.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recovered: Option<bool>,
    /// `complete`, in the answer to a subscription.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub complete: Option<bool>,
    /// `expiresIn`, seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires_in: Option<u64>,
    /// `ts`, milliseconds since the Unix epoch.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ts: Option<u64>,
    /// `data`, already JSON.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data: Option<&'a RawValue>,
}

impl Frame<'_> {
    /// The message's text.
    #[must_use]
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).expect("strings, numbers and raw JSON always serialise")
    }
}
