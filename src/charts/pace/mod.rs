//! Who is drawn when. Drawing costs far more than receiving: the charts share a part of each picture that the browser
//! makes, so that they are as current as the machine allows, and the page stays quick.

mod turns;

use std::time::Duration;

use leptos::{
    prelude::*,
    task::{spawn_local, tick},
};

use turns::{Next, Turns};

/// Hands out the turns of a page's charts.
#[derive(Clone, Copy)]
pub struct Pace {
    turns: StoredValue<Turns<Trigger>>,
    is_at_work: StoredValue<bool>,
    is_drawing: StoredValue<bool>,
    /// Goes off when somebody may be drawn again.
    alarm: StoredValue<Option<TimeoutHandle>>,
    /// The time to the next picture is being taken.
    is_timing: StoredValue<bool>,
    /// The browser tells when it is idle, as far as is known.
    tells_idleness: StoredValue<bool>,
}

/// Provides the pace of the page's charts.
pub fn provide_pace() {
    provide_context(Pace {
        turns: StoredValue::new(Turns::default()),
        is_at_work: StoredValue::new(false),
        is_drawing: StoredValue::new(false),
        alarm: StoredValue::new(None),
        is_timing: StoredValue::new(false),
        tells_idleness: StoredValue::new(true),
    });
}

/// The pace in the context.
///
/// # Panics
/// Without [`provide_pace`] above: a mistake in the app's wiring.
#[must_use]
pub fn use_pace() -> Pace {
    expect_context()
}

/// A chart's turns, from the one who hands them out.
#[derive(Clone, Copy)]
pub struct Turn {
    /// Beats when the chart is to be drawn.
    pub beat: Trigger,
    pace: Pace,
    number: usize,
}

impl Turn {
    /// For a chart of this component that should be drawn no more often than once in `at_least` milliseconds.
    #[must_use]
    pub fn new(at_least: f64) -> Self {
        let (beat, pace) = (Trigger::new(), use_pace());
        let mut number = 0;
        pace.turns
            .update_value(|turns| number = turns.join(beat, at_least));
        on_cleanup(move || pace.turns.update_value(|turns| turns.leave(number)));
        Self { beat, pace, number }
    }

    /// The chart has something new to show.
    pub fn ask(self) {
        let pace = self.pace;
        pace.turns
            .update_value(|turns| turns.ask(self.number, now()));
        pace.work();
    }
}

impl Pace {
    /// Whether what is drawn now is a chart's turn: there is something new in its topic. Anything else is the viewer's wish.
    #[must_use]
    pub fn is_drawing(self) -> bool {
        self.is_drawing.get_value()
    }

    /// Begins at once, still in the picture for which the news came.
    fn work(self) {
        if !self.is_at_work.get_value() {
            self.is_at_work.set_value(true);
            spawn_local(self.draw());
        }
    }

    async fn draw(self) {
        self.time_pictures();
        self.await_idleness();
        loop {
            let begun = now();
            let picture = picture_time().unwrap_or(begun);
            match self
                .turns
                .try_update_value(|turns| turns.next(picture, begun))
            {
                Some(Next::Draw { number, beat }) => {
                    self.is_drawing.set_value(true);
                    beat.notify();
                    // The effect that draws runs before this goes on.
                    tick().await;
                    self.is_drawing.set_value(false);
                    let ended = now();
                    self.turns
                        .update_value(|turns| turns.drawn(number, picture, begun, ended));
                }
                Some(Next::Rest(time)) => {
                    self.is_at_work.set_value(false);
                    self.wake_after(time);
                    return;
                }
                // Nothing is new, or the page is gone.
                Some(Next::Nobody) | None => {
                    self.is_at_work.set_value(false);
                    return;
                }
            }
        }
    }

    /// Notes how far apart the next two pictures are.
    fn time_pictures(self) {
        if self.is_timing.get_value() {
            return;
        }
        self.is_timing.set_value(true);
        request_animation_frame(move || {
            let first = picture_time();
            request_animation_frame(move || {
                self.is_timing.try_set_value(false);
                if let Some((first, second)) = first.zip(picture_time()) {
                    self.turns
                        .try_update_value(|turns| turns.note_picture(second - first, now()));
                }
            });
        });
    }

    /// Notes when the browser has nothing to do, where it tells that.
    fn await_idleness(self) {
        let is_awaited = self.turns.with_value(Turns::is_idleness_awaited);
        if is_awaited || !self.tells_idleness.get_value() {
            return;
        }
        let note = move || _ = self.turns.try_update_value(Turns::note_idleness);
        match request_idle_callback_with_handle(note) {
            Ok(_) => self.turns.update_value(|turns| turns.await_idleness(now())),
            Err(_) => self.tells_idleness.set_value(false),
        }
    }

    /// Goes on with the first picture after so many milliseconds, for which values are committed.
    fn wake_after(self, time: f64) {
        let time = Duration::from_secs_f64(time.max(0.0) / 1000.0);
        let wake = move || request_animation_frame(move || self.work());
        let alarm = set_timeout_with_handle(wake, time).ok();
        let earlier = self
            .alarm
            .try_update_value(|kept| std::mem::replace(kept, alarm));
        if let Some(Some(earlier)) = earlier {
            earlier.clear();
        }
    }
}

/// Milliseconds that never jump.
fn now() -> f64 {
    window().performance().map_or(0.0, |clock| clock.now())
}

/// When the browser began the picture that it is at, in milliseconds.
fn picture_time() -> Option<f64> {
    document().timeline().current_time()
}
