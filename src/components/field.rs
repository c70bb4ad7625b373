//! A field of a form.

use leptos::{html::Input, prelude::*};

/// A text, with its name above it.
#[component]
pub fn Field(
    /// Its name for people.
    label: &'static str,
    /// The input, for [`value_of`].
    input: NodeRef<Input>,
    /// The name under which the browser keeps what is filled in.
    name: &'static str,
    /// `text` or `password`.
    #[prop(default = "text")]
    kind: &'static str,
    /// What the browser may fill in, as HTML names it.
    autocomplete: &'static str,
    /// `data-testid`.
    testid: &'static str,
    /// Whether it has the focus from the beginning.
    #[prop(optional)]
    autofocus: bool,
) -> impl IntoView {
    view! {
        <label class="field">
            <span class="field__label">{label}</span>
            <input
                node_ref=input class="field__input" type=kind name=name autocomplete=autocomplete autofocus=autofocus required
                autocapitalize="none" spellcheck="false" data-testid=testid
            />
        </label>
    }
}

/// What stands in a field.
#[must_use]
pub fn value_of(input: NodeRef<Input>) -> String {
    let input = input.get_untracked();
    input.map(|input| input.value()).unwrap_or_default()
}
