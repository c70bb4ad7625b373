use crate::store::SocketStore;

/// Something that is plugged into a store: it gets the store when it is made, subscribes to what it wants to know, and
/// changes state only by committing.
///
/// A function is one:
///
/// ```
/// use leptos_socket_store::{NativeDialect, SocketStore, StoreOptions};
///
/// fn logger(store: SocketStore) {
///     store
///         .subscribe(|mutation| println!("{} {}", mutation.name(), mutation.payload()))
///         .detach();
/// }
///
/// let options = StoreOptions::new("/ws", NativeDialect::default()).plugin(logger);
/// ```
pub trait Plugin: 'static {
    /// Is called once.
    fn install(self, store: SocketStore);
}

impl<F: FnOnce(SocketStore) + 'static> Plugin for F {
    fn install(self, store: SocketStore) {
        self(store);
    }
}

/// A plugin whose type does not matter.
pub(crate) type Plug = Box<dyn FnOnce(SocketStore)>;
