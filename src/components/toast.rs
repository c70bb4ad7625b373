//! A line that comes, is read, and goes.

use leptos::prelude::*;

/// Shows a message while there is one. Screen readers read it out at once.
#[component]
pub fn Toast(
    /// What to say; `None` shows nothing.
    #[prop(into)]
    message: Signal<Option<String>>,
    /// Pressed away.
    #[prop(into)]
    on_dismiss: Callback<()>,
) -> impl IntoView {
    view! {
        <Show when=move || message.with(Option::is_some)>
            <div class="toast" role="alert" data-testid="toast">
                <span class="toast__text">{move || message.get()}</span>
                <button type="button" class="toast__dismiss" aria-label="Dismiss" on:click=move |_| on_dismiss.run(())>"×"</button>
            </div>
        </Show>
    }
}
