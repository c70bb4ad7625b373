//! What is shown at an address that is no page.

use leptos::prelude::*;

use crate::words::t;

/// Anything that is no page.
#[component]
pub fn NotFound() -> impl IntoView {
    view! {
        <main class="message-page" data-testid="not-found">
            <h1 class="message-page__title">{t("Nothing here")}</h1>
            <p class="message-page__text">{t("There is no page at this address.")}</p>
            <a class="message-page__action" href="/">{t("To the dashboard")}</a>
        </main>
    }
}
