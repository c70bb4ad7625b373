//! Reads the look from the page: once per theme, and again when the window's size has changed the `rem`.

use chart_payloads::lenient;
use leptos::{ev, prelude::*};

use super::{Look, PROPERTIES, Parts};
use crate::{effect::effect, theme::Theme};

/// Puts `theme` on `<html data-theme>` whenever it changes, and the look that follows from it into the context.
pub fn provide_look(theme: Signal<Theme>) {
    apply(theme.get_untracked());
    let look = RwSignal::new(read().unwrap_or_default());
    let refresh = move || {
        if let Some(now) = read().filter(|now| look.with_untracked(|before| before != now)) {
            look.set(now);
        }
    };
    effect(move || {
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
    let value = |name: &str| {
        style
            .get_property_value(name)
            .unwrap_or_default()
            .trim()
            .to_owned()
    };
    Some(Look {
        properties: PROPERTIES.map(|name| (name, value(name))).to_vec(),
        rem: lenient::parse(value("font-size").trim_end_matches("px")).unwrap_or(16.0),
        narrow: matches("(max-width: 30rem)"),
        calm: matches("(prefers-reduced-motion: reduce)"),
        parts: Parts::default(),
    })
}

fn matches(query: &str) -> bool {
    window()
        .match_media(query)
        .ok()
        .flatten()
        .is_some_and(|list| list.matches())
}
