//! What surrounds the charts: the bar with its actions, and messages.

use leptos::{prelude::*, task::spawn_local};
use leptos_socket_store::{REFUSED, Refusal, SocketStore, Status, use_socket_store};

use super::{
    account_panel::AccountPanel,
    clock::Clock,
    connection_pill::{Connection, ConnectionPill},
    dialog::Dialog,
    header::Header,
    icon::{IconButton, Sign},
    language_choice::LanguageChoice,
    pause_button::PauseButton,
    shown::Shown,
    theme_button::ThemeButton,
    toast::Toast,
};
use crate::{
    clock::use_clock,
    config::Config,
    connection::History,
    effect::effect,
    inspector::{Drawer, InspectorButton},
    screen_state::use_screen_state,
    session::use_session,
    words::{spoken, t, tf},
};

/// How often the distance of the server is measured, milliseconds.
const MEASURE_EVERY: u64 = 10_000;

/// The bar above a page of charts, wired to the session, the store and the shared screen.
#[component]
pub fn Frame(
    /// The page.
    children: Children,
) -> impl IntoView {
    let config = expect_context::<StoredValue<Config>>().get_value();
    let store = use_socket_store();
    let screen = use_screen_state();
    let toast = RwSignal::new(None);
    let refused = store.register(REFUSED, move |message| {
        // Other refusals are a chart's affair, and shown on its tile.
        let refusal = message.decode::<Refusal>().ok();
        if refusal.is_some_and(|refusal| refusal.code == "notAllowed") {
            let only_here =
                t("Only this screen has changed: a viewer does not change all of them.");
            toast.set(Some(only_here.to_owned()));
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
    // The next page starts with what is current; the same one in another language is as it was.
    let language = spoken();
    on_cleanup(move || {
        if spoken() == language {
            store.resume();
        }
    });
    let connection = connection(store);
    let (logo, title, time_zone) = (config.sign(), config.title, config.time_zone);
    let middle = move || {
        view! {
            <Clock time_zone />
            <ConnectionPill connection />
        }
        .into_any()
    };
    view! {
        <Header logo title middle=Box::new(middle)>
            <PauseButton paused on_toggle=pause />
            <ThemeButton theme=screen.theme() on_next=move |()| screen.next_theme() />
            <LanguageChoice />
            <InspectorButton />
            <Account toast />
        </Header>
        {children()}
        <Drawer />
        <Toast message=toast on_dismiss=move |()| toast.set(None) />
    }
}

/// Who is logged in, and the way out.
#[component]
fn Account(toast: RwSignal<Option<String>>) -> impl IntoView {
    let session = use_session();
    let user = session.user();
    let name = Signal::derive(move || user.get().map(|user| user.user).unwrap_or_default());
    let is_signed_in = Signal::derive(move || user.with(Option::is_some));
    let open = RwSignal::new(false);
    let has_account = session.has_account();
    let logout = move |_| {
        spawn_local(async move {
            if let Err(why) = session.logout().await {
                toast.try_set(Some(why));
            }
        });
    };
    view! {
        <Shown when=is_signed_in>
            <UserName name has_account on_press=move |()| open.set(true) />
            <IconButton sign=Sign::Leave label=t("Log out") testid="logout" on_press=logout />
        </Shown>
        <Dialog title=t("Account") testid="account" open>
            <AccountPanel />
        </Dialog>
    }
}

/// The user's name, behind which the account is, where there is one.
#[component]
fn UserName(
    name: Signal<String>,
    has_account: bool,
    #[prop(into)] on_press: Callback<()>,
) -> impl IntoView {
    if has_account {
        let label = Signal::derive(move || tf("{0}: account", &[&name.get()]));
        view! {
            <button
                type="button"
                class="header__user"
                aria-label=label
                title=label
                data-testid="account-open"
                on:click=move |_| on_press.run(())
            >
                {name}
            </button>
        }
        .into_any()
    } else {
        view! { <span class="header__user">{name}</span> }.into_any()
    }
}

/// What the store says of its connection. The distance of the server is measured while somebody looks.
fn connection(store: SocketStore) -> Connection {
    let clock = use_clock();
    let status = store.status();
    let stats = Memo::new(move |_| {
        clock.uptime.track();
        let stats = store.stats();
        (stats.round_trip, stats.last_message_at)
    });
    let turn = Memo::new(move |_| {
        let is_live = status.with(|status| *status == Status::Live);
        is_live.then(|| clock.uptime.get() / MEASURE_EVERY)
    });
    effect(move || {
        if turn.get().is_some() {
            store.measure_round_trip();
        }
    });
    Connection {
        status: status.into(),
        round_trip: Signal::derive(move || stats.get().0),
        heard_at: Signal::derive(move || stats.get().1),
        history: expect_context::<Signal<History>>(),
        retry: Callback::new(move |()| store.retry_now()),
    }
}
