//! Whose turn it is, as a matter of numbers: times are milliseconds on one clock, whichever that is.

use std::cmp::Ordering;

/// How much of the page's time drawing may take: a slow machine draws less often.
const SHARE: f64 = 0.45;
/// How far drawing may be ahead of its share, in milliseconds, when one more chart begins: about as much as fits into one
/// picture, which has 16 for all that the page does.
const AHEAD: f64 = 4.0;
/// What counts of it at the most: a page that stood still, because the machine slept, is not to stand still on purpose after it.
const MOST_AHEAD: f64 = 100.0;

/// Pictures that are further apart, in milliseconds, and half as far again as the display has them, show that the page has more
/// to do than it can: drawing then has a smaller share, for messages that wait make all charts old.
const LATE: f64 = 25.0;
/// So does a browser that has had no idle moment for so many milliseconds: pictures go before all else, and come in time
/// though messages wait.
const STARVED: f64 = 200.0;
/// How much smaller at the most.
const MOST_STRAIN: f64 = 8.0;

/// What a chart waits for.
pub(super) enum Next<B> {
    /// It is this one's turn.
    Draw { number: usize, beat: B },
    /// Nobody may be drawn for so many milliseconds.
    Rest(f64),
    /// Nobody has anything new to show.
    Nobody,
}

/// The charts of a page. `B` is how one of them is told.
pub(super) struct Turns<B> {
    charts: Vec<Chart<B>>,
    joined: usize,
    /// How far drawing was ahead of its share, and when.
    ahead: (f64, f64),
    /// 1 when the page keeps up, more when it doesn't.
    strain: f64,
    /// The shortest time between two pictures, which is the display's own.
    shortest: f64,
    /// Since when an idle moment is awaited.
    busy_since: Option<f64>,
}

struct Chart<B> {
    number: usize,
    beat: B,
    /// From the picture that it was drawn in to the next one, at the least. (From turn to turn would not be even: where in a
    /// picture a turn is depends on what else there is to do, and who is late for one picture waits for the next.)
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
            ahead: (0.0, 0.0),
            strain: 1.0,
            shortest: f64::INFINITY,
            busy_since: None,
        }
    }
}

impl<B: Copy> Turns<B> {
    pub(super) fn join(&mut self, beat: B, at_least: f64) -> usize {
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

    pub(super) fn leave(&mut self, number: usize) {
        self.charts.retain(|chart| chart.number != number);
    }

    pub(super) fn ask(&mut self, number: usize, now: f64) {
        if let Some(chart) = self.chart(number) {
            chart.news.get_or_insert(now);
        }
    }

    /// The one that has waited longest, of those that may be drawn again in the browser's picture that began at `picture`; one
    /// that was never drawn before all others, for a page that begins has nothing better to do.
    pub(super) fn next(&self, picture: f64, now: f64) -> Next<B> {
        let waiting = || self.charts.iter().filter(|chart| chart.news.is_some());
        let rested = waiting().filter(|chart| chart.rest(picture) <= 0.0);
        let first = rested.min_by(|a, b| {
            a.urgency()
                .partial_cmp(&b.urgency())
                .unwrap_or(Ordering::Equal)
        });
        let rest = waiting().map(|chart| chart.rest(now));
        let too_much = self.ahead(now) - AHEAD;
        match (first, rest.min_by(f64::total_cmp)) {
            (Some(chart), _) if chart.rests_until.is_some() && too_much > 0.0 => {
                Next::Rest(too_much / self.share())
            }
            (Some(chart), _) => Next::Draw {
                number: chart.number,
                beat: chart.beat,
            },
            (None, Some(rest)) => Next::Rest(rest),
            (None, None) => Next::Nobody,
        }
    }

    /// It was drawn in the picture that began at `picture`.
    pub(super) fn drawn(&mut self, number: usize, picture: f64, begun: f64, ended: f64) {
        let Some(chart) = self.chart(number) else {
            return;
        };
        chart.news = None;
        let before = chart.rests_until.replace(picture + chart.at_least);
        if before.is_some() {
            let ahead = self.ahead(begun) + ended - begun;
            self.ahead = (ahead.min(MOST_AHEAD), begun);
        }
    }

    /// An idle moment is awaited from now on.
    pub(super) fn await_idleness(&mut self, now: f64) {
        self.busy_since = Some(now);
    }

    pub(super) fn is_idleness_awaited(&self) -> bool {
        self.busy_since.is_some()
    }

    /// The browser has nothing to do.
    pub(super) fn note_idleness(&mut self) {
        self.busy_since = None;
    }

    /// Between two pictures, one right after the other, were so many milliseconds.
    pub(super) fn note_picture(&mut self, after: f64, now: f64) {
        self.shortest = self.shortest.min(after);
        let is_late = after > LATE.max(1.5 * self.shortest);
        let is_starved = self.busy_since.is_some_and(|since| now - since > STARVED);
        let change = if is_late || is_starved { 1.25 } else { 0.98 };
        self.strain = (self.strain * change).clamp(1.0, MOST_STRAIN);
    }

    fn ahead(&self, now: f64) -> f64 {
        let (ahead, at) = self.ahead;
        (ahead - (now - at) * self.share()).max(0.0)
    }

    fn share(&self) -> f64 {
        SHARE / self.strain
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
    use super::{AHEAD, MOST_STRAIN, Next, SHARE, STARVED, Turns};

    /// Two charts that are called by their letters, and have been drawn before.
    fn two() -> (Turns<char>, usize, usize) {
        let mut turns = Turns::default();
        let (a, b) = (turns.join('a', 30.0), turns.join('b', 30.0));
        turns.drawn(a, -100.0, -100.0, -99.0);
        turns.drawn(b, -100.0, -100.0, -99.0);
        (turns, a, b)
    }

    fn next(turns: &Turns<char>, now: f64) -> Option<char> {
        match turns.next(now, now) {
            Next::Draw { beat, .. } => Some(beat),
            Next::Rest(_) | Next::Nobody => None,
        }
    }

    /// For how long nobody may be drawn, with news for both.
    fn rest(turns: &Turns<char>, now: f64) -> f64 {
        match turns.next(now, now) {
            Next::Draw { .. } => 0.0,
            Next::Rest(time) => time,
            Next::Nobody => panic!("there is something new"),
        }
    }

    #[test]
    fn nobody_is_drawn_without_news() {
        let (turns, ..) = two();
        assert!(matches!(turns.next(0.0, 0.0), Next::Nobody));
    }

    #[test]
    fn the_one_that_has_waited_longest_is_first() {
        let (mut turns, a, b) = two();
        turns.ask(b, 1.0);
        turns.ask(a, 2.0);
        turns.ask(b, 3.0);
        assert_eq!(next(&turns, 4.0), Some('b'));
        turns.drawn(b, 4.0, 4.0, 5.0);
        assert_eq!(next(&turns, 5.0), Some('a'));
    }

    #[test]
    fn a_chart_is_drawn_no_more_often_than_it_wishes() {
        let (mut turns, a, _) = two();
        turns.ask(a, 0.0);
        turns.drawn(a, 0.0, 0.0, 1.0);
        turns.ask(a, 2.0);
        assert_eq!(rest(&turns, 10.0), 20.0);
        assert_eq!(next(&turns, 30.0), Some('a'));
    }

    #[test]
    fn when_in_a_picture_a_chart_is_drawn_does_not_put_off_its_next_turn() {
        let (mut turns, a, _) = two();
        turns.drawn(a, 0.0, 12.0, 13.0);
        turns.ask(a, 20.0);
        assert!(matches!(turns.next(16.7, 29.0), Next::Rest(1.0)));
        assert!(matches!(turns.next(33.3, 33.4), Next::Draw { .. }));
    }

    #[test]
    fn a_picture_has_room_for_some_and_the_others_wait_for_the_next() {
        let (mut turns, a, b) = two();
        turns.ask(a, 0.0);
        turns.ask(b, 0.0);
        turns.drawn(a, 0.0, 0.0, AHEAD / 2.0);
        assert_eq!(next(&turns, AHEAD / 2.0), Some('b'));
        turns.drawn(a, 0.0, 0.0, AHEAD);
        let wait = rest(&turns, AHEAD);
        assert!(wait > 0.0);
        assert_eq!(next(&turns, AHEAD + wait), Some('b'));
    }

    #[test]
    fn what_is_slow_to_draw_makes_all_wait_longer() {
        let (mut turns, a, b) = two();
        turns.ask(b, 0.0);
        turns.drawn(a, 0.0, 0.0, 20.0);
        let due = (20.0 - AHEAD) / SHARE;
        assert_eq!(next(&turns, due - 1.0), None);
        assert_eq!(next(&turns, due + 0.1), Some('b'));
    }

    #[test]
    fn a_page_that_stood_still_goes_on_soon() {
        let (mut turns, a, b) = two();
        turns.ask(b, 0.0);
        turns.drawn(a, 0.0, 0.0, 60_000.0);
        assert_eq!(next(&turns, 60_000.0), Some('b'));
        turns.drawn(a, 60_000.0, 60_000.0, 120_000.0);
        assert!(rest(&turns, 60_000.0) < 500.0);
    }

    #[test]
    fn drawing_takes_its_share_and_no_more() {
        let (mut turns, a, b) = two();
        let (mut now, mut drawing) = (0.0, 0.0);
        while now < 10_000.0 {
            turns.ask(a, now);
            turns.ask(b, now);
            if let Next::Draw { number, .. } = turns.next(now, now) {
                turns.drawn(number, now, now, now + 8.0);
                now += 8.0;
                drawing += 8.0;
            }
            now += 1.0;
        }
        assert!((drawing / now - SHARE).abs() < 0.01, "{}", drawing / now);
    }

    #[test]
    fn the_share_is_smaller_while_pictures_come_late_and_recovers_when_they_do_not() {
        let rest_after_a_draw = |turns: &mut Turns<char>, a| {
            turns.ahead = (0.0, 0.0);
            turns.drawn(a, 0.0, 0.0, 40.0 + AHEAD);
            rest(turns, 0.0).round()
        };
        let (mut turns, a, b) = two();
        turns.ask(b, 0.0);
        assert_eq!(rest_after_a_draw(&mut turns, a), (40.0 / SHARE).round());
        turns.note_picture(16.7, 0.0);
        (0..100).for_each(|_| turns.note_picture(60.0, 0.0));
        let strained = (40.0 / SHARE * MOST_STRAIN).round();
        assert_eq!(rest_after_a_draw(&mut turns, a), strained);
        (0..1000).for_each(|_| turns.note_picture(16.7, 0.0));
        assert_eq!(rest_after_a_draw(&mut turns, a), (40.0 / SHARE).round());
    }

    #[test]
    fn a_slow_display_is_no_strain() {
        let (mut turns, ..) = two();
        (0..100).for_each(|_| turns.note_picture(33.3, 0.0));
        assert_eq!(turns.strain, 1.0);
        turns.note_picture(66.7, 0.0);
        assert!(turns.strain > 1.0);
    }

    #[test]
    fn a_browser_that_is_never_idle_is_under_strain_though_its_pictures_come_in_time() {
        let (mut turns, ..) = two();
        turns.await_idleness(0.0);
        turns.note_picture(16.7, STARVED);
        assert_eq!(turns.strain, 1.0);
        turns.note_picture(16.7, STARVED + 1.0);
        assert!(turns.strain > 1.0);
        turns.note_idleness();
        (0..1000).for_each(|_| turns.note_picture(16.7, 1000.0));
        assert_eq!(turns.strain, 1.0);
    }

    #[test]
    fn everyone_gets_a_turn_however_much_is_new() {
        let (mut turns, a, b) = two();
        let mut drawn = Vec::new();
        for time in 0..200 {
            let now = f64::from(time);
            turns.ask(a, now);
            turns.ask(b, now);
            if let Next::Draw { number, beat } = turns.next(now, now) {
                drawn.push(beat);
                turns.drawn(number, now, now, now + 0.5);
            }
        }
        let of = |wanted| drawn.iter().filter(|name| **name == wanted).count();
        assert_eq!((of('a'), of('b')), (7, 7));
    }

    #[test]
    fn a_chart_that_was_never_drawn_does_not_wait_and_its_first_turn_does_not_count() {
        let (mut turns, a, b) = two();
        turns.drawn(a, 0.0, 0.0, 100.0);
        let new = turns.join('c', 30.0);
        turns.ask(b, 0.0);
        turns.ask(new, 50.0);
        assert_eq!(next(&turns, 100.0), Some('c'));
        let before = turns.ahead(100.0);
        turns.drawn(new, 100.0, 100.0, 100.0 + 60.0);
        assert_eq!(turns.ahead(100.0), before);
    }

    #[test]
    fn who_has_left_is_not_waited_for() {
        let (mut turns, a, _) = two();
        turns.ask(a, 0.0);
        turns.leave(a);
        assert!(matches!(turns.next(1.0, 1.0), Next::Nobody));
    }
}
