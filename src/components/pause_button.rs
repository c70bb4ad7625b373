//! Holds the page still.

use leptos::prelude::*;

use super::icon::{IconButton, Sign};
use crate::words::t;

/// A button that holds updates back, and lets them through again.
#[component]
pub fn PauseButton(
    /// Whether they are held back.
    #[prop(into)]
    paused: Signal<bool>,
    /// Asks for the opposite.
    #[prop(into)]
    on_toggle: Callback<()>,
) -> impl IntoView {
    let sign = Signal::derive(move || {
        if paused.get() {
            Sign::Resume
        } else {
            Sign::Pause
        }
    });
    let label = Signal::derive(move || {
        if paused.get() {
            t("Resume updates")
        } else {
            t("Pause updates")
        }
        .to_owned()
    });
    view! { <IconButton sign label pressed=paused testid="pause" on_press=move |_| on_toggle.run(()) /> }
}
