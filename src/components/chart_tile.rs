//! The frame around a chart: its name, how fresh it is, and what can be done with it.

use leptos::{context::Provider, ev, prelude::*};
use leptos_socket_store::{Freshness, Millis, TopicHandle};

use super::{
    data_table::{DataTable, Table},
    full_screen::FullScreen,
    icon::{IconButton, Sign},
    shown::Shown,
};
use crate::{clock::use_clock, effect::effect};

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

/// What stands in the place of a chart until there is something to see. The tile shows it, the chart takes it away.
#[derive(Clone, Copy)]
pub struct Skeleton(RwSignal<bool>);

impl Skeleton {
    fn new() -> Self {
        Self(RwSignal::new(true))
    }

    fn stands(self) -> bool {
        self.0.get()
    }

    /// There is something to see.
    pub fn take_away(self) {
        self.0.set(false);
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
    let skeleton = Skeleton::new();
    let notice = Signal::derive(move || notice.get().or_else(|| unreadable(status)));
    let has_notice = Signal::derive(move || notice.with(Option::is_some));
    let waiting = Signal::derive(move || skeleton.stands() && !has_notice.get());
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
                        label=format!("{title}: the numbers")
                        pressed=numbers
                        testid=format!("numbers-{name}")
                        on_press=move |()| numbers.update(|on| *on = !*on)
                    />
                    {full_screen.map(|full_screen| view! { <FullScreenButton name title full_screen is_full /> })}
                </div>
            </header>
            <div class="tile__body">
                <Provider value=skeleton>{children()}</Provider>
                <Shown when=waiting><div class="tile__skeleton" aria-hidden="true"></div></Shown>
                <Shown when=has_notice><p class="tile__notice" role="status">{notice}</p></Shown>
                <Shown when=numbers><DataTable name caption=title table updated_at=status.updated_at /></Shown>
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
            format!("{title}: back to its place")
        } else {
            format!("{title}: fill the screen")
        }
    });
    view! {
        <IconButton
            sign
            label
            pressed=is_full
            testid=format!("fullscreen-{name}")
            on_press=move |()| full_screen.toggle(name)
        />
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
        Freshness::Stale => "stale",
        Freshness::Gap => "catching up",
        Freshness::Error => "error",
    });
    view! {
        <span class="tile__badge">{badge}</span>
        <span class="tile__age">{age}</span>
    }
}

/// How long ago something was, in words that change no more often than they must.
fn age(elapsed: Millis) -> String {
    const MINUTE: u64 = 60;
    const HOUR: u64 = 60 * MINUTE;
    match elapsed / 1000 {
        // What came a moment ago needs no words.
        0..5 => String::new(),
        seconds @ 5..MINUTE => format!("{} s ago", seconds / 5 * 5),
        seconds @ MINUTE..HOUR => format!("{} min ago", seconds / MINUTE),
        seconds => format!("{} h ago", seconds / HOUR),
    }
}

fn unreadable(status: TileStatus) -> Option<String> {
    let nothing_to_show = status.freshness.get() == Freshness::Error && !status.has_value.get();
    nothing_to_show.then(|| "The server has no such chart, or sends what is none.".to_owned())
}

fn leave_on_escape(name: &'static str, is_full: Signal<bool>, full_screen: Option<FullScreen>) {
    let Some(full_screen) = full_screen else {
        return;
    };
    let pressed = window_event_listener(ev::keydown, move |event| {
        if event.key() == "Escape" && is_full.get_untracked() {
            full_screen.ask.run((name, false));
        }
    });
    on_cleanup(move || pressed.remove());
}

#[cfg(test)]
mod tests {
    use super::age;

    #[test]
    fn an_age_is_told_in_the_coarsest_words_that_are_true() {
        assert_eq!(age(4_900), "");
        assert_eq!(age(12_000), "10 s ago");
        assert_eq!(age(119_000), "1 min ago");
        assert_eq!(age(3 * 3_600_000), "3 h ago");
    }
}
