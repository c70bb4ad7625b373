//! The login form.

use leptos::{ev::SubmitEvent, html::Input, prelude::*, task::spawn_local};
use leptos_router::{NavigateOptions, hooks::use_navigate, hooks::use_query_map};

use crate::{
    components::{
        field::{Field, value_of},
        language_choice::LanguageChoice,
    },
    effect::effect,
    guard::after_login,
    session::{SessionState, use_session},
    words::t,
};

/// The login form. Whoever is logged in already is sent on.
#[component]
pub fn Login(
    /// The dashboard's name.
    #[prop(into)]
    title: String,
    /// Address of the picture above it.
    #[prop(into)]
    logo: String,
) -> impl IntoView {
    let session = use_session();
    let query = use_query_map();
    let navigate = use_navigate();
    let state = session.state();
    effect(move || {
        if matches!(state.get(), SessionState::SignedIn(_)) {
            let next = query.with_untracked(|query| query.get("next"));
            let options = NavigateOptions {
                replace: true,
                ..NavigateOptions::default()
            };
            navigate(after_login(next.as_deref()), options);
        }
    });
    let username = NodeRef::<Input>::new();
    let password = NodeRef::<Input>::new();
    let pending = RwSignal::new(false);
    let error = RwSignal::new(None);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if pending.get_untracked() {
            return;
        }
        pending.set(true);
        error.set(None);
        let (username, password) = (value_of(username), value_of(password));
        spawn_local(async move {
            let refused = session.login(username, password).await.err();
            // A login that succeeds has left this page.
            pending.try_set(false);
            error.try_set(refused);
        });
    };
    let action = Signal::derive(move || {
        if pending.get() {
            t("Logging in…")
        } else {
            t("Log in")
        }
    });
    view! {
        <main class="login">
            <form class="login__card" data-testid="login-form" on:submit=submit>
                <img class="login__logo" src=logo alt="" />
                <h1 class="login__title">{title}</h1>
                <Field label=t("User") input=username name="username" autocomplete="username" autofocus=true testid="username" />
                <Field
                    label=t("Password") input=password name="password" kind="password"
                    autocomplete="current-password" testid="password"
                />
                <p class="form__error" role="alert" data-testid="login-error">{error}</p>
                <button class="button button--main login__submit" type="submit" disabled=pending data-testid="login-submit">
                    {action}
                </button>
                <div class="login__language"><LanguageChoice /></div>
            </form>
        </main>
    }
}
