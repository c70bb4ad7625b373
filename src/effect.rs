//! What is done when signals change.

use leptos::prelude::Effect;

/// Does something soon, when the page is there, and again whenever a signal that it has read changes, until the current
/// owner ends.
///
/// (leptos compiles the task behind an [`Effect`] for each closure anew; this one is downloaded once.)
pub fn effect(act: impl FnMut() + 'static) {
    let mut act: Box<dyn FnMut()> = Box::new(act);
    Effect::new(move |_| act());
}
