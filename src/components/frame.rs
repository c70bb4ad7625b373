//! What surrounds the charts: the bar with its actions, and messages.

use leptos::{prelude::*, task::spawn_local};
use leptos_socket_store::{REFUSED, Refusal, Status, use_socket_store};

use super::{clock::Clock, connection_pill::ConnectionPill, header::Header, toast::Toast};
use crate::{
    clock::use_clock, config::Config, screen_state::use_screen_state, session::use_session,
};

/// The bar above a page of charts, wired to the session, the store and the shared screen.
#[component]
pub fn Frame(
    /// The page.
    children: Children,
) -> impl IntoView {
    let config = expect_context::<StoredValue<Config>>().get_value();
    let store = use_socket_store();
    let session = use_session();
    let screen = use_screen_state();
    let toast = RwSignal::new(None);
    let logout = move |()| {
        spawn_local(async move {
            if let Err(why) = session.logout().await {
                toast.try_set(Some(why));
            }
        });
    };
    let refused = store.register(REFUSED, move |message| {
        // Other refusals are a chart's affair, and shown on its tile.
        let refusal = message.decode::<Refusal>().ok();
        if let Some(refusal) = refusal.filter(|refusal| refusal.code == "notAllowed") {
            toast.set(Some(format!("Only here: {}", refusal.message)));
        }
    });
    refused.end_with_owner();
    let paused = store.paused();
    let pause = move |()| {
        if paused.get_untracked() {
            store.resume();
        } else {
            store.pause();
        }
    };
    // The next page starts with what is current.
    on_cleanup(move || store.resume());
    view! {
        <Header
            logo=config.sign()
            title=config.title
            user=session.user()
            theme=screen.theme()
            on_theme=move |()| screen.next_theme()
            paused
            on_pause=pause
            on_logout=logout
        >
            <Clock locale=config.locale time_zone=config.time_zone />
            <ConnectionPill status=store.status() retry_in=retry_in() on_retry=move |()| store.retry_now() />
        </Header>
        {children()}
        <Toast message=toast on_dismiss=move |()| toast.set(None) />
    }
}

/// Seconds until the next attempt.
fn retry_in() -> Signal<Option<u64>> {
    let status = use_socket_store().status();
    let clock = use_clock();
    Signal::derive(move || match status.get() {
        Status::Reconnecting {
            next_at: Some(at), ..
        } => Some(at.saturating_sub(clock.uptime.get()).div_ceil(1_000)),
        _ => None,
    })
}
