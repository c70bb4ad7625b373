//! What all screens of one server share: the theme, and which chart fills the screen.
//!
//! A change is shown here at once, and sent to the server, which relays it to every client, this one included. While
//! there is no connection it stays here: a command that arrives minutes later would surprise everybody.

use leptos::prelude::*;
use leptos_socket_store::{
    DecodeError, Message, Registration, SCREEN, Screen, SocketStore, Status,
};
use serde::{Deserialize, Serialize};

use crate::{
    components::full_screen::{FullScreen, Reach},
    kept::Kept,
    theme::{self, Theme},
};

/// Where the browser keeps the chosen theme; `kept_theme.js` reads it before the app is there.
const KEPT: Kept = Kept("live-dashboard.theme");

/// A command that the server relays verbatim. The shape is the contract's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Relayed<T> {
    #[serde(default)]
    action: String,
    socket_type: String,
    #[serde(default)]
    chart_name: String,
    value: T,
}

/// The shared state, in the context of the whole app.
#[derive(Clone, Copy)]
pub struct ScreenState {
    theme: RwSignal<Theme>,
    full: RwSignal<Option<String>>,
    /// The chart that fills this screen alone, whatever all others show.
    full_here: RwSignal<Option<String>>,
    store: SocketStore,
}

/// Provides the state, and follows what other screens relay.
pub fn provide_screen_state(store: SocketStore) -> ScreenState {
    let state = ScreenState {
        theme: RwSignal::new(kept_theme().unwrap_or_default()),
        full: RwSignal::new(None),
        full_here: RwSignal::new(None),
        store,
    };
    let follow = [
        store.register("themeChange", move |message| state.follow_theme(message)),
        store.register("fullScreen", move |message| {
            state.follow_full_screen(message)
        }),
        store.register(SCREEN, move |message| state.catch_up(message)),
    ];
    follow.into_iter().for_each(Registration::end_with_owner);
    provide_context(state);
    provide_context(FullScreen {
        shown: Signal::derive(move || state.full_here.get().or_else(|| state.full.get())),
        ask: Callback::new(move |(name, on, reach)| state.fill(name, on, reach)),
    });
    state
}

/// The shared state in the context.
///
/// # Panics
///
/// When the app has provided none: a mistake in its wiring.
#[must_use]
pub fn use_screen_state() -> ScreenState {
    expect_context()
}

impl ScreenState {
    /// The theme that is on.
    #[must_use]
    pub fn theme(self) -> Signal<Theme> {
        self.theme.into()
    }

    /// Goes on to the next theme, here and on every screen.
    pub fn next_theme(self) {
        let theme = theme::after(self.theme.get_untracked());
        self.set_theme(theme);
        self.relay("themeChange", "", theme.name());
    }

    /// What fills this screen alone goes away here, and nobody else hears of it.
    fn fill(self, name: &'static str, on: bool, reach: Reach) {
        let is_here = self.full_here.with_untracked(Option::is_some);
        if is_here || reach == Reach::Here {
            self.full_here.set(on.then(|| name.to_owned()));
            return;
        }
        self.show_full(self.filled(name, on));
        self.relay("fullScreen", name, on);
    }

    fn set_theme(self, theme: Theme) {
        KEPT.write(theme.name());
        if self.theme.get_untracked() != theme {
            self.theme.set(theme);
        }
    }

    fn relay<T: Serialize>(self, action: &str, chart_name: &str, value: T) {
        if self.store.status().get_untracked() != Status::Live {
            return;
        }
        let message = Relayed {
            action: action.to_owned(),
            socket_type: action.to_owned(),
            chart_name: chart_name.to_owned(),
            value,
        };
        // Live a moment ago: whatever is not sent now is as lost as what was sent to a dying socket.
        let _ = self.store.send(&message);
    }

    fn follow_theme(self, message: Message<'_>) -> Result<(), DecodeError> {
        let asked: Relayed<String> = message.decode()?;
        if let Some(theme) = self.theme.get_untracked().asked_for(&asked.value) {
            self.set_theme(theme);
        }
        Ok(())
    }

    fn follow_full_screen(self, message: Message<'_>) -> Result<(), DecodeError> {
        let asked: Relayed<bool> = message.decode()?;
        self.show_full(self.filled(&asked.chart_name, asked.value));
        Ok(())
    }

    /// What was relayed before this client came.
    fn catch_up(self, message: Message<'_>) -> Result<(), DecodeError> {
        let screen: Screen = message.decode()?;
        if let Some(theme) = screen.theme.as_deref().and_then(Theme::named) {
            self.set_theme(theme);
        }
        self.show_full(screen.full_screen);
        Ok(())
    }

    /// Which chart fills the screen after this was asked for.
    fn filled(self, chart: &str, on: bool) -> Option<String> {
        let mut screen = Screen {
            full_screen: self.full.get_untracked(),
            ..Screen::default()
        };
        screen.fill(chart, on);
        screen.full_screen
    }

    fn show_full(self, chart: Option<String>) {
        if self.full.with_untracked(|shown| *shown != chart) {
            self.full.set(chart);
        }
    }
}

fn kept_theme() -> Option<Theme> {
    Theme::named(&KEPT.read()?)
}

#[cfg(test)]
mod tests {
    use super::Relayed;

    #[test]
    fn a_relayed_command_has_the_contracts_shape() {
        let full =
            r#"{"action":"fullScreen","socketType":"fullScreen","chartName":"trend","value":true}"#;
        let theme =
            r#"{"action":"themeChange","socketType":"themeChange","chartName":"","value":"dark"}"#;
        let read: Relayed<bool> = serde_json::from_str(full).expect("the contract's own example");
        assert_eq!(serde_json::to_string(&read).expect("plain data"), full);
        let read: Relayed<String> =
            serde_json::from_str(theme).expect("the contract's own example");
        assert_eq!(serde_json::to_string(&read).expect("plain data"), theme);
    }
}
