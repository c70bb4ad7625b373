//! What is done with a recording while it is played.

use leptos::prelude::*;

use super::playback::{Playback, Speed};
use crate::{
    components::{
        icon::{IconButton, Sign},
        shown::Shown,
    },
    config::Config,
    live::store_options,
    session::use_session,
    words::{t, tf},
};

/// The bar above the charts: play and pause, step, speed, where it is, and the way back.
#[component]
pub fn ReplayBar(
    /// The recording that is played.
    playback: Playback,
) -> impl IntoView {
    let config = expect_context::<StoredValue<Config>>();
    let session = use_session();
    let Playback {
        place,
        is_playing,
        problem,
        ..
    } = playback;
    let sign = Signal::derive(move || match is_playing.get() {
        true => Sign::Pause,
        false => Sign::Resume,
    });
    let label = Signal::derive(move || {
        let label = match is_playing.get() {
            true => t("Pause the recording"),
            false if playback.is_over() => t("Play the recording again"),
            false => t("Play the recording"),
        };
        label.to_owned()
    });
    let play = move |_| {
        if playback
            .place
            .with_untracked(|place| place.done >= place.all)
        {
            playback.play_again(config.with_value(|config| store_options(config, session)));
        } else {
            is_playing.update(|is_playing| *is_playing = !*is_playing);
        }
    };
    let step = move |_| {
        is_playing.set(false);
        playback.step();
    };
    let time = Signal::derive(move || {
        let place = place.get();
        let span = |until: u64| minutes(until.saturating_sub(place.begins));
        format!("{} / {}", span(place.now), span(place.ends))
    });
    let position = Signal::derive(move || {
        let place = place.get();
        tf(
            "{0} of {1}",
            &[&place.done.to_string(), &place.all.to_string()],
        )
    });
    let all = Signal::derive(move || place.with(|place| place.all.max(1).to_string()));
    let done = Signal::derive(move || place.with(|place| place.done.to_string()));
    let has_problem = Signal::derive(move || problem.with(Option::is_some));
    view! {
        <section class="replay" data-testid="replay" aria-label=t("A recording is played")>
            <strong class="replay__title">{t("Recording")}</strong>
            <IconButton sign label testid="replay-play" on_press=play />
            <IconButton sign=Sign::Next label=t("One step on") testid="replay-step" on_press=step />
            <SpeedChoice speed=playback.speed />
            <span class="replay__time" data-testid="replay-time">{time}</span>
            <progress class="replay__progress" max=all value=done aria-label=t("Position")></progress>
            <span class="replay__position" data-testid="replay-position">{position}</span>
            <Shown when=has_problem><span class="replay__problem" role="alert">{problem}</span></Shown>
            <button type="button" class="button" data-testid="replay-end" on:click=move |_| playback.end()>
                {t("Back to live")}
            </button>
        </section>
    }
}

#[component]
fn SpeedChoice(speed: RwSignal<Speed>) -> impl IntoView {
    let option = move |(value, text): (Speed, &'static str)| {
        let is_chosen = Signal::derive(move || speed.get() == value);
        view! { <option value=name(value) prop:selected=is_chosen>{text}</option> }
    };
    let speeds = [
        (Speed::Once, "1×"),
        (Speed::Tenfold, "10×"),
        (Speed::Fastest, t("As fast as it goes")),
    ];
    let choose = move |chosen: String| {
        let mut all = speeds.into_iter().map(|(speed, _)| speed);
        speed.set(
            all.find(|speed| name(*speed) == chosen)
                .unwrap_or(Speed::Once),
        );
    };
    view! {
        <select
            class="choice"
            aria-label=t("Speed")
            title=t("Speed")
            data-testid="replay-speed"
            on:change:target=move |event| choose(event.target().value())
        >
            {speeds.map(option).into_iter().collect_view()}
        </select>
    }
}

fn name(speed: Speed) -> &'static str {
    match speed {
        Speed::Once => "1",
        Speed::Tenfold => "10",
        Speed::Fastest => "fastest",
    }
}

/// A span as minutes and seconds: `1:05`.
fn minutes(span: u64) -> String {
    format!("{}:{:02}", span / 60_000, span / 1_000 % 60)
}

#[cfg(test)]
mod tests {
    use super::minutes;

    #[test]
    fn a_span_is_written_in_minutes_and_seconds() {
        assert_eq!(minutes(65_900), "1:05");
        assert_eq!(minutes(0), "0:00");
        assert_eq!(minutes(3_600_000), "60:00");
    }
}
