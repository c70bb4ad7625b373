//! For developers: what the store goes through is written down, looked at, and repeated on the charts.
//!
//! It costs nothing while it is closed: what listens, ticks or records is made when it opens, and dropped when it closes.
//! What is kept of the past is in `notes`, a recording that is played in `playback`; each tab of the `drawer` is a
//! file, and so is each thing that it reckons with.

mod excerpt;
mod frame;
mod rates;
mod ring;
mod samples;
mod size;

mod notes;
mod page;
mod playback;

mod button;
mod drawer;
mod event_list;
mod frames;
mod mutations;
mod page_health;
mod replay_bar;
mod stage;
mod tabs;
mod time_of_day;
mod toolbar;
mod topics;

pub use button::InspectorButton;
pub use drawer::Drawer;
pub use stage::OnStage;

use leptos::prelude::*;
use leptos_socket_store::SocketStore;

use crate::{
    effect::effect,
    session::{Session, SessionState},
};
use notes::Notes;
use playback::Playback;

/// The inspector of the app's store.
#[derive(Clone, Copy)]
pub struct Inspector {
    store: SocketStore,
    is_open: RwSignal<bool>,
    /// While it is open.
    notes: StoredValue<Option<Notes>, LocalStorage>,
    was_opened: StoredValue<bool>,
    playback: Playback,
}

/// Provides the inspector, closed. Whoever logs out closes it.
pub fn provide_inspector(store: SocketStore, session: Session) {
    let inspector = Inspector {
        store,
        is_open: RwSignal::new(false),
        notes: StoredValue::new_local(None),
        was_opened: StoredValue::new(false),
        playback: Playback::new(),
    };
    let state = session.state();
    effect(move || {
        if state.with(|state| matches!(state, SessionState::SignedOut)) {
            inspector.close();
            inspector.playback.end();
        }
    });
    provide_context(inspector);
}

/// The inspector.
///
/// # Panics
///
/// Without [`provide_inspector`] above: a mistake in the app's wiring.
#[must_use]
pub fn use_inspector() -> Inspector {
    expect_context()
}

impl Inspector {
    fn toggle(self) {
        if self.is_open.get_untracked() {
            self.close();
        } else {
            self.record();
            self.was_opened.set_value(true);
            self.is_open.set(true);
        }
    }

    /// Whether it was just opened, and not only made anew with the page around it.
    fn take_opening(self) -> bool {
        self.was_opened
            .try_update_value(std::mem::take)
            .unwrap_or_default()
    }

    fn close(self) {
        if self.is_open.get_untracked() {
            self.store.stop_recording();
            self.notes.set_value(None);
            self.is_open.set(false);
        }
    }

    /// Writes down what happens from here on; what was written before is forgotten.
    fn record(self) {
        let before = self.notes.try_update_value(Option::take).flatten();
        let notes = Notes::take(self.store, before.as_ref());
        self.notes.set_value(Some(notes));
    }

    /// Looks at what is written down, if it is open.
    fn with_notes<R>(self, look: impl FnOnce(&Notes) -> R) -> Option<R> {
        self.notes.with_value(|notes| notes.as_ref().map(look))
    }
}
