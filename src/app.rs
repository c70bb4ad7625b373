//! The app: what it provides to its pages, and which page is at which address.

use leptos::{prelude::*, task::spawn_local};
use leptos_router::{
    components::{FlatRoutes, Route, Router},
    path,
};

use crate::{
    charts::{look::provide_look, settings::ChartSettings},
    clock::provide_clock,
    config::Config,
    guard::SignedIn,
    live::provide_live_store,
    pages::{
        chart::ChartPage, login::Login, not_found::NotFound, problem::Problem, screen::Screen,
    },
    screen_state::provide_screen_state,
    session::Session,
};

/// Fetches `config.json`; then the app, or what is wrong with the file.
#[component]
pub fn App() -> impl IntoView {
    let config = RwSignal::new(None);
    spawn_local(async move { config.set(Some(Config::fetch().await)) });
    move || {
        config.get().map(|config| match config {
            Ok(config) => view! { <Dashboard config /> }.into_any(),
            Err(why) => {
                let text = format!("config.json can't be used: {why}");
                let reload = move |()| drop(window().location().reload());
                view! { <Problem title="Not set up" text action="Reload" on_action=reload /> }
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
    let session = Session::new(&config);
    provide_context(session);
    spawn_local(session.check());
    let store = provide_live_store(&config, session);
    provide_clock(move || store.now());
    let screen = provide_screen_state(store);
    provide_look(screen.theme());
    provide_context(ChartSettings {
        locale: config.locale.clone(),
        currency: config.currency.clone(),
        map: config.map.clone(),
    });
    let (title, logo) = (config.title.clone(), config.sign());
    provide_context(StoredValue::new(config));
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
