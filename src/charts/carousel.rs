//! Shows a long list in pages that turn by themselves.

use std::time::Duration;

use leptos::prelude::*;

use super::look::use_look;
use crate::{
    components::{
        icon::{IconButton, Sign},
        pager::{Pager, PagerNames},
        shown::Shown,
    },
    words::t,
};

/// Which page of a list is on show. It turns until it is held or stopped; for those who asked for less motion it is stopped
/// from the beginning.
#[derive(Clone, Copy)]
pub struct Carousel {
    pages: Signal<usize>,
    turned_to: RwSignal<usize>,
    held: RwSignal<bool>,
    stopped: RwSignal<bool>,
    rests: RwSignal<Option<Signal<bool>>>,
}

impl Carousel {
    /// Turns every `period` until the current component ends.
    #[must_use]
    pub fn new(pages: Signal<usize>, period: Duration) -> Self {
        let carousel = Self {
            pages,
            turned_to: RwSignal::new(0),
            held: RwSignal::new(false),
            stopped: RwSignal::new(use_look().with_untracked(|look| look.calm)),
            rests: RwSignal::new(None),
        };
        let tick = move || {
            if !untrack(|| carousel.rests()) {
                carousel.turn(1);
            }
        };
        if let Ok(interval) = set_interval_with_handle(tick, period) {
            on_cleanup(move || interval.clear());
        }
        carousel
    }

    /// The page on show, from 0.
    #[must_use]
    pub fn page(self) -> usize {
        self.turned_to.get().min(self.pages.get().saturating_sub(1))
    }

    /// Goes so many pages forward, or back; beyond either end it begins at the other.
    pub fn turn(self, by: isize) {
        let pages = self.pages.get_untracked();
        let next = turned(self.turned_to.get_untracked(), by, pages);
        // Lists of one page would draw the same again and again.
        if next != self.turned_to.get_untracked() {
            self.turned_to.set(next);
        }
    }

    /// Buttons that turn the pages, and the one that stops them.
    pub fn pager(self, names: PagerNames) -> impl IntoView {
        let page = Signal::derive(move || self.page());
        view! {
            <Pager names page pages=self.pages on_turn=move |by| self.turn(by) />
            {self.stop_button()}
        }
    }

    /// A button that stops the turning, and lets it go on.
    pub fn stop_button(self) -> impl IntoView {
        let stopped = self.stopped;
        let label = Signal::derive(move || {
            if stopped.get() {
                t("Turn by itself")
            } else {
                t("Stop turning")
            }
            .to_owned()
        });
        let sign = Signal::derive(move || {
            if stopped.get() {
                Sign::Turn
            } else {
                Sign::Stop
            }
        });
        let is_needed = Signal::derive(move || self.pages.get() > 1);
        view! {
            <Shown when=is_needed>
                <IconButton sign label on_press=move |_| stopped.update(|stopped| *stopped = !*stopped) />
            </Shown>
        }
    }

    /// Does not turn while `reason` says so, whoever looks.
    pub fn rest_while(self, reason: Signal<bool>) {
        self.rests.set(Some(reason));
    }

    fn rests(self) -> bool {
        let has_reason = self.rests.get().is_some_and(|reason| reason.get());
        has_reason || self.held.get() || self.stopped.get()
    }

    /// Whether somebody is looking closely: true stops the turning.
    #[must_use]
    pub fn held(self) -> RwSignal<bool> {
        self.held
    }
}

fn turned(page: usize, by: isize, pages: usize) -> usize {
    let last = pages.saturating_sub(1);
    match page.min(last).checked_add_signed(by) {
        Some(next) if next <= last => next,
        Some(_) => 0,
        None => last,
    }
}

/// The items of one page, with the index of the first.
#[must_use]
pub fn page_of<T>(items: &[T], page: usize, size: usize) -> (usize, &[T]) {
    let start = page.saturating_mul(size).min(items.len());
    let end = start.saturating_add(size).min(items.len());
    (start, &items[start..end])
}

#[cfg(test)]
mod tests {
    use super::{page_of, turned};

    #[test]
    fn turning_comes_round_at_both_ends() {
        assert_eq!(turned(0, 1, 3), 1);
        assert_eq!(turned(2, 1, 3), 0);
        assert_eq!(turned(0, -1, 3), 2);
    }

    #[test]
    fn an_empty_list_stays_on_its_first_page() {
        assert_eq!(turned(0, 1, 0), 0);
        assert_eq!(turned(0, -1, 0), 0);
    }

    #[test]
    fn a_list_that_has_shrunk_turns_on_from_its_last_page() {
        assert_eq!(turned(9, 1, 3), 0);
        assert_eq!(turned(9, -1, 3), 1);
    }

    #[test]
    fn the_last_page_holds_what_is_left() {
        let items = [1, 2, 3, 4, 5, 6, 7];
        assert_eq!(page_of(&items, 0, 5), (0, &items[..5]));
        assert_eq!(page_of(&items, 1, 5), (5, &items[5..]));
        assert_eq!(page_of(&items, 7, 5), (7, &[][..]));
    }
}
