use socket_conn::{Frame, Generation, Millis, Unsupported};

use crate::options::LocalFuture;

/// When to commit, the earlier first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum FlushAt {
    /// When this task is over: somebody waits for a first value.
    Once,
    /// Before the next picture, or soon while nobody looks.
    Picture,
}

/// What the core needs of the world around it; a browser in the product, a script in tests.
///
/// What happens afterwards comes back through [`Core::drive`](super::Core::drive) and
/// [`Core::flush`](super::Core::flush).
pub(crate) trait Platform {
    /// Milliseconds since a fixed start, never going back.
    fn now(&self) -> Millis;

    /// Opens a socket.
    ///
    /// # Errors
    ///
    /// The address can't be dialled at all.
    fn dial(&self, generation: Generation) -> Result<(), Unsupported>;

    /// How many bytes the socket has taken and not yet handed to the network.
    fn buffered(&self) -> usize;

    /// Sends on the socket of that dial, if it is still there.
    fn send(&self, generation: Generation, frame: Frame);

    /// Closes the socket of that dial, and says nothing about it afterwards.
    fn close(&self, generation: Generation, code: u16);

    /// Asks whether the server is up, and tells the connection.
    fn check_health(&self, generation: Generation);

    /// Sets the one timer, or clears it.
    fn wake_at(&self, at: Option<Millis>);

    /// Calls `flush` at the time that is named, and at no other that was named before.
    fn request_flush(&self, when: FlushAt);

    /// Runs a future on this thread.
    fn spawn(&self, future: LocalFuture<()>);

    /// Tells a developer.
    fn warn(&self, text: &str);
}
