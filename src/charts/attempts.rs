//! When to fetch again what a lost connection may have spoilt.

use leptos::prelude::*;
use leptos_socket_store::{Status, use_socket_store};

/// The number of the current attempt, from 0: the next one begins when the connection comes back and the last has `failed`.
/// (A memo begins to follow its sources when it is read: tracking it is not enough.)
#[must_use]
pub fn attempts(failed: Signal<bool>) -> Memo<u32> {
    let status = use_socket_store().status();
    let is_live = Memo::new(move |_| status.with(|status| *status == Status::Live));
    Memo::new(move |current| {
        let try_again = is_live.get() && failed.get_untracked();
        current.map_or(0, |current: &u32| current + u32::from(try_again))
    })
}
