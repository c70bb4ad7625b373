//! Back and forth through pages.

use leptos::prelude::*;

use super::icon::{IconButton, Sign};

/// Buttons for the pages of a list; nothing while there is only one.
#[component]
pub fn Pager(
    /// What the list holds, in the plural.
    of: &'static str,
    /// The page on show, from 0.
    page: Signal<usize>,
    /// How many there are.
    pages: Signal<usize>,
    /// Asks for so many pages on (or back, below zero).
    #[prop(into)]
    on_turn: Callback<isize>,
) -> impl IntoView {
    view! {
        <Show when=move || { pages.get() > 1 }>
            <div class="pager" role="group" aria-label=format!("Pages of {of}")>
                <IconButton sign=Sign::Previous label=format!("Previous {of}") on_press=move |()| on_turn.run(-1) />
                <span class="pager__page">{move || page.get() + 1} " / " {move || pages.get()}</span>
                <IconButton sign=Sign::Next label=format!("Next {of}") on_press=move |()| on_turn.run(1) />
            </div>
        </Show>
    }
}
