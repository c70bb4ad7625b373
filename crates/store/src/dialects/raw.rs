use socket_conn::{Dialect, Frame, Reading};

use super::object::message;

/// Frames as they are, for servers that no other dialect fits.
///
/// Nothing is sent but what the app sends, and silence means nothing. An object that has a `socketType` is a message of
/// that name. Everything else, texts and bytes, is a message without a name: for
/// [`register_all`](crate::SocketStore::register_all) and
/// [`set_default_handler`](crate::SocketStore::set_default_handler).
///
/// ```no_run
/// use leptos_socket_store::{Message, RawDialect, StoreOptions, provide_socket_store};
///
/// let store = provide_socket_store(StoreOptions::new("wss://echo.example/ws", RawDialect));
/// store.set_default_handler(|message: Message<'_>| {
///     let bytes = message.frame().len();
///     assert!(bytes < 1_000);
/// });
/// store.open();
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RawDialect;

impl Dialect for RawDialect {
    fn read(&self, frame: &Frame, readings: &mut Vec<Reading>) -> Result<(), String> {
        readings.push(Reading::Data(message(frame)));
        Ok(())
    }
}
