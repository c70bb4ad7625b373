//! Stores in the reactive context: one per app as a rule, several by name where an app needs them.

use reactive_graph::owner::{provide_context, use_context};
use socket_conn::SortedMap;

use crate::StoreOptions;
use crate::store::SocketStore;

/// The stores that components below find, by name; the app's own has the empty one.
#[derive(Clone, Default)]
struct Stores(SortedMap<String, SocketStore>);

/// Creates the app's store and provides it to all components below; call it once, in the root component.
///
/// The connection is not opened: that is an action, for when somebody is signed in.
pub fn provide_socket_store(options: StoreOptions) -> SocketStore {
    provide_named_socket_store("", options)
}

/// Creates one more store beside the app's own, for another server or another socket: `alerts` beside `stream`.
///
/// ```no_run
/// use leptos_socket_store::{
///     NativeDialect, StoreOptions, provide_named_socket_store, use_named_socket_store,
/// };
///
/// provide_named_socket_store("stream", StoreOptions::new("/ws", NativeDialect::default()));
/// provide_named_socket_store("alerts", StoreOptions::new("/alerts", NativeDialect::default()));
/// use_named_socket_store("alerts").open();
/// ```
pub fn provide_named_socket_store(name: &str, options: StoreOptions) -> SocketStore {
    provide(name, SocketStore::new(crate::browser::core(options)))
}

/// Provides a store that was made otherwise, such as that of a [`Replay`](crate::Replay) or of a test, to all components
/// below the current one.
pub fn provide(name: &str, store: SocketStore) -> SocketStore {
    let mut stores = use_context::<Stores>().unwrap_or_default();
    stores.0.insert(name.to_owned(), store);
    provide_context(stores);
    store
}

/// The app's store.
///
/// # Panics
///
/// When no component above has called [`provide_socket_store`]: a mistake in the program, found at its first run.
#[must_use]
pub fn use_socket_store() -> SocketStore {
    find("").expect("a component above calls provide_socket_store")
}

/// The store of that name.
///
/// # Panics
///
/// When no component above has called [`provide_named_socket_store`] with it: a mistake in the program, found at its
/// first run.
#[must_use]
pub fn use_named_socket_store(name: &str) -> SocketStore {
    find(name).expect("a component above calls provide_named_socket_store with this name")
}

fn find(name: &str) -> Option<SocketStore> {
    use_context::<Stores>()?.0.get(name).copied()
}
