//! What can be taken away from a chart.

use leptos::prelude::*;

use super::{
    icon::{Icon, Sign},
    popup::Popup,
    slot::Slot,
    table::Table,
    take_away::{file_name, save_address, save_text},
};
use crate::{
    clock::use_clock,
    words::{t, tf},
};

/// A menu: the picture, the numbers, and the address of the chart's own page.
#[component]
pub fn ChartMenu(
    /// The chart's name in the address and in files.
    name: &'static str,
    /// Its name for people.
    title: &'static str,
    /// Where its picture comes from.
    place: Slot,
    /// The numbers behind it.
    table: Callback<(), Table>,
) -> impl IntoView {
    let open = RwSignal::new(false);
    let wall = use_clock().wall;
    let file = move |extension: &str| file_name(name, wall.get_untracked(), extension);
    let save_picture = move |_| {
        if let Some(picture) = place.picture() {
            save_address(&file("png"), &picture);
        }
        open.set(false);
    };
    let save_numbers = move |_| {
        let csv = untrack(|| table.run(())).csv();
        save_text(&file("csv"), "text/csv", &csv);
        open.set(false);
    };
    let label = tf("{0}: what more there is", &[title]);
    view! {
        <Popup label class="icon-button" testid=format!("more-{name}") face=|| view! { <Icon sign=Sign::More /> } open>
            <ul class="menu">
                <li><button type="button" class="menu__item" on:click=save_picture>{t("Save the picture (PNG)")}</button></li>
                <li><button type="button" class="menu__item" on:click=save_numbers>{t("Save the numbers (CSV)")}</button></li>
                <li><a class="menu__item" href=format!("/chart/{name}")>{t("Open on a page of its own")}</a></li>
            </ul>
        </Popup>
    }
}
