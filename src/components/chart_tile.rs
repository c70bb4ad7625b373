//! The frame around a chart: its name, how fresh it is, and what can be done with it.

use leptos::{context::Provider, ev, prelude::*};
use leptos_socket_store::{Freshness, Millis, TopicHandle};

use super::{
    age::age,
    chart_menu::ChartMenu,
    data_table::DataTable,
    escape::{Layer, on_escape},
    full_screen::{FullScreen, Reach},
    icon::{IconButton, Sign},
    shown::Shown,
    slot::Slot,
    table::Table,
};
use crate::{
    clock::use_clock,
    effect::effect,
    words::{t, tf},
};

/// What a tile says about its topic.
#[derive(Clone, Copy)]
pub struct TileStatus {
    /// How far the value can be trusted.
    pub freshness: Signal<Freshness>,
    /// The topic's sequence number.
    pub seq: Signal<u64>,
    /// When the value came, on [`crate::clock::Clock::uptime`]. `None` before the first one.
    pub updated_at: Signal<Option<Millis>>,
    /// Whether there is a value at all.
    pub has_value: Signal<bool>,
}

impl<T: Send + Sync + 'static> From<TopicHandle<Option<T>>> for TileStatus {
    fn from(topic: TopicHandle<Option<T>>) -> Self {
        Self {
            freshness: topic.freshness.into(),
            seq: topic.seq.into(),
            updated_at: topic.updated_at.into(),
            has_value: Signal::derive(move || topic.value.with(Option::is_some)),
        }
    }
}

/// A tile. It fills the viewport while [`FullScreen`] says so.
#[component]
pub fn ChartTile(
    /// The chart's name in the address, and in `data-testid`.
    name: &'static str,
    /// Its name for people.
    title: &'static str,
    /// How fresh it is.
    #[prop(into)]
    status: TileStatus,
    /// The numbers behind it.
    table: Callback<(), Table>,
    /// Shown in the place of the chart: why there is nothing to see.
    #[prop(optional, into)]
    notice: Signal<Option<String>>,
    /// Set while somebody points into the tile or has the focus in it.
    #[prop(optional)]
    held: Option<RwSignal<bool>>,
    /// Buttons of its own.
    #[prop(optional, into)]
    tools: ViewFn,
    /// The chart.
    children: Children,
) -> impl IntoView {
    let full_screen = use_context::<FullScreen>();
    let is_full =
        Signal::derive(move || full_screen.is_some_and(|full_screen| full_screen.shows(name)));
    let numbers = RwSignal::new(false);
    let (pointed_at, focused) = (RwSignal::new(false), RwSignal::new(false));
    if let Some(held) = held {
        effect(move || held.set(pointed_at.get() || focused.get()));
    }
    let slot = Slot::new(title, status.seq);
    let notice = Signal::derive(move || notice.get().or_else(|| unreadable(status)));
    let has_notice = Signal::derive(move || notice.with(Option::is_some));
    let waiting = Signal::derive(move || !slot.is_filled() && !has_notice.get());
    let state = Signal::derive(move || status.freshness.get().name());
    let seq = Signal::derive(move || status.seq.get().to_string());
    leave_on_escape(name, is_full, full_screen);

    view! {
        <section
            class=format!("tile tile--{name}")
            class:tile--full=is_full
            aria-label=title
            data-testid=format!("chart-{name}")
            data-state=state
            data-seq=seq
            data-drawn=move || slot.drawn().map(|seq| seq.to_string())
            on:pointerenter=move |_| pointed_at.set(true)
            on:pointerleave=move |_| pointed_at.set(false)
            on:focusin=move |_| focused.set(true)
            on:focusout=move |_| focused.set(false)
        >
            <header class="tile__head">
                <h2 class="tile__title"><a href=format!("/chart/{name}")>{title}</a></h2>
                <FreshnessLabel status />
                <div class="tile__tools">
                    {tools.run()}
                    <IconButton
                        sign=Sign::Table
                        label=tf("{0}: the numbers", &[title])
                        pressed=numbers
                        testid=format!("numbers-{name}")
                        on_press=move |_| numbers.update(|on| *on = !*on)
                    />
                    <ChartMenu name title place=slot table />
                    {full_screen.map(|full_screen| view! { <FullScreenButton name title full_screen is_full /> })}
                </div>
            </header>
            <div class="tile__body">
                <Provider value=slot>{children()}</Provider>
                <Shown when=waiting><div class="tile__skeleton" aria-hidden="true"></div></Shown>
                <Shown when=has_notice><p class="tile__notice" role="status">{notice}</p></Shown>
                <Shown when=numbers><DataTable name caption=tf("{0}: the numbers", &[title]) table updated_at=status.updated_at /></Shown>
            </div>
        </section>
    }
}

#[component]
fn FullScreenButton(
    name: &'static str,
    title: &'static str,
    full_screen: FullScreen,
    is_full: Signal<bool>,
) -> impl IntoView {
    let sign = Signal::derive(move || {
        if is_full.get() {
            Sign::Collapse
        } else {
            Sign::Expand
        }
    });
    let label = Signal::derive(move || {
        if is_full.get() {
            tf("{0}: back to its place", &[title])
        } else {
            tf("{0}: fill every screen; with Shift only this one", &[title])
        }
    });
    let press = move |event: ev::MouseEvent| {
        let reach = if event.shift_key() {
            Reach::Here
        } else {
            Reach::Everywhere
        };
        full_screen.toggle(name, reach);
    };
    view! {
        <IconButton sign label pressed=is_full testid=format!("fullscreen-{name}") on_press=press />
    }
}

/// Says in words what is not as it should be, and how old the value is.
#[component]
fn FreshnessLabel(status: TileStatus) -> impl IntoView {
    let clock = use_clock();
    let age = Signal::derive(move || {
        let updated_at = status.updated_at.get();
        updated_at.map(|at| age(clock.uptime.get().saturating_sub(at)))
    });
    let badge = Signal::derive(move || match status.freshness.get() {
        Freshness::Waiting | Freshness::Live => "",
        Freshness::Stale => t("stale"),
        Freshness::Gap => t("catching up"),
        Freshness::Error => t("error"),
    });
    view! {
        <span class="tile__badge">{badge}</span>
        <span class="tile__age">{age}</span>
    }
}

fn unreadable(status: TileStatus) -> Option<String> {
    let nothing_to_show = status.freshness.get() == Freshness::Error && !status.has_value.get();
    nothing_to_show.then(|| t("The server has no such chart, or sends what is none.").to_owned())
}

fn leave_on_escape(name: &'static str, is_full: Signal<bool>, full_screen: Option<FullScreen>) {
    let Some(full_screen) = full_screen else {
        return;
    };
    on_escape(Layer::FullScreen, move || {
        let is_full = is_full.get_untracked();
        if is_full {
            full_screen.ask.run((name, false, Reach::Everywhere));
        }
        is_full
    });
}
