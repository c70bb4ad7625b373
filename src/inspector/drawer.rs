//! The inspector on the page.

use std::time::Duration;

use leptos::{ev, prelude::*};

use super::{
    Inspector,
    frames::Frames,
    mutations::Mutations,
    page_health::PageHealth,
    tabs::{TabList, focus_tab, panel_id, tab_id},
    toolbar::Toolbar,
    topics::Topics,
    use_inspector,
};
use crate::{
    components::{
        icon::{IconButton, Sign},
        shown::Shown,
    },
    effect::effect,
    words::t,
};

/// How often what is shown is looked up.
const BEAT: Duration = Duration::from_millis(250);

/// The panels' names in `id`s, in their order.
const PANELS: [&str; 4] = ["frames", "topics", "mutations", "page"];

/// The drawer at the bottom of the page, while it is open.
#[component]
pub fn Drawer() -> impl IntoView {
    let inspector = use_inspector();
    view! { <Shown when=inspector.is_open><Opened inspector /></Shown> }
}

#[component]
fn Opened(inspector: Inspector) -> impl IntoView {
    let beat = beat();
    let chosen = RwSignal::new(0);
    let close_on_escape = move |event: ev::KeyboardEvent| {
        if event.key() == "Escape" {
            // It was meant for the drawer, and not for what lies below it.
            event.stop_propagation();
            inspector.close();
        }
    };
    let was_opened = inspector.take_opening();
    effect(move || {
        if was_opened {
            focus_tab(PANELS[chosen.get_untracked()]);
        }
    });
    let texts = [t("Frames"), t("Topics"), t("Mutations"), t("Page")];
    let tabs = PANELS.into_iter().zip(texts).collect();
    view! {
        <aside
            class="inspector"
            data-testid="inspector-drawer"
            aria-label=t("Inspector")
            on:keydown=close_on_escape
        >
            <header class="inspector__head">
                <TabList label=t("What to inspect") tabs chosen />
                <Toolbar inspector beat />
                <span class="inspector__close">
                    <IconButton sign=Sign::Close label=t("Close the inspector") on_press=move |_| inspector.close() />
                </span>
            </header>
            <Panel index=0 chosen><Frames inspector beat /></Panel>
            <Panel index=1 chosen><Topics inspector beat /></Panel>
            <Panel index=2 chosen><Mutations inspector beat /></Panel>
            <Panel index=3 chosen><PageHealth beat /></Panel>
        </aside>
    }
}

/// A panel, whose content is there while it is shown.
#[component]
fn Panel(index: usize, chosen: RwSignal<usize>, children: ChildrenFn) -> impl IntoView {
    let name = PANELS[index];
    let is_chosen = Signal::derive(move || chosen.get() == index);
    let is_hidden = Signal::derive(move || !is_chosen.get());
    view! {
        <section
            class="inspector__panel"
            role="tabpanel"
            id=panel_id(name)
            aria-labelledby=tab_id(name)
            hidden=is_hidden
        >
            <Shown when=is_chosen>{children()}</Shown>
        </section>
    }
}

/// Counts up a few times a second, until the current owner ends.
fn beat() -> Signal<u32> {
    let beat = RwSignal::new(0_u32);
    let count = move || beat.update(|beat| *beat = beat.wrapping_add(1));
    if let Ok(interval) = set_interval_with_handle(count, BEAT) {
        on_cleanup(move || interval.clear());
    }
    beat.into()
}
