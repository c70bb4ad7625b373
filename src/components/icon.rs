//! The few signs that buttons carry, as strokes on a 16 × 16 grid in the colour of the text.

use leptos::{ev::MouseEvent, html::Button, prelude::*};

/// A sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    /// Fill the screen.
    Expand,
    /// Back to its place.
    Collapse,
    /// The numbers as a table.
    Table,
    /// The whole map.
    Fit,
    /// One page back.
    Previous,
    /// One page on.
    Next,
    /// Another theme.
    Theme,
    /// Stop for a while.
    Pause,
    /// Go on.
    Resume,
    /// Log out.
    Leave,
    /// What more there is.
    More,
    /// What the store goes through.
    Inspect,
    /// Away with it.
    Close,
    /// Turns by itself.
    Turn,
    /// Turns no more.
    Stop,
}

impl Sign {
    fn path(self) -> &'static str {
        match self {
            Self::Expand => "M6 2.5H2.5V6M10 2.5h3.5V6M6 13.5H2.5V10M10 13.5h3.5V10",
            Self::Collapse => "M2.5 6H6V2.5M13.5 6H10V2.5M2.5 10H6v3.5M13.5 10H10v3.5",
            Self::Table => "M2.5 3.5h11v9h-11zM2.5 6.5h11M2.5 9.5h11M6.5 6.5v6",
            Self::Fit => "M8 2v3M8 11v3M2 8h3M11 8h3M8 6.4a1.6 1.6 0 1 0 0 3.2a1.6 1.6 0 1 0 0-3.2",
            Self::Previous => "M10 3.5L5.5 8l4.5 4.5",
            Self::Next => "M6 3.5L10.5 8L6 12.5",
            Self::Theme => {
                "M8 2.5a5.5 5.5 0 1 0 0 11a5.5 5.5 0 1 0 0-11zM8 2.5v11M8 5h3.6M8 8h5.4M8 11h3.6"
            }
            Self::Pause => "M5.5 3.5v9M10.5 3.5v9",
            Self::Resume => "M5 3.2v9.6L12.5 8z",
            Self::More => {
                "M3 8a.4.4 0 1 0 .8 0a.4.4 0 1 0-.8 0M7.6 8a.4.4 0 1 0 .8 0a.4.4 0 1 0-.8 0M12.2 8a.4.4 0 1 0 .8 0a.4.4 0 1 0-.8 0"
            }
            Self::Inspect => "M2 9h2.6l1.6-5 3 9 1.7-5.5.8 1.5H14",
            Self::Close => "M4 4l8 8M12 4l-8 8",
            Self::Turn => "M13 8a5 5 0 1 1-1.6-3.7M13 2.5V5.2H10.3",
            Self::Stop => "M4.5 4.5h7v7h-7z",
            Self::Leave => "M9 2.5H3.5v11H9M7 8h6.5M11 5.5L13.5 8L11 10.5",
        }
    }
}

/// Draws a sign. Buttons name themselves in words; the sign is for the eye alone.
#[component]
pub fn Icon(
    /// Which one.
    #[prop(into)]
    sign: Signal<Sign>,
) -> impl IntoView {
    let path = Signal::derive(move || sign.get().path());
    view! {
        <svg class="icon" viewBox="0 0 16 16" aria-hidden="true">
            <path d=path />
        </svg>
    }
}

/// A button that shows a sign and says in words what it does.
#[component]
pub fn IconButton(
    /// Which sign.
    #[prop(into)]
    sign: Signal<Sign>,
    /// What pressing it does.
    #[prop(into)]
    label: Signal<String>,
    /// Whether it is down; none for buttons that do not stay down.
    #[prop(optional, into)]
    pressed: Option<Signal<bool>>,
    /// `data-testid`.
    #[prop(optional, into)]
    testid: String,
    /// The button in the page, for whoever gives it the focus.
    #[prop(optional)]
    element: NodeRef<Button>,
    /// Pressed, by pointer or key.
    #[prop(into)]
    on_press: Callback<MouseEvent>,
) -> impl IntoView {
    let pressed = Signal::derive(move || pressed.map(|pressed| pressed.get().to_string()));
    view! {
        <button
            node_ref=element
            type="button"
            class="icon-button"
            title=label
            aria-label=label
            aria-pressed=pressed
            data-testid=(!testid.is_empty()).then_some(testid)
            on:click=move |event| on_press.run(event)
        >
            <Icon sign />
        </button>
    }
}
