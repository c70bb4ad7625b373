//! Back and forth through pages.

use leptos::prelude::*;

use super::{
    icon::{IconButton, Sign},
    shown::Shown,
};

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
    let is_needed = Signal::derive(move || pages.get() > 1);
    let position = Signal::derive(move || format!("{} / {}", page.get() + 1, pages.get()));
    view! {
        <Shown when=is_needed>
            <div class="pager" role="group" aria-label=format!("Pages of {of}")>
                <IconButton sign=Sign::Previous label=format!("Previous {of}") on_press=move |()| on_turn.run(-1) />
                <span class="pager__page">{position}</span>
                <IconButton sign=Sign::Next label=format!("Next {of}") on_press=move |()| on_turn.run(1) />
            </div>
        </Shown>
    }
}
