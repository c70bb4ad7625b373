//! One of a few.

use leptos::prelude::*;

/// Buttons of which one is down.
#[component]
pub fn Switch(
    /// What is being chosen.
    label: &'static str,
    /// The names of the choices.
    #[prop(into)]
    choices: Signal<Vec<String>>,
    /// The index of the one that is chosen.
    chosen: RwSignal<usize>,
) -> impl IntoView {
    let choice = move |(index, name): (usize, String)| {
        let pressed = Signal::derive(move || (chosen.get() == index).to_string());
        view! {
            <button
                type="button"
                class="switch__choice"
                aria-pressed=pressed
                on:click=move |_| chosen.set(index)
            >
                {name}
            </button>
        }
    };
    view! {
        <div class="switch" role="group" aria-label=label>
            {move || choices.get().into_iter().enumerate().map(choice).collect_view()}
        </div>
    }
}
