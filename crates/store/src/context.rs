use reactive_graph::owner::expect_context;
use reactive_graph::owner::provide_context;

use crate::store::SocketStore;

/// Creates the app's store and provides it to all components below; call it once, in the root component.
///
/// The connection is not opened: that is an action, for when somebody is signed in.
pub fn provide_socket_store(options: crate::StoreOptions) -> SocketStore {
    let store = SocketStore::new(crate::browser::core(options));
    provide_context(store);
    store
}

/// The app's store.
///
/// # Panics
///
/// When no component above has called `provide_socket_store`: a mistake in the program, found at its first run.
#[must_use]
pub fn use_socket_store() -> SocketStore {
    expect_context::<SocketStore>()
}
