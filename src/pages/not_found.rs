//! What is shown at an address that is no page.

use leptos::prelude::*;

/// Anything that is no page.
#[component]
pub fn NotFound() -> impl IntoView {
    view! {
        <main class="message-page" data-testid="not-found">
            <h1 class="message-page__title">"Nothing here"</h1>
            <p class="message-page__text">"There is no page at this address."</p>
            <a class="message-page__action" href="/">"To the dashboard"</a>
        </main>
    }
}
