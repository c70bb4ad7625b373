//! One of several panels at a time.

use leptos::{ev, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// The row of tabs. Arrow keys go from one to the next, and what has the focus is shown.
#[component]
pub fn TabList(
    /// What the panels are together.
    label: &'static str,
    /// Each panel's name in `id`s, and its name for people.
    tabs: Vec<(&'static str, &'static str)>,
    /// The one that is shown, by its place.
    chosen: RwSignal<usize>,
) -> impl IntoView {
    let names: Vec<_> = tabs.iter().map(|(name, _)| *name).collect();
    let count = tabs.len();
    let on_key = move |event: ev::KeyboardEvent| {
        let now = chosen.get_untracked();
        if let Some(next) = next_tab(&event.key(), now, count) {
            event.prevent_default();
            chosen.set(next);
            focus_tab(names[next]);
        }
    };
    let tab = move |(index, (name, text)): (usize, (&'static str, &'static str))| {
        let is_chosen = Signal::derive(move || chosen.get() == index);
        let selected = Signal::derive(move || is_chosen.get().to_string());
        let reach = Signal::derive(move || if is_chosen.get() { "0" } else { "-1" });
        view! {
            <button
                type="button"
                role="tab"
                class="tab"
                id=tab_id(name)
                aria-selected=selected
                aria-controls=panel_id(name)
                tabindex=reach
                data-testid=tab_id(name)
                on:click=move |_| chosen.set(index)
            >
                {text}
            </button>
        }
    };
    view! {
        <div class="tabs" role="tablist" aria-label=label on:keydown=on_key>
            {tabs.into_iter().enumerate().map(tab).collect_view()}
        </div>
    }
}

/// Gives a tab the focus.
pub fn focus_tab(name: &str) {
    let tab = document().get_element_by_id(&tab_id(name));
    if let Some(tab) = tab.and_then(|tab| tab.dyn_into::<HtmlElement>().ok()) {
        // Only an element that is not in the page can't have it.
        let _ = tab.focus();
    }
}

/// The `id` of a tab.
#[must_use]
pub fn tab_id(name: &str) -> String {
    format!("inspector-{name}")
}

/// The `id` of its panel.
#[must_use]
pub fn panel_id(name: &str) -> String {
    format!("inspector-{name}-panel")
}

fn next_tab(key: &str, now: usize, count: usize) -> Option<usize> {
    match key {
        "ArrowRight" => Some((now + 1) % count),
        "ArrowLeft" => Some((now + count - 1) % count),
        "Home" => Some(0),
        "End" => Some(count - 1),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::next_tab;

    #[test]
    fn arrows_go_round() {
        assert_eq!(next_tab("ArrowRight", 3, 4), Some(0));
        assert_eq!(next_tab("ArrowLeft", 0, 4), Some(3));
        assert_eq!(next_tab("End", 1, 4), Some(3));
        assert_eq!(next_tab("a", 1, 4), None);
    }
}
