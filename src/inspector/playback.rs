//! A recording that is played on the charts.

use std::time::Duration;

use leptos::prelude::*;
use leptos_socket_store::{Millis, Recording, Replay, SocketStore, StoreOptions};

use super::page::{Pictures, now};
use crate::{charts::CHARTS, effect::effect};

/// For so long at most a picture waits for a recording, milliseconds.
const PATIENCE: f64 = 8.0;

/// So much time passes at most from one picture to the next, milliseconds.
const LONGEST: f64 = 250.0;

/// How fast it goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Speed {
    /// As it was.
    Once,
    /// Ten times as fast.
    Tenfold,
    /// As fast as it can.
    Fastest,
}

/// Where it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Place {
    /// When the recording begins.
    pub begins: Millis,
    /// When it ends.
    pub ends: Millis,
    /// The time of what was played last.
    pub now: Millis,
    /// So many things were played.
    pub done: usize,
    /// So many there are.
    pub all: usize,
}

/// The one recording that is played, if any is.
#[derive(Clone, Copy)]
pub struct Playback {
    recording: StoredValue<Option<Recording>, LocalStorage>,
    replay: StoredValue<Option<Replay>, LocalStorage>,
    /// The store that goes through it.
    pub store: RwSignal<Option<SocketStore>>,
    /// Where it is.
    pub place: RwSignal<Place>,
    /// Whether it goes on by itself.
    pub is_playing: RwSignal<bool>,
    /// How fast.
    pub speed: RwSignal<Speed>,
    /// Why it can't go on.
    pub problem: RwSignal<Option<String>>,
    /// Where its clock is, milliseconds: behind the time of what comes next.
    clock: StoredValue<f64>,
}

impl Playback {
    /// Nothing is played.
    #[must_use]
    pub fn new() -> Self {
        let playback = Self {
            recording: StoredValue::new_local(None),
            replay: StoredValue::new_local(None),
            store: RwSignal::new(None),
            place: RwSignal::new(Place::default()),
            is_playing: RwSignal::new(false),
            speed: RwSignal::new(Speed::Once),
            problem: RwSignal::new(None),
            clock: StoredValue::new(0.0),
        };
        let pictures = StoredValue::new_local(None);
        effect(move || {
            let goes_on = playback.is_playing.get();
            pictures.set_value(goes_on.then(|| playback.keep_going()));
        });
        playback
    }

    /// Plays a recording from its beginning. The options are those of the store that was recorded.
    pub fn play(self, recording: Recording, options: StoreOptions) {
        let replay = recording.replay(options);
        // A file can't tell the types of topics: they are those of the charts.
        replay.within(|store| CHARTS.iter().for_each(|chart| (chart.hold)(store)));
        let begins = replay.now();
        self.place.set(Place {
            begins,
            ends: replay.ends_at().unwrap_or(begins),
            now: begins,
            done: 0,
            all: replay.left(),
        });
        self.problem.set(None);
        self.clock.set_value(begins as f64);
        self.store.set(Some(replay.store()));
        self.recording.set_value(Some(recording));
        self.put(Some(replay));
        self.is_playing.set(true);
    }

    /// From its beginning once more.
    pub fn play_again(self, options: StoreOptions) {
        let recording = self.recording.try_update_value(Option::take).flatten();
        if let Some(recording) = recording {
            self.play(recording, options);
        }
    }

    /// Lets the next thing happen.
    pub fn step(self) {
        self.play_while(|_, played| played == 0);
        self.clock
            .set_value(self.place.with_untracked(|place| place.now) as f64);
    }

    /// Back to what is live.
    pub fn end(self) {
        self.is_playing.set(false);
        self.store.set(None);
        self.recording.set_value(None);
        self.put(None);
    }

    /// Whether there is nothing left to play.
    #[must_use]
    pub fn is_over(self) -> bool {
        self.place.with(|place| place.done >= place.all)
    }

    /// The one before ends when the charts have left it, which they do as soon as they hear of the next one.
    fn put(self, replay: Option<Replay>) {
        let before = self
            .replay
            .try_update_value(|place| std::mem::replace(place, replay));
        if let Some(before @ Some(_)) = before {
            set_timeout(move || drop(before), Duration::ZERO);
        }
    }

    /// Goes on with each picture. What a hidden page has let pass is not made up for.
    fn keep_going(self) -> Pictures {
        let mut before = None;
        Pictures::each(move |at| {
            let span = (at - before.replace(at).unwrap_or(at)).min(LONGEST);
            let until = match self.speed.get_untracked() {
                Speed::Once => self.clock.get_value() + span,
                Speed::Tenfold => self.clock.get_value() + 10.0 * span,
                Speed::Fastest => f64::INFINITY,
            };
            let begun = now();
            self.play_while(|next, _| next as f64 <= until && now() - begun < PATIENCE);
            let reached = self.place.with_untracked(|place| place.now) as f64;
            self.clock
                .set_value(if until.is_finite() { until } else { reached });
        })
    }

    /// Plays on as long as the time of what comes next, and how much was played, are such.
    fn play_while(self, such: impl Fn(Millis, usize) -> bool) {
        let played = self.replay.try_update_value(|replay| {
            let replay = replay.as_mut()?;
            let mut played = 0;
            while let Some(next) = replay.next_at() {
                if !such(next, played) {
                    break;
                }
                if let Err(why) = replay.step() {
                    return Some(Err(why.to_string()));
                }
                played += 1;
            }
            Some(Ok((played, replay.now(), replay.left())))
        });
        match played.flatten() {
            Some(Ok((played, now, left))) => {
                if played > 0 {
                    self.place.update(|place| {
                        place.now = now;
                        place.done = place.all - left;
                    });
                }
                if left == 0 {
                    self.is_playing.set(false);
                }
            }
            Some(Err(why)) => {
                self.problem.set(Some(why));
                self.is_playing.set(false);
            }
            None => {}
        }
    }
}
