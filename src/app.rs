//! The app: what it provides to its pages, and which page is at which address.

use leptos::{prelude::*, task::spawn_local};
use leptos_router::{
    components::{FlatRoutes, Route, Router},
    path,
};

use crate::{
    charts::{look::provide_look, pace::provide_pace, settings::ChartSettings},
    clock::provide_clock,
    components::escape::listen_for_escape,
    config::Config,
    connection::history_of,
    guard::SignedIn,
    inspector::provide_inspector,
    live::provide_live_store,
    locale::{provide_locale, speak_as_before},
    pages::{
        chart::ChartPage, login::Login, not_found::NotFound, problem::Problem, screen::Screen,
    },
    screen_state::provide_screen_state,
    session::Session,
    words::{t, tf},
};

/// Fetches `config.json`; then the app, or what is wrong with the file.
#[component]
pub fn App() -> impl IntoView {
    speak_as_before();
    let config = RwSignal::new(None);
    spawn_local(async move { config.set(Some(Config::fetch().await)) });
    move || {
        config.get().map(|config| match config {
            Ok(config) => view! { <Dashboard config /> }.into_any(),
            Err(why) => {
                let text = tf("config.json can't be used: {0}", &[&why]);
                let reload = move |()| drop(window().location().reload());
                view! { <Problem title=t("Not set up") text action=t("Reload") on_action=reload /> }
                    .into_any()
            }
        })
    }
}

/// The app, once it knows where it is.
#[component]
fn Dashboard(
    /// What the operator has set.
    config: Config,
) -> impl IntoView {
    document().set_title(&config.title);
    let locale = provide_locale(&config);
    let session = Session::new(&config);
    provide_context(session);
    spawn_local(session.check());
    let store = provide_live_store(&config, session);
    let clock = provide_clock(move || store.now());
    provide_context(history_of(store, clock));
    provide_inspector(store, session);
    listen_for_escape();
    let screen = provide_screen_state(store);
    provide_look(screen.theme());
    provide_pace();
    provide_context(ChartSettings {
        currency: config.currency.clone(),
        map: config.map.clone(),
        region_names: config.region_names.clone(),
    });
    provide_context(StoredValue::new(config));
    let language = locale.language();
    move || {
        language.track();
        view! { <Pages /> }
    }
}

/// The page that is at the address, in the language that is spoken.
#[component]
fn Pages() -> impl IntoView {
    let config = expect_context::<StoredValue<Config>>();
    let (title, logo) = config.with_value(|config| (config.title.clone(), config.sign()));
    let login = move || view! { <Login title=title.clone() logo=logo.clone() /> };
    view! {
        <Router>
            <FlatRoutes fallback=NotFound>
                <Route path=path!("/login") view=login />
                <Route path=path!("/") view=|| view! { <SignedIn><Screen /></SignedIn> } />
                <Route path=path!("/chart/:name") view=|| view! { <SignedIn><ChartPage /></SignedIn> } />
            </FlatRoutes>
        </Router>
    }
}
