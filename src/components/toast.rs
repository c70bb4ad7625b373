//! A line that comes, is read, and goes.

use leptos::prelude::*;

use super::{
    icon::{IconButton, Sign},
    shown::Shown,
};
use crate::words::t;

/// Shows a message while there is one. Screen readers read it out at once.
#[component]
pub fn Toast(
    /// What to say; `None` shows nothing.
    #[prop(into)]
    message: Signal<Option<String>>,
    /// Pressed away.
    #[prop(into)]
    on_dismiss: Callback<()>,
) -> impl IntoView {
    let is_there = Signal::derive(move || message.with(Option::is_some));
    view! {
        <Shown when=is_there>
            <div class="toast" role="alert" data-testid="toast">
                <span class="toast__text">{message}</span>
                <IconButton sign=Sign::Close label=t("Dismiss") on_press=move |_| on_dismiss.run(()) />
            </div>
        </Shown>
    }
}
