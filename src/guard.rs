//! The guard on the routes: a page behind it is there only for somebody who is logged in.

use leptos::{prelude::*, task::spawn_local};
use leptos_router::{NavigateOptions, hooks::use_location, hooks::use_navigate};

use crate::{
    components::shown::Shown,
    effect::effect,
    pages::problem::Problem,
    session::{SessionState, use_session},
    words::t,
};

/// Shows its children to whoever is logged in; sends everybody else to the login, and back afterwards.
#[component]
pub fn SignedIn(children: ChildrenFn) -> impl IntoView {
    let session = use_session();
    let state = session.state();
    let location = use_location();
    let navigate = use_navigate();
    effect(move || {
        if state.get() == SessionState::SignedOut {
            let next = location.pathname.get_untracked();
            navigate(
                &login_path(&next),
                NavigateOptions {
                    replace: true,
                    ..NavigateOptions::default()
                },
            );
        }
    });
    let is_signed_in = Signal::derive(move || matches!(state.get(), SessionState::SignedIn(_)));
    let problem = move || match state.get() {
        SessionState::Unknown(why) => Some(why),
        _ => None,
    };
    let again = move |()| spawn_local(session.check());
    view! {
        <Shown when=is_signed_in>{children()}</Shown>
        {move || problem().map(|why| view! { <Problem title=t("No answer") text=why action=t("Try again") on_action=again /> })}
    }
}

/// Where to log in, to come back to `next`.
fn login_path(next: &str) -> String {
    if next == "/" {
        return "/login".into();
    }
    format!(
        "/login?next={}",
        String::from(js_sys::encode_uri_component(next))
    )
}

/// Where to go after the login: only ever a path of this app.
#[must_use]
pub fn after_login(next: Option<&str>) -> &str {
    let inside =
        |path: &&str| path.starts_with('/') && !path.starts_with("//") && !path.contains('\\');
    next.filter(inside).unwrap_or("/")
}

#[cfg(test)]
mod tests {
    use super::after_login;

    #[test]
    fn the_login_leads_only_to_pages_of_this_app() {
        assert_eq!(after_login(Some("/chart/trend")), "/chart/trend");
        for elsewhere in [
            "//evil.example",
            "https://evil.example",
            "/\\evil.example",
            "",
            "javascript:alert(1)",
        ] {
            assert_eq!(after_login(Some(elsewhere)), "/", "{elsewhere}");
        }
        assert_eq!(after_login(None), "/");
    }
}
