//! A window above the page.

use leptos::{html, prelude::*};

use super::{
    icon::{IconButton, Sign},
    shown::Shown,
};
use crate::{effect::effect, words::t};

/// Lies above the page while it is open, and keeps the focus: the browser's own dialog, which Escape closes too.
#[component]
pub fn Dialog(
    /// What it is about.
    title: &'static str,
    /// `data-testid`.
    testid: &'static str,
    /// Whether it is open.
    open: RwSignal<bool>,
    /// What is in it, made anew each time it opens.
    children: ChildrenFn,
) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    effect(move || {
        let Some(dialog) = dialog.get() else {
            return;
        };
        match (open.get(), dialog.open()) {
            // Only one that is open, or not in the page, can't be opened.
            (true, false) => drop(dialog.show_modal()),
            (false, true) => dialog.close(),
            _ => {}
        }
    });
    view! {
        <dialog node_ref=dialog class="dialog" aria-label=title data-testid=testid on:close=move |_| open.set(false)>
            <Shown when=open>
                <div class="dialog__head">
                    <h2 class="dialog__title">{title}</h2>
                    <IconButton sign=Sign::Close label=t("Close") on_press=move |_| open.set(false) />
                </div>
                {children()}
            </Shown>
        </dialog>
    }
}
