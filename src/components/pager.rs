//! Back and forth through pages.

use leptos::prelude::*;

use super::{
    icon::{IconButton, Sign},
    shown::Shown,
};

/// What the buttons of a pager are called, for those who do not see the signs.
#[derive(Debug, Clone, Copy)]
pub struct PagerNames {
    /// All of them together, such as "Pages of sellers".
    pub group: &'static str,
    /// One back.
    pub previous: &'static str,
    /// One on.
    pub next: &'static str,
}

/// Buttons for the pages of a list; nothing while there is only one.
#[component]
pub fn Pager(
    /// What it does, in words: the group of buttons, and each of the two.
    names: PagerNames,
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
            <div class="pager" role="group" aria-label=names.group>
                <IconButton sign=Sign::Previous label=names.previous on_press=move |_| on_turn.run(-1) />
                <span class="pager__page">{position}</span>
                <IconButton sign=Sign::Next label=names.next on_press=move |_| on_turn.run(1) />
            </div>
        </Shown>
    }
}
