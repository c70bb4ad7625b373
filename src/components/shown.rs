//! Parts of a page that come and go.

use leptos::prelude::*;

/// Shows its children while a signal says so. One component for all of them, where leptos' `Show` is compiled for each
/// condition and each content anew.
#[component]
pub fn Shown(
    /// Whether they are to be seen.
    #[prop(into)]
    when: Signal<bool>,
    /// What comes and goes.
    children: ChildrenFn,
) -> impl IntoView {
    let when = Memo::new(move |_| when.get());
    move || when.get().then(|| children())
}
