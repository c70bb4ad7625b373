//! Publishes values in time.
//!
//! Messages are numbered from 0 through all charts, which take turns: message `i` is the value `i / 6 + 1` of chart
//! `i % 6`. A message is that number and nothing else until it is written for a page, so that a page that is behind costs
//! no memory, however far.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use parking_lot::Mutex;
use tokio::sync::watch;
use tokio::time::{Instant, MissedTickBehavior, interval};

use crate::charts::CHARTS;
use crate::clock::Clock;
use crate::form::Form;
use crate::ring::Ring;

/// The grid on which values are published.
pub(crate) const TICK: Duration = Duration::from_millis(1);
/// Values that are there before anything moves: one of each chart.
const FIRST: u64 = CHARTS.len() as u64;

/// What was published and sent.
#[derive(Debug)]
pub(crate) struct Flow {
    pub(crate) form: Form,
    pub(crate) ring: Ring,
    pub(crate) clock: Clock,
    /// How long values are gathered before pages hear of them.
    gathered: Duration,
    /// When each message was published, in microseconds of the clock.
    times: Mutex<Vec<u64>>,
    progress: watch::Sender<Progress>,
    /// Which start this is: an older flow ends when it changes.
    run: AtomicU64,
    sent: AtomicU64,
    sent_bytes: AtomicU64,
}

/// How far the flow is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Progress {
    /// How many messages there are.
    pub(crate) published: u64,
    /// Pages that are behind are to get no more.
    pub(crate) is_over: bool,
}

/// What the harness is told.
#[derive(Debug, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Log {
    /// What the times count from, in microseconds since the Unix epoch.
    began_unix_us: u64,
    /// The charts in their turns.
    charts: [&'static str; 6],
    /// When each message was published, in microseconds.
    times: Vec<u64>,
    /// Messages that were handed to sockets, and their bytes.
    sent: u64,
    sent_bytes: u64,
}

impl Flow {
    pub(crate) fn new(form: Form, gathered: Duration) -> Self {
        let clock = Clock::start();
        let now = clock.elapsed_us();
        let first = Progress {
            published: FIRST,
            is_over: true,
        };
        Self {
            form,
            ring: Ring::new(),
            clock,
            gathered,
            times: Mutex::new(vec![now; CHARTS.len()]),
            progress: watch::Sender::new(first),
            run: AtomicU64::new(0),
            sent: AtomicU64::new(0),
            sent_bytes: AtomicU64::new(0),
        }
    }

    /// Tells how far the flow is, whenever pages should hear of it.
    pub(crate) fn progress(&self) -> watch::Receiver<Progress> {
        self.progress.subscribe()
    }

    /// When a message was published, in microseconds since the Unix epoch.
    pub(crate) fn published_unix_us(&self, message: u64) -> u64 {
        let times = self.times.lock();
        let at = usize::try_from(message)
            .ok()
            .and_then(|message| times.get(message));
        self.clock.began_unix_us() + at.copied().unwrap_or_default()
    }

    /// So many messages were handed to a socket.
    pub(crate) fn count(&self, messages: u64, bytes: usize) {
        self.sent.fetch_add(messages, Ordering::Relaxed);
        self.sent_bytes.fetch_add(bytes as u64, Ordering::Relaxed);
    }

    pub(crate) fn log(&self) -> Log {
        Log {
            began_unix_us: self.clock.began_unix_us(),
            charts: CHARTS.map(|chart| chart.name),
            times: self.times.lock().clone(),
            sent: self.sent.load(Ordering::Relaxed),
            sent_bytes: self.sent_bytes.load(Ordering::Relaxed),
        }
    }

    /// Ends the flow.
    pub(crate) fn stop(&self) {
        self.run.fetch_add(1, Ordering::Relaxed);
        self.tell(true);
    }

    /// Publishes `rate` messages a second until the next start or stop.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a rate is positive, and counts stay far below 2^53"
    )]
    pub(crate) async fn run(&self, rate: f64) {
        let run = self.run.fetch_add(1, Ordering::Relaxed) + 1;
        let began = Instant::now();
        let mut told = began;
        let before = self.times.lock().len() as u64;
        let mut ticks = interval(TICK);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Skip);
        loop {
            ticks.tick().await;
            if self.run.load(Ordering::Relaxed) != run {
                return;
            }
            let due = before + (began.elapsed().as_secs_f64() * rate) as u64;
            let is_more = self.publish(due);
            if is_more && told.elapsed() + TICK / 2 >= self.gathered {
                told = Instant::now();
                self.tell(false);
            }
        }
    }

    /// Publishes up to that many messages; `false` when pages know of all of them.
    fn publish(&self, due: u64) -> bool {
        let now = self.clock.elapsed_us();
        let mut times = self.times.lock();
        times.resize(usize::try_from(due).unwrap_or_default(), now);
        times.len() as u64 > self.progress.borrow().published
    }

    fn tell(&self, is_over: bool) {
        let published = self.times.lock().len() as u64;
        let progress = Progress { published, is_over };
        self.progress.send_replace(progress);
    }
}
