//! A list that grows at its end, and what is chosen in it.

use leptos::{ev, html, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use crate::{effect::effect, words::t};

/// So many rows are on the page at most, the newest.
pub const SHOWN: usize = 100;

/// So near its end, in pixels, a list is at its end.
const NEAR: i32 = 12;

/// A line of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Which one it is.
    pub number: u64,
    /// What it says, column by column.
    pub cells: Vec<String>,
}

/// The rows, the newest at the bottom, and the chosen one in full. Who looks at the newest goes on seeing the newest.
#[component]
pub fn EventList(
    /// What the rows are.
    label: &'static str,
    /// `data-testid`; what is chosen has `<testid>-full`.
    testid: &'static str,
    /// The rows.
    rows: Memo<Vec<Row>>,
    /// Writes one in full.
    full: Callback<u64, Option<String>>,
) -> impl IntoView {
    let chosen = RwSignal::new(None::<u64>);
    let list = NodeRef::<html::Div>::new();
    keep_at_end(list, rows);
    let id = move |number: u64| format!("{testid}-{number}");
    let on_key = move |event: ev::KeyboardEvent| {
        let next = rows.with_untracked(|rows| next_row(&event.key(), chosen.get_untracked(), rows));
        if let Some(number) = next {
            event.prevent_default();
            chosen.set(Some(number));
            bring_into_view(list, &id(number));
        }
    };
    let row = move |row: Row| {
        let number = row.number;
        let selected = Signal::derive(move || (chosen.get() == Some(number)).to_string());
        let cell = |text: String| view! { <span class="events__cell">{text}</span> };
        view! {
            <div
                class="events__row"
                role="option"
                id=id(number)
                aria-selected=selected
                on:click=move |_| chosen.set(Some(number))
            >
                {row.cells.into_iter().map(cell).collect_view()}
            </div>
        }
    };
    let active = Signal::derive(move || {
        let number = chosen.get()?;
        let is_there = rows.with(|rows| rows.iter().any(|row| row.number == number));
        is_there.then(|| id(number))
    });
    // What was chosen stays readable when it is no more in the list.
    let text = Memo::new(move |before: Option<&Option<String>>| {
        let text = chosen.get().and_then(|number| full.run(number));
        text.or_else(|| before.cloned().flatten())
    });
    let text = Signal::derive(move || {
        text.get()
            .unwrap_or_else(|| t("Choose a line to read it in full.").to_owned())
    });
    view! {
        <div class="events">
            <div
                node_ref=list
                class="events__list"
                role="listbox"
                tabindex="0"
                aria-label=label
                aria-activedescendant=active
                data-testid=testid
                on:keydown=on_key
            >
                <For each=move || rows.get() key=|row| row.number children=row />
            </div>
            <pre class="events__full" tabindex="0" aria-label=t("In full") data-testid=format!("{testid}-full")>
                {text}
            </pre>
        </div>
    }
}

/// Follows the newest row while the list is at its end.
fn keep_at_end(list: NodeRef<html::Div>, rows: Memo<Vec<Row>>) {
    effect(move || {
        rows.track();
        let Some(list) = list.get() else {
            return;
        };
        let end = list.scroll_height() - list.client_height();
        if end - list.scroll_top() < NEAR {
            // The rows are there by the next picture.
            request_animation_frame(move || list.set_scroll_top(list.scroll_height()));
        }
    });
}

fn bring_into_view(list: NodeRef<html::Div>, row: &str) {
    let row = document().get_element_by_id(row);
    let row = row.and_then(|row| row.dyn_into::<HtmlElement>().ok());
    if let (Some(list), Some(row)) = (list.get_untracked(), row) {
        list.set_scroll_top(row.offset_top() - list.client_height() / 2);
    }
}

fn next_row(key: &str, chosen: Option<u64>, rows: &[Row]) -> Option<u64> {
    let last = rows.len().checked_sub(1)?;
    let place = chosen.and_then(|number| rows.iter().position(|row| row.number == number));
    let next = match (key, place) {
        ("ArrowUp", Some(place)) => place.saturating_sub(1),
        ("ArrowDown", Some(place)) => (place + 1).min(last),
        ("Home", _) => 0,
        ("End" | "ArrowUp" | "ArrowDown", _) => last,
        _ => return None,
    };
    Some(rows[next].number)
}

#[cfg(test)]
mod tests {
    use super::{Row, next_row};

    #[test]
    fn arrows_go_from_row_to_row_and_begin_with_the_newest() {
        let cells = Vec::new;
        let rows = [4, 5, 6].map(|number| Row {
            number,
            cells: cells(),
        });
        assert_eq!(next_row("ArrowUp", None, &rows), Some(6));
        assert_eq!(next_row("ArrowUp", Some(6), &rows), Some(5));
        assert_eq!(next_row("ArrowUp", Some(4), &rows), Some(4));
        assert_eq!(next_row("ArrowDown", Some(6), &rows), Some(6));
        assert_eq!(next_row("ArrowDown", Some(1), &rows), Some(6));
        assert_eq!(next_row("Home", Some(6), &rows), Some(4));
        assert_eq!(next_row("x", Some(6), &rows), None);
        assert_eq!(next_row("End", None, &[]), None);
    }
}
