//! Which language the page speaks, for its reader to change.

use leptos::prelude::*;

use crate::{
    locale::use_locale,
    words::{LANGUAGES, Language, language_of, t},
};

/// All languages, each under its own name.
#[component]
pub fn LanguageChoice() -> impl IntoView {
    let locale = use_locale();
    let spoken = locale.language().get_untracked();
    let choice = |language: &'static Language| {
        view! {
            <option value=language.tag lang=language.tag selected=language == spoken>{language.name}</option>
        }
    };
    let choose = move |tag: String| {
        if let Some(language) = language_of(&tag) {
            locale.choose(language);
        }
    };
    view! {
        <select
            class="choice"
            data-testid="language"
            aria-label=t("Language")
            title=t("Language")
            on:change:target=move |event| choose(event.target().value())
        >
            {LANGUAGES.map(choice).collect_view()}
        </select>
    }
}
