//! Who is drawn when. Drawing costs far more than receiving: the charts share a part of each picture that the browser
//! makes, so that they are as current as the machine allows, and the page stays quick.

use std::{cmp::Ordering, time::Duration};

use leptos::{
    prelude::*,
    task::{spawn_local, tick},
};

/// How long charts may be drawn in one picture until no more of them begin, in milliseconds. The page has 16 for all it does.
/// Those that have never been drawn do not wait: a page that begins has nothing better to do.
const PER_PICTURE: f64 = 4.0;

/// How long a chart rests after it was drawn, in multiples of the time which that took: a slow machine draws less often.
const REST: f64 = 12.0;

/// Pictures that are further apart, in milliseconds, and half as far again as the display has them, show that the page has more
/// to do than it can: charts then rest longer, for messages that wait make all of them old.
const LATE: f64 = 25.0;
/// How much longer at the most.
const MOST_STRAIN: f64 = 8.0;

/// Hands out the turns of a page's charts.
#[derive(Clone, Copy)]
pub struct Pace {
    turns: StoredValue<Turns>,
    is_at_work: StoredValue<bool>,
    is_drawing: StoredValue<bool>,
    /// Goes off when the next chart has rested.
    alarm: StoredValue<Option<TimeoutHandle>>,
    /// The time to the next picture is being taken.
    is_timing: StoredValue<bool>,
}

/// Provides the pace of the page's charts.
pub fn provide_pace() {
    provide_context(Pace {
        turns: StoredValue::new(Turns::default()),
        is_at_work: StoredValue::new(false),
        is_drawing: StoredValue::new(false),
        alarm: StoredValue::new(None),
        is_timing: StoredValue::new(false),
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
        let begun = now();
        self.time_pictures();
        loop {
            let before = now();
            let next = self.turns.try_update_value(|turns| turns.next(before));
            match next {
                Some(Next::Draw {
                    number,
                    beat,
                    is_first,
                }) if is_first || before - begun < PER_PICTURE => {
                    self.is_drawing.set_value(true);
                    beat.notify();
                    // The effect that draws runs before this goes on.
                    tick().await;
                    self.is_drawing.set_value(false);
                    let after = now();
                    self.turns
                        .update_value(|turns| turns.drawn(number, before, after));
                }
                Some(Next::Draw { .. }) => {
                    request_animation_frame(move || spawn_local(self.draw()));
                    return;
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
                        .try_update_value(|turns| turns.note_picture(second - first));
                }
            });
        });
    }

    fn wake_after(self, time: f64) {
        let time = Duration::from_secs_f64(time.max(0.0) / 1000.0);
        let alarm = set_timeout_with_handle(move || self.work(), time).ok();
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

/// What a chart waits for.
enum Next<B> {
    /// It is this one's turn; the first one that it gets, or another.
    Draw {
        number: usize,
        beat: B,
        is_first: bool,
    },
    /// Nobody may be drawn for so many milliseconds.
    Rest(f64),
    /// Nobody has anything new to show.
    Nobody,
}

/// The charts of a page. `B` is how one of them is told.
struct Turns<B = Trigger> {
    charts: Vec<Chart<B>>,
    joined: usize,
    /// 1 when the page keeps up, more when it doesn't.
    strain: f64,
    /// The shortest time between two pictures, which is the display's own.
    shortest: f64,
}

struct Chart<B> {
    number: usize,
    beat: B,
    at_least: f64,
    /// Since when it has something new to show.
    news: Option<f64>,
    /// Once it has been drawn.
    rests_until: Option<f64>,
}

impl<B> Default for Turns<B> {
    fn default() -> Self {
        Self {
            charts: Vec::new(),
            joined: 0,
            strain: 1.0,
            shortest: f64::INFINITY,
        }
    }
}

impl<B: Copy> Turns<B> {
    fn join(&mut self, beat: B, at_least: f64) -> usize {
        self.joined += 1;
        self.charts.push(Chart {
            number: self.joined,
            beat,
            at_least,
            news: None,
            rests_until: None,
        });
        self.joined
    }

    fn leave(&mut self, number: usize) {
        self.charts.retain(|chart| chart.number != number);
    }

    fn ask(&mut self, number: usize, now: f64) {
        if let Some(chart) = self.chart(number) {
            chart.news.get_or_insert(now);
        }
    }

    /// The one that has waited longest, of those that have rested enough; one that was never drawn before all others.
    fn next(&self, now: f64) -> Next<B> {
        let waiting = || self.charts.iter().filter(|chart| chart.news.is_some());
        let rested = waiting().filter(|chart| chart.rest(now) <= 0.0);
        let first = rested.min_by(|a, b| {
            a.urgency()
                .partial_cmp(&b.urgency())
                .unwrap_or(Ordering::Equal)
        });
        let rest = waiting().map(|chart| chart.rest(now));
        match (first, rest.min_by(f64::total_cmp)) {
            (Some(chart), _) => Next::Draw {
                number: chart.number,
                beat: chart.beat,
                is_first: chart.rests_until.is_none(),
            },
            (None, Some(rest)) => Next::Rest(rest),
            (None, None) => Next::Nobody,
        }
    }

    fn drawn(&mut self, number: usize, begun: f64, ended: f64) {
        let rest = (ended - begun) * REST * self.strain;
        if let Some(chart) = self.chart(number) {
            chart.news = None;
            chart.rests_until = Some(begun + chart.at_least.max(rest));
        }
    }

    /// Between two pictures, one right after the other, were so many milliseconds.
    fn note_picture(&mut self, after: f64) {
        self.shortest = self.shortest.min(after);
        let is_late = after > LATE.max(1.5 * self.shortest);
        let change = if is_late { 1.25 } else { 0.98 };
        self.strain = (self.strain * change).clamp(1.0, MOST_STRAIN);
    }

    fn chart(&mut self, number: usize) -> Option<&mut Chart<B>> {
        self.charts.iter_mut().find(|chart| chart.number == number)
    }
}

impl<B> Chart<B> {
    /// Who is drawn first: whoever has been drawn before, and since when it has something to show and may show it.
    fn urgency(&self) -> (bool, f64) {
        let rested = self.rests_until.unwrap_or_default();
        let since = self.news.unwrap_or_default().max(rested);
        (self.rests_until.is_some(), since)
    }

    /// How long it has to rest yet.
    fn rest(&self, now: f64) -> f64 {
        self.rests_until.unwrap_or_default() - now
    }
}

#[cfg(test)]
mod tests {
    use super::{MOST_STRAIN, Next, REST, Turns};

    /// Two charts that are called by their letters.
    fn two() -> (Turns<char>, usize, usize) {
        let mut turns = Turns::default();
        let (a, b) = (turns.join('a', 30.0), turns.join('b', 30.0));
        (turns, a, b)
    }

    fn next(turns: &Turns<char>, now: f64) -> Option<char> {
        match turns.next(now) {
            Next::Draw { beat, .. } => Some(beat),
            Next::Rest(_) | Next::Nobody => None,
        }
    }

    #[test]
    fn nobody_is_drawn_without_news() {
        let (turns, ..) = two();
        assert!(matches!(turns.next(0.0), Next::Nobody));
    }

    #[test]
    fn the_one_that_has_waited_longest_is_first() {
        let (mut turns, a, b) = two();
        turns.ask(b, 1.0);
        turns.ask(a, 2.0);
        turns.ask(b, 3.0);
        assert_eq!(next(&turns, 4.0), Some('b'));
        turns.drawn(b, 4.0, 5.0);
        assert_eq!(next(&turns, 5.0), Some('a'));
    }

    #[test]
    fn a_chart_rests_before_it_is_drawn_again() {
        let (mut turns, a, _) = two();
        turns.ask(a, 0.0);
        turns.drawn(a, 0.0, 1.0);
        turns.ask(a, 2.0);
        assert!(matches!(turns.next(10.0), Next::Rest(rest) if rest == 20.0));
        assert_eq!(next(&turns, 30.0), Some('a'));
    }

    #[test]
    fn what_is_slow_to_draw_rests_longer() {
        let (mut turns, a, _) = two();
        turns.ask(a, 0.0);
        turns.drawn(a, 0.0, 20.0);
        turns.ask(a, 21.0);
        assert_eq!(next(&turns, 20.0 * REST - 1.0), None);
        assert_eq!(next(&turns, 20.0 * REST), Some('a'));
    }

    #[test]
    fn charts_rest_longer_while_pictures_come_late_and_recover_when_they_do_not() {
        let rest_after_a_draw = |turns: &mut Turns<char>, a| {
            turns.ask(a, 0.0);
            turns.drawn(a, 0.0, 10.0);
            turns.ask(a, 0.0);
            let Next::Rest(rest) = turns.next(0.0) else {
                panic!("it has just been drawn");
            };
            rest
        };
        let (mut turns, a, _) = two();
        assert_eq!(rest_after_a_draw(&mut turns, a), 10.0 * REST);
        turns.note_picture(16.7);
        (0..100).for_each(|_| turns.note_picture(60.0));
        assert_eq!(rest_after_a_draw(&mut turns, a), 10.0 * REST * MOST_STRAIN);
        (0..1000).for_each(|_| turns.note_picture(16.7));
        assert_eq!(rest_after_a_draw(&mut turns, a), 10.0 * REST);
    }

    #[test]
    fn a_slow_display_is_no_strain() {
        let (mut turns, ..) = two();
        (0..100).for_each(|_| turns.note_picture(33.3));
        assert_eq!(turns.strain, 1.0);
        turns.note_picture(66.7);
        assert!(turns.strain > 1.0);
    }

    #[test]
    fn everyone_gets_a_turn_however_much_is_new() {
        let (mut turns, a, b) = two();
        let mut drawn = Vec::new();
        for time in 0..200 {
            let now = f64::from(time);
            turns.ask(a, now);
            turns.ask(b, now);
            if let Next::Draw { number, beat, .. } = turns.next(now) {
                drawn.push(beat);
                turns.drawn(number, now, now + 0.5);
            }
        }
        let of = |wanted| drawn.iter().filter(|name| **name == wanted).count();
        assert_eq!((of('a'), of('b')), (7, 7));
    }

    #[test]
    fn the_first_turn_of_a_chart_is_told_from_later_ones() {
        let (mut turns, a, _) = two();
        for is_first_turn in [true, false] {
            turns.ask(a, 100.0);
            let next = turns.next(100.0);
            assert!(matches!(next, Next::Draw { is_first, .. } if is_first == is_first_turn));
            turns.drawn(a, 0.0, 1.0);
        }
    }

    #[test]
    fn who_has_left_is_not_waited_for() {
        let (mut turns, a, _) = two();
        turns.ask(a, 0.0);
        turns.leave(a);
        assert!(matches!(turns.next(1.0), Next::Nobody));
    }
}
