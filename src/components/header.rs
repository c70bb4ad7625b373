//! The bar at the top.

use leptos::prelude::*;

/// The bar: whose dashboard it is, and what is put beside that.
#[component]
pub fn Header(
    /// The dashboard's name.
    #[prop(into)]
    title: String,
    /// Address of the picture beside it.
    #[prop(into)]
    logo: String,
    /// In the middle: clock and connection.
    middle: Children,
    /// At the end: what the viewer may do.
    children: Children,
) -> impl IntoView {
    view! {
        <header class="header">
            <a class="header__brand" href="/">
                <img class="header__logo" src=logo alt="" />
                <h1 class="header__title">{title}</h1>
            </a>
            <div class="header__middle">{middle()}</div>
            <div class="header__actions">{children()}</div>
        </header>
    }
}
