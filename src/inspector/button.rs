//! The way in.

use leptos::{ev, html, prelude::*};

use super::use_inspector;
use crate::{
    components::icon::{IconButton, Sign},
    effect::effect,
    words::t,
};

/// Opens the inspector and closes it, as Alt+I does. When it closes, the focus comes back here.
#[component]
pub fn InspectorButton() -> impl IntoView {
    let inspector = use_inspector();
    let button = NodeRef::<html::Button>::new();
    let pressed = window_event_listener(ev::keydown, move |event| {
        // The key and not its letter, which Alt changes on some keyboards.
        if event.alt_key() && !event.ctrl_key() && !event.meta_key() && event.code() == "KeyI" {
            event.prevent_default();
            inspector.toggle();
        }
    });
    on_cleanup(move || pressed.remove());
    let mut was_open = false;
    effect(move || {
        let is_open = inspector.is_open.get();
        if std::mem::replace(&mut was_open, is_open)
            && !is_open
            && let Some(button) = button.get_untracked()
        {
            // Only an element that is not in the page can't have it.
            let _ = button.focus();
        }
    });
    view! {
        <IconButton
            sign=Sign::Inspect
            label=t("Inspector (Alt+I)")
            pressed=inspector.is_open
            testid="inspector"
            element=button
            on_press=move |_| inspector.toggle()
        />
    }
}
