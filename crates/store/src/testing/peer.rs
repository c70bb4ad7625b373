use socket_conn::Frame;

/// A server that follows a script. What it says by itself are methods of its own that return frames, for
/// [`World::say`](super::World::say).
///
/// ```
/// use leptos_socket_store::testing::{Peer, World};
/// use leptos_socket_store::{Frame, PlainDialect, StoreOptions};
///
/// /// Says hello, and repeats what it hears.
/// struct Echo;
///
/// impl Peer for Echo {
///     fn greet(&mut self) -> Vec<Frame> {
///         vec![r#"{"socketType":"hello"}"#.into()]
///     }
///
///     fn hear(&mut self, frame: &Frame) -> Vec<Frame> {
///         vec![frame.clone()]
///     }
/// }
///
/// let world = World::with_peer(StoreOptions::new("/ws", PlainDialect::default()), Echo);
/// world.store().open();
/// world.settle();
/// ```
pub trait Peer: 'static {
    /// A client's socket has opened.
    fn greet(&mut self) -> Vec<Frame> {
        Vec::new()
    }

    /// A client has said something.
    fn hear(&mut self, frame: &Frame) -> Vec<Frame>;

    /// The connection has ended, from whichever side.
    fn lose(&mut self) {}

    /// Whether a socket that is dialled opens by itself; else a test opens it with
    /// [`World::open_socket`](super::World::open_socket).
    fn accepts(&self) -> bool {
        true
    }
}

/// No server at all: the test says each thing itself.
#[derive(Debug, Clone, Copy, Default)]
pub struct ByHand;

impl Peer for ByHand {
    fn hear(&mut self, _: &Frame) -> Vec<Frame> {
        Vec::new()
    }

    fn accepts(&self) -> bool {
        false
    }
}
