use std::rc::Weak;

use reactive_graph::owner::{Owner, on_cleanup};
use send_wrapper::SendWrapper;

use super::Core;

/// What a handler, a topic or a subscriber lives by: dropping it ends it. Whoever gets one says which of three it is:
///
/// | it lasts | |
/// |---|---|
/// | as long as the component | [`end_with_owner`](Self::end_with_owner) |
/// | as long as the store (Pinia's `detached`) | [`detach`](Self::detach) |
/// | as long as somebody keeps it | `let registration = …`, a member of a struct |
///
/// ```no_run
/// # use leptos_socket_store::use_socket_store;
/// let store = use_socket_store();
/// store.subscribe(|mutation| println!("{}", mutation.name())).end_with_owner();
/// store.on_event(|event| println!("{event:?}")).detach();
///
/// let theme = store.register("themeChange", |message| println!("{}", message.to_json()));
/// drop(theme); // it gets nothing more
/// ```
#[must_use = "it ends when this is dropped"]
pub struct Registration {
    core: Weak<Core>,
    /// The `socketType`, or what else it is about.
    of: String,
    id: u64,
    end: End,
}

/// Takes out what has that name and that number. (Not an enum of all there is: what an app does not register it need not be
/// able to take out.)
pub(super) type End = fn(&Core, &str, u64);

impl Registration {
    pub(super) fn new(core: Weak<Core>, of: impl Into<String>, id: u64, end: End) -> Self {
        let of = of.into();
        Self { core, of, id, end }
    }

    /// Ends it with the current reactive owner, in a component the component.
    ///
    /// Where there is no owner (in an event handler, after an `await`) it lasts as long as the store, and a warning
    /// says so.
    pub fn end_with_owner(self) {
        if Owner::current().is_none() {
            if let Some(core) = self.core.upgrade() {
                core.report(
                    "registered where no component is known: it lasts as long as the store",
                );
            }
            return self.detach();
        }
        let registration = SendWrapper::new(self);
        on_cleanup(move || drop(registration));
    }

    /// Lets it last as long as the store.
    pub fn detach(mut self) {
        self.core = Weak::new();
    }
}

impl Drop for Registration {
    fn drop(&mut self) {
        if let Some(core) = self.core.upgrade() {
            (self.end)(&core, &self.of, self.id);
        }
    }
}

impl std::fmt::Debug for Registration {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Registration").field(&self.of).finish()
    }
}
