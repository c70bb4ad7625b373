//! One of many, or all of them.

use leptos::prelude::*;

/// A list to choose from, in the corner of a tile.
#[component]
pub fn Choice(
    /// What is chosen.
    label: &'static str,
    /// What stands for all of them.
    everything: &'static str,
    /// The names to choose from.
    #[prop(into)]
    names: Signal<Vec<String>>,
    /// The one that is chosen; none is everything.
    chosen: RwSignal<Option<String>>,
    /// `data-testid`.
    testid: &'static str,
) -> impl IntoView {
    let choose = move |name: String| chosen.set(Some(name).filter(|name| !name.is_empty()));
    let is_everything = Signal::derive(move || chosen.with(Option::is_none));
    let option = move |name: String| {
        let wanted = name.clone();
        let is_chosen =
            Signal::derive(move || chosen.with(|chosen| chosen.as_deref() == Some(&*wanted)));
        view! { <option value=name.clone() prop:selected=is_chosen>{name.clone()}</option> }
    };
    view! {
        <select
            class="choice choice--corner"
            aria-label=label
            title=label
            data-testid=testid
            on:change:target=move |event| choose(event.target().value())
        >
            <option value="" prop:selected=is_everything>{everything}</option>
            {move || names.get().into_iter().map(option).collect_view()}
        </select>
    }
}
