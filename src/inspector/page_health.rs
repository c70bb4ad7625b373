//! How the page is doing: its memory, and how evenly it draws.

use leptos::prelude::*;

use super::{
    page::{Pictures, heap_size, program_size},
    samples::Samples,
    size::{size, tenths},
};
use crate::{
    effect::effect,
    intl::number,
    words::{t, tf},
};

/// So many values a line has: a minute of memory, a few seconds of pictures.
const VALUES: usize = 240;

/// The box that lines are drawn in.
const WIDTH: f64 = 240.0;
const HEIGHT: f64 = 48.0;

/// A picture that took so long is drawn at the top, milliseconds: three of sixty a second.
const SLOW: f64 = 50.0;

/// The graphs, measured as long as they are shown.
#[component]
pub fn PageHealth(
    /// When to look at the memory again.
    beat: Signal<u32>,
) -> impl IntoView {
    let heap = RwSignal::new(Samples::new(VALUES));
    effect(move || {
        beat.track();
        if let Some(bytes) = heap_size() {
            heap.update(|heap| heap.push(bytes));
        }
    });
    let spans = StoredValue::new(Samples::new(VALUES));
    let mut before = None;
    let pictures = Pictures::each(move |at| {
        if let Some(before) = before.replace(at) {
            spans.update_value(|spans| spans.push(at - before));
        }
    });
    // Dropped with the panel.
    let _ = StoredValue::new_local(pictures);
    let program = Signal::derive(move || {
        beat.track();
        program_size().map_or_else(|| t("not told").to_owned(), size)
    });
    let heap_words = Signal::derive(move || {
        let last = heap.with(Samples::last);
        last.map_or_else(|| t("not told by this browser").to_owned(), size)
    });
    let heap_points = Signal::derive(move || {
        heap.with(|heap| heap.points(WIDTH, HEIGHT, 1.2 * heap.largest().unwrap_or(1.0)))
    });
    let span_words = Signal::derive(move || {
        beat.track();
        spans.with_value(frame_words)
    });
    let span_points = Signal::derive(move || {
        beat.track();
        spans.with_value(|spans| spans.points(WIDTH, HEIGHT, SLOW))
    });
    view! {
        <div class="inspector__scroll health" data-testid="health">
            <Graph title=t("Memory of scripts") words=heap_words points=heap_points />
            <Graph title=t("Time between pictures") words=span_words points=span_points />
            <figure class="graph">
                <figcaption class="graph__title">{t("Memory of the program")}</figcaption>
                <p class="graph__words">{program}</p>
            </figure>
        </div>
    }
}

/// A line, and in words what it ends with.
#[component]
fn Graph(title: &'static str, words: Signal<String>, points: Signal<String>) -> impl IntoView {
    let label = Signal::derive(move || format!("{title}: {}", words.get()));
    view! {
        <figure class="graph">
            <figcaption class="graph__title">{title}</figcaption>
            <p class="graph__words">{words}</p>
            <svg
                class="graph__line"
                role="img"
                aria-label=label
                viewBox=format!("0 0 {WIDTH} {HEIGHT}")
                preserveAspectRatio="none"
            >
                <polyline points=points />
            </svg>
        </figure>
    }
}

fn frame_words(spans: &Samples) -> String {
    let (Some(last), Some(most)) = (spans.last(), spans.percentile(0.95)) else {
        return t("not measured").to_owned();
    };
    tf(
        "{0} ms, and 95 % within {1} ms",
        &[&number(tenths(last)), &number(tenths(most))],
    )
}

#[cfg(test)]
mod tests {
    use super::{Samples, VALUES, frame_words};

    #[test]
    fn frame_times_are_told_by_the_last_and_by_the_slowest_but_a_few() {
        let mut spans = Samples::new(VALUES);
        assert_eq!(frame_words(&spans), "not measured");
        for span in [16.66, 33.3, 16.64] {
            spans.push(span);
        }
        assert_eq!(frame_words(&spans), "16.6 ms, and 95 % within 33.3 ms");
    }
}
