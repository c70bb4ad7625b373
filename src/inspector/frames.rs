//! The frames that come in and go out.

use leptos::{ev, prelude::*};

use super::{
    Inspector,
    event_list::{EventList, Row, SHOWN},
    excerpt::{in_a_line, in_full},
    frame::{Frame, Way},
    notes::Notes,
    size::size,
    time_of_day::TimeOfDay,
};
use crate::{
    components::icon::{IconButton, Sign},
    words::t,
};

/// So many letters of a frame stand in the list.
const LETTERS: usize = 160;

/// The list, which can be filtered and held still.
#[component]
pub fn Frames(
    /// Whose frames.
    inspector: Inspector,
    /// When to look them up again.
    beat: Signal<u32>,
) -> impl IntoView {
    let filter = RwSignal::new(String::new());
    let held_at = RwSignal::new(None::<u64>);
    let times = TimeOfDay::new();
    let rows = Memo::new(move |_| {
        beat.track();
        let (wanted, until) = (filter.get().to_lowercase(), held_at.get());
        let newest = |notes: &Notes| newest(notes, &wanted, until, times);
        inspector.with_notes(newest).unwrap_or_default()
    });
    let full = Callback::new(move |number| {
        let text = |notes: &Notes| Some(in_full(&notes.frames.borrow().get(number)?.text));
        inspector.with_notes(text).flatten()
    });
    let is_held = Signal::derive(move || held_at.get().is_some());
    let hold = move |_| {
        let next = inspector.with_notes(|notes| notes.frames.borrow().next());
        held_at.update(|held_at| *held_at = held_at.xor(next));
    };
    // Which clears the field, as the browser has it: the drawer stays.
    let keep_escape = move |event: ev::KeyboardEvent| {
        if event.key() == "Escape" && filter.with_untracked(|filter| !filter.is_empty()) {
            event.stop_propagation();
        }
    };
    view! {
        <div class="inspector__tools">
            <input
                type="search"
                class="choice inspector__filter"
                placeholder=t("Filter")
                aria-label=t("Filter the frames")
                data-testid="frames-filter"
                on:input:target=move |event| filter.set(event.target().value())
                on:keydown=keep_escape
            />
            <IconButton
                sign=Signal::derive(move || if is_held.get() { Sign::Resume } else { Sign::Pause })
                label=Signal::derive(move || {
                    if is_held.get() { t("Let the list go on") } else { t("Hold the list still") }.to_owned()
                })
                pressed=is_held
                testid="frames-pause"
                on_press=hold
            />
        </div>
        <EventList label=t("Frames") testid="frames" rows full />
    }
}

/// The newest frames that say what is wanted, of those before a number.
fn newest(notes: &Notes, wanted: &str, until: Option<u64>, times: TimeOfDay) -> Vec<Row> {
    let frames = notes.frames.borrow();
    let such = frames
        .iter()
        .rev()
        .filter(|(number, frame)| until.is_none_or(|until| *number < until) && frame.says(wanted));
    let mut rows: Vec<_> = such
        .take(SHOWN)
        .map(|(number, frame)| row(number, frame, times))
        .collect();
    rows.reverse();
    rows
}

fn row(number: u64, frame: &Frame, times: TimeOfDay) -> Row {
    let way = match frame.way {
        Way::In => t("in"),
        Way::Out => t("out"),
    };
    Row {
        number,
        cells: vec![
            times.of(frame.at),
            way.to_owned(),
            frame.about.clone(),
            size(frame.bytes as f64),
            in_a_line(&frame.text, LETTERS),
        ],
    }
}
