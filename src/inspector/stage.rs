//! Where charts show what is live, or what was.

use leptos::prelude::*;
use leptos_socket_store::provide;

use super::{replay_bar::ReplayBar, use_inspector};
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
    move || {
        let Some(store) = playback.store.get() else {
            return children();
        };
        provide("", store);
        provide_context(Clock {
            uptime: Signal::derive(move || playback.place.with(|place| place.now)),
            wall,
        });
        view! {
            <ReplayBar playback />
            {children()}
        }
        .into_any()
    }
}
