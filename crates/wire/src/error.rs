use std::fmt;

/// The `code` of an error message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ErrorCode {
    /// The message could not be read.
    Malformed,
    /// There is no topic of that name.
    UnknownTopic,
    /// This client may not do that.
    NotAllowed,
}

impl ErrorCode {
    /// The word on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Malformed => "malformed",
            Self::UnknownTopic => "unknownTopic",
            Self::NotAllowed => "notAllowed",
        }
    }
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Why a text is not a message.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Malformed {
    /// Not a JSON object, or an object that ends too early.
    #[error("not a JSON object")]
    NotAnObject,
    /// Valid JSON, but nested deeper than [`scan::MAX_DEPTH`](crate::scan::MAX_DEPTH).
    #[error("nested too deep")]
    TooDeep,
    /// A member has the wrong type.
    #[error("`{0}` is of the wrong type")]
    WrongType(&'static str),
    /// A member that this message needs is missing.
    #[error("`{0}` is missing")]
    Missing(&'static str),
    /// A name that does not match `^[a-zA-Z0-9_-]{1,64}$`.
    #[error("`{0}` is not a valid name")]
    InvalidName(&'static str),
    /// A `type` or `action` that is not in the vocabulary.
    #[error("neither `type` nor `action` is known")]
    UnknownKind,
    /// A version of native mode that is not spoken here.
    #[error("this version is not spoken here")]
    Version,
}
