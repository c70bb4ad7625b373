//! What is shown when the app can not work.

use leptos::prelude::*;

/// A page that says what is wrong and what to do about it.
#[component]
pub fn Problem(
    /// What is wrong, in two or three words.
    #[prop(into)]
    title: String,
    /// The same, for whoever can mend it.
    #[prop(into)]
    text: String,
    /// What can be done from here.
    #[prop(into)]
    action: String,
    /// Does it.
    #[prop(into)]
    on_action: Callback<()>,
) -> impl IntoView {
    view! {
        <main class="message-page" role="alert" data-testid="problem">
            <h1 class="message-page__title">{title}</h1>
            <p class="message-page__text">{text}</p>
            <button type="button" class="message-page__action" on:click=move |_| on_action.run(())>{action}</button>
        </main>
    }
}
