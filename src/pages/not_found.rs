//! What is shown at an address that is no page.

use leptos::prelude::*;
use leptos_router::components::A;

/// Anything that is no page.
#[component]
pub fn NotFound() -> impl IntoView {
    view! {
        <main class="message-page" data-testid="not-found">
            <h1 class="message-page__title">"Nothing here"</h1>
            <p class="message-page__text">"There is no page at this address."</p>
            <A href="/" attr:class="message-page__action">"To the dashboard"</A>
        </main>
    }
}
