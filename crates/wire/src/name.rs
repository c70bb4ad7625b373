use std::fmt;

const SOCKET_TYPE_END: &str = "Data";

/// The `socketType` of a chart's data, unless a client says otherwise, where the name has not been checked.
///
/// ```
/// assert_eq!(socket_wire::socket_type_of("trend"), "trendData");
/// ```
#[must_use]
pub fn socket_type_of(chart_name: &str) -> String {
    format!("{chart_name}{SOCKET_TYPE_END}")
}

/// A `chartName` or `socketType` that is safe to look up: matches `^[a-zA-Z0-9_-]{1,64}$`.
///
/// ```
/// use socket_wire::TopicName;
/// assert!(TopicName::new("trendData").is_ok());
/// assert!(TopicName::new("../etc").is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TopicName(String);

/// The text is not a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a name has 1 to 64 letters, digits, `_` or `-`")]
pub struct InvalidName;

impl TopicName {
    /// Checks the text.
    pub fn new(text: impl Into<String>) -> Result<Self, InvalidName> {
        let text = text.into();
        let letters = |b: u8| b.is_ascii_alphanumeric() || b == b'_' || b == b'-';
        if (1..=64).contains(&text.len()) && text.bytes().all(letters) {
            Ok(Self(text))
        } else {
            Err(InvalidName)
        }
    }

    /// The `socketType` of a chart's data, unless a client says otherwise.
    ///
    /// ```
    /// use socket_wire::TopicName;
    /// let trend = TopicName::new("trend").unwrap();
    /// assert_eq!(trend.socket_type(), "trendData");
    /// assert_eq!(TopicName::of_socket_type("trendData"), Some("trend"));
    /// ```
    #[must_use]
    pub fn socket_type(&self) -> String {
        socket_type_of(&self.0)
    }

    /// The name of the chart whose data has this [`socket_type`](Self::socket_type).
    #[must_use]
    pub fn of_socket_type(socket_type: &str) -> Option<&str> {
        socket_type.strip_suffix(SOCKET_TYPE_END)
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for TopicName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::borrow::Borrow<str> for TopicName {
    fn borrow(&self) -> &str {
        &self.0
    }
}
