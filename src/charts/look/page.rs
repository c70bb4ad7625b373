//! Reads the look from the page: once per theme, and again when the window's size has changed the `rem`.

use leptos::{ev, prelude::*};
use web_sys::CssStyleDeclaration;

use super::{Look, MapLook, SERIES_COLOURS};
use crate::theme::Theme;

/// Puts `theme` on `<html data-theme>` whenever it changes, and the look that follows from it into the context.
pub fn provide_look(theme: Signal<Theme>) {
    apply(theme.get_untracked());
    let look = RwSignal::new(read().unwrap_or_default());
    let refresh = move || {
        if let Some(now) = read().filter(|now| look.with_untracked(|before| before != now)) {
            look.set(now);
        }
    };
    Effect::new(move |_| {
        apply(theme.get());
        refresh();
    });
    let resized = window_event_listener(ev::resize, move |_| refresh());
    on_cleanup(move || resized.remove());
    provide_context(LookContext(look.into()));
}

/// The look that charts draw with.
///
/// # Panics
/// Without [`provide_look`] above: a mistake in the app's wiring.
#[must_use]
pub fn use_look() -> Signal<Look> {
    expect_context::<LookContext>().0
}

#[derive(Clone, Copy)]
struct LookContext(Signal<Look>);

fn apply(theme: Theme) {
    if let Some(root) = document().document_element() {
        // The name of an attribute that HTML allows cannot be refused.
        let _ = root.set_attribute("data-theme", theme.name());
    }
}

fn read() -> Option<Look> {
    let root = document().document_element()?;
    let style = window().get_computed_style(&root).ok()??;
    let token = |name: &str| property(&style, name);
    Some(Look {
        series: (1..=SERIES_COLOURS)
            .map(|n| token(&format!("--chart-{n}")))
            .collect(),
        rest: token("--chart-rest"),
        bands: [token("--band-1"), token("--band-2"), token("--band-3")],
        levels: [
            token("--level-low"),
            token("--level-middle"),
            token("--level-high"),
        ],
        map: MapLook {
            empty: token("--map-empty"),
            low: token("--map-low"),
            high: token("--map-high"),
            border: token("--map-border"),
            city: token("--map-city"),
            city_top: token("--map-city-top"),
        },
        text: token("--text"),
        text_soft: token("--text-soft"),
        line: token("--line"),
        raised: token("--surface-raised"),
        surface: token("--surface"),
        font: token("--font"),
        rem: token("font-size")
            .trim_end_matches("px")
            .parse()
            .unwrap_or(16.0),
        narrow: matches("(max-width: 30rem)"),
        calm: matches("(prefers-reduced-motion: reduce)"),
    })
}

fn property(style: &CssStyleDeclaration, name: &str) -> String {
    style
        .get_property_value(name)
        .unwrap_or_default()
        .trim()
        .to_owned()
}

fn matches(query: &str) -> bool {
    window()
        .match_media(query)
        .ok()
        .flatten()
        .is_some_and(|list| list.matches())
}
