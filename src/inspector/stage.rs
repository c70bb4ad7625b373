//! Where charts show what is live, or what was.

use leptos::{context::Provider, prelude::*};
use leptos_socket_store::{SocketStore, provide};

use super::{playback::Playback, replay_bar::ReplayBar, use_inspector};
use crate::clock::{Clock, use_clock};

/// Shows its children on the app's store, or on that of a recording while one is played: their store and their clock are
/// the recording's then.
#[component]
pub fn OnStage(
    /// The charts.
    children: ChildrenFn,
) -> impl IntoView {
    let playback = use_inspector().playback;
    let wall = use_clock().wall;
    let uptime = Signal::derive(move || playback.place.with(|place| place.now));
    let children = StoredValue::new(children);
    move || match playback.store.get() {
        None => children.with_value(|children| children()),
        // The provider has contexts of its own: what is live must not find them when it is back.
        Some(store) => view! {
            <Provider value=Clock { uptime, wall }>
                <Played playback store>{children.with_value(|children| children())}</Played>
            </Provider>
        }
        .into_any(),
    }
}

/// The charts on the store of a recording.
#[component]
fn Played(playback: Playback, store: SocketStore, children: Children) -> impl IntoView {
    provide("", store);
    view! {
        <ReplayBar playback />
        {children()}
    }
}
