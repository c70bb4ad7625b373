//! One of a few.

use leptos::prelude::*;

/// Buttons of which one is down.
#[component]
pub fn Switch<K>(
    /// What is being chosen.
    label: &'static str,
    /// The choices and their names.
    #[prop(into)]
    choices: Signal<Vec<(K, String)>>,
    /// The one that is chosen.
    chosen: RwSignal<K>,
) -> impl IntoView
where
    K: Copy + Eq + std::hash::Hash + Send + Sync + 'static,
{
    let choice = move |(key, text): (K, String)| {
        view! {
            <button
                type="button"
                class="switch__choice"
                aria-pressed=move || (chosen.get() == key).to_string()
                on:click=move |_| chosen.set(key)
            >
                {text}
            </button>
        }
    };
    view! {
        <div class="switch" role="group" aria-label=label>
            <For each=move || choices.get() key=Clone::clone children=choice />
        </div>
    }
}
