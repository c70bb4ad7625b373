//! Which language the page speaks, for its reader to change.

use leptos::{html::Select, prelude::*};

use crate::{
    effect::effect,
    locale::use_locale,
    words::{LANGUAGES, Language, language_of, t},
};

/// All languages, each under its own name.
#[component]
pub fn LanguageChoice() -> impl IntoView {
    let locale = use_locale();
    let list = NodeRef::<Select>::new();
    // Whoever has just chosen had the focus here.
    let has_focus = locale.take_choice();
    effect(move || {
        if let Some(list) = list.get().filter(|_| has_focus) {
            // It is in the page by the next picture; only an element that is not can't have it.
            request_animation_frame(move || drop(list.focus()));
        }
    });
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
            node_ref=list
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
