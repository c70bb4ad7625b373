//! The bar at the top: whose dashboard it is, the time, the connection, and what the viewer may do.

use leptos::prelude::*;

use super::{
    icon::{IconButton, Sign},
    shown::Shown,
};
use crate::theme::{self, Theme};

/// The bar. What is in its middle (clock, connection) is given as children.
#[component]
pub fn Header(
    /// The dashboard's name.
    #[prop(into)]
    title: String,
    /// Address of the picture beside it.
    #[prop(into)]
    logo: String,
    /// Who is logged in, where somebody is.
    #[prop(into)]
    user: Signal<Option<String>>,
    /// The theme that is on.
    #[prop(into)]
    theme: Signal<Theme>,
    /// Asks for the next theme.
    #[prop(into)]
    on_theme: Callback<()>,
    /// Whether updates are held back.
    #[prop(into)]
    paused: Signal<bool>,
    /// Asks to hold updates back, or to let them through.
    #[prop(into)]
    on_pause: Callback<()>,
    /// Asks to log out.
    #[prop(into)]
    on_logout: Callback<()>,
    /// Clock and connection.
    children: Children,
) -> impl IntoView {
    let theme_label = Signal::derive(move || {
        format!(
            "Theme: {}; change to {}",
            theme.get().name(),
            theme::after(theme.get()).name()
        )
    });
    let pause_sign = Signal::derive(move || {
        if paused.get() {
            Sign::Resume
        } else {
            Sign::Pause
        }
    });
    let pause_label = Signal::derive(move || {
        if paused.get() {
            "Resume updates"
        } else {
            "Pause updates"
        }
        .to_owned()
    });
    let is_signed_in = Signal::derive(move || user.with(Option::is_some));
    view! {
        <header class="header">
            <a class="header__brand" href="/">
                <img class="header__logo" src=logo alt="" />
                <h1 class="header__title">{title}</h1>
            </a>
            <div class="header__middle">{children()}</div>
            <div class="header__actions">
                <IconButton sign=pause_sign label=pause_label pressed=paused testid="pause" on_press=on_pause />
                <IconButton sign=Sign::Theme label=theme_label testid="theme-toggle" on_press=on_theme />
                <Shown when=is_signed_in>
                    <span class="header__user">{user}</span>
                    <IconButton sign=Sign::Leave label="Log out" testid="logout" on_press=on_logout />
                </Shown>
            </div>
        </header>
    }
}
