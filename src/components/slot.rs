//! What a tile and the chart in it tell each other.

use leptos::prelude::*;

use crate::words::tf;

/// Where a chart stands in its tile. The tile provides it to what is in it.
#[derive(Clone, Copy)]
pub struct Slot {
    label: StoredValue<String>,
    seq: Signal<u64>,
    drawn: RwSignal<Option<u64>>,
    has_something_to_see: RwSignal<bool>,
    picture: StoredValue<Option<Callback<(), Option<String>>>>,
}

impl Slot {
    /// The place of a chart that is called so and shows the value of this number.
    #[must_use]
    pub fn new(title: &str, seq: Signal<u64>) -> Self {
        Self {
            label: StoredValue::new(tf("{0}: chart; its numbers are in the table", &[title])),
            seq,
            drawn: RwSignal::new(None),
            has_something_to_see: RwSignal::new(false),
            picture: StoredValue::new(None),
        }
    }

    /// What the drawing is called, for those who do not see it.
    #[must_use]
    pub fn label(self) -> String {
        self.label.get_value()
    }

    /// There is something to see: what stood in the chart's place goes away.
    pub fn fill(self) {
        self.has_something_to_see.set(true);
    }

    /// The newest value has been drawn.
    pub fn note_drawing(self) {
        self.drawn.set(Some(self.seq.get_untracked()));
    }

    /// The number of the value that has been drawn.
    #[must_use]
    pub fn drawn(self) -> Option<u64> {
        self.drawn.get()
    }

    /// Whether there is something to see.
    #[must_use]
    pub fn is_filled(self) -> bool {
        self.has_something_to_see.get()
    }

    /// From here on the chart can be taken away as a picture: `draw` answers with a PNG as a `data:` address.
    pub fn offer_picture(self, draw: Callback<(), Option<String>>) {
        self.picture.set_value(Some(draw));
    }

    /// The chart as a picture, where there is one.
    #[must_use]
    pub fn picture(self) -> Option<String> {
        self.picture.get_value()?.run(())
    }
}
