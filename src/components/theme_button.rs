//! Goes through the themes.

use leptos::prelude::*;

use super::icon::{IconButton, Sign};
use crate::{
    theme::{self, Theme},
    words::{t, tf},
};

/// A button that asks for the next theme.
#[component]
pub fn ThemeButton(
    /// The theme that is on.
    theme: Signal<Theme>,
    /// Asks for the next one.
    #[prop(into)]
    on_next: Callback<()>,
) -> impl IntoView {
    let label = Signal::derive(move || {
        let now = theme.get();
        tf(
            "Theme: {0}; change to {1}",
            &[name(now), name(theme::after(now))],
        )
    });
    view! { <IconButton sign=Sign::Theme label testid="theme-toggle" on_press=move |_| on_next.run(()) /> }
}

fn name(theme: Theme) -> &'static str {
    match theme {
        Theme::Dark => t("dark"),
        Theme::Light => t("light"),
        Theme::Contrast => t("high contrast"),
    }
}
