use std::fmt::Display;

/// What a handler may return: nothing, or a result whose error is reported while the other handlers still run.
pub trait HandlerOutcome {
    /// The error in words.
    #[doc(hidden)]
    fn into_result(self) -> Result<(), String>;
}

impl HandlerOutcome for () {
    fn into_result(self) -> Result<(), String> {
        Ok(())
    }
}

impl<E: Display> HandlerOutcome for Result<(), E> {
    fn into_result(self) -> Result<(), String> {
        self.map_err(|error| error.to_string())
    }
}
