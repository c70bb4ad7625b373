use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use live_sales::{Columns, ColumnsError, CsvError, OrderLine, read_csv};
use sha2::{Digest as _, Sha256};
use tokio::time::{Instant, sleep_until};

use super::count;
use crate::cli::Speed;
use crate::clock;
use crate::ledger::Ledger;

/// Lines that are counted together at `--speed max`: few enough that a transaction is short.
const BATCH: usize = 500;
/// How often the progress is logged.
const PROGRESS: Duration = Duration::from_secs(5);

/// A file of orders, read and ready to be played.
#[derive(Debug)]
pub struct Replay {
    /// Tells this content, read with these columns, from any other.
    pub identity: String,
    lines: Vec<OrderLine>,
}

/// The file cannot be replayed.
#[derive(Debug, thiserror::Error)]
pub enum ReplayError {
    /// It cannot be read.
    #[error("the orders file {file} cannot be read: {error}")]
    Unreadable {
        /// Which file.
        file: PathBuf,
        /// What the system says.
        error: std::io::Error,
    },
    /// `--columns` is wrong.
    #[error("--columns: {0}")]
    Columns(#[from] ColumnsError),
    /// It is not a file of orders.
    #[error("the orders file {file}: {error}")]
    Csv {
        /// Which file.
        file: PathBuf,
        /// What is wrong with it.
        error: CsvError,
    },
}

impl Replay {
    /// Reads the whole file; bad lines are logged with their numbers, counted and skipped.
    pub fn read(file: &Path, columns: &str) -> Result<Self, ReplayError> {
        let map = match columns {
            "" => Columns::default(),
            map => map.parse()?,
        };
        tracing::info!("reading the orders file {}", file.display());
        let bytes = fs::read(file).map_err(|error| ReplayError::Unreadable {
            file: file.to_owned(),
            error,
        })?;
        let orders = read_csv(&bytes, &map, clock::now()).map_err(|error| ReplayError::Csv {
            file: file.to_owned(),
            error,
        })?;
        for bad in &orders.bad {
            tracing::warn!("{}: {bad}, skipped", file.display());
        }
        let (good, bad) = (orders.lines.len(), orders.bad.len());
        metrics::counter!("live_order_lines_total", "from" => "feed", "outcome" => "bad")
            .increment(bad as u64);
        tracing::info!(
            "{} holds {good} order lines; {bad} bad lines are skipped",
            file.display()
        );
        Ok(Self {
            identity: identity(&bytes, columns),
            lines: orders.lines,
        })
    }

    /// Plays the lines from a position on, and returns at the end.
    pub async fn play(self, ledger: Ledger, position: u64, speed: Speed) {
        let total = self.lines.len();
        let mut at = usize::try_from(position).unwrap_or(total).min(total);
        if at > 0 {
            tracing::info!("the replay goes on at line {at} of {total}");
        }
        let pace = self.lines.get(at).map(|line| Pace::new(speed, line.time));
        let mut logged = Instant::now();
        while let (Some(line), Some(pace)) = (self.lines.get(at), &pace) {
            pace.wait_for(line.time).await;
            let due = self.due(at, pace);
            let batch = self.lines[at..due].into();
            if !count(&ledger, batch, due as u64).await {
                return;
            }
            at = due;
            if logged.elapsed() >= PROGRESS {
                logged = Instant::now();
                tracing::info!("replayed {at} of {total} order lines");
            }
        }
        tracing::info!("the replay is complete: {total} order lines");
    }

    /// Where the lines end that are due by now, a batch at most.
    fn due(&self, at: usize, pace: &Pace) -> usize {
        let batch = &self.lines[at..self.lines.len().min(at + BATCH)];
        at + batch.partition_point(|line| pace.is_due(line.time)).max(1)
    }
}

/// Maps the file's time to real time.
#[derive(Debug)]
struct Pace {
    speed: Speed,
    first: Timestamp,
    began: Instant,
}

impl Pace {
    fn new(speed: Speed, first: Timestamp) -> Self {
        Self {
            speed,
            first,
            began: Instant::now(),
        }
    }

    fn instant(&self, time: Timestamp) -> Instant {
        let Speed::Times(times) = self.speed else {
            return self.began;
        };
        let file_time = time.duration_since(self.first).as_secs_f64().max(0.0);
        let real_time = Duration::try_from_secs_f64(file_time / times).unwrap_or(Duration::MAX);
        // Centuries from now is as good as never, and fits the clock.
        let never = Duration::from_hours(24 * 365 * 100);
        self.began + real_time.min(never)
    }

    fn is_due(&self, time: Timestamp) -> bool {
        self.instant(time) <= Instant::now()
    }

    async fn wait_for(&self, time: Timestamp) {
        sleep_until(self.instant(time)).await;
    }
}

fn identity(bytes: &[u8], columns: &str) -> String {
    let mut hash = Sha256::new();
    hash.update((columns.len() as u64).to_le_bytes());
    hash.update(columns);
    hash.update(bytes);
    URL_SAFE_NO_PAD.encode(hash.finalize())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn time(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[tokio::test(start_paused = true)]
    async fn a_day_of_the_file_at_speed_86400_takes_a_second() {
        let pace = Pace::new(Speed::Times(86_400.0), time("2024-01-01T00:00:00Z"));
        let began = Instant::now();
        pace.wait_for(time("2024-01-03T12:00:00Z")).await;
        assert_eq!(began.elapsed(), Duration::from_millis(2_500));
    }

    #[tokio::test(start_paused = true)]
    async fn at_full_speed_everything_is_due() {
        let pace = Pace::new(Speed::Max, time("2024-01-01T00:00:00Z"));
        assert!(pace.is_due(time("9999-01-01T00:00:00Z")));
    }

    #[tokio::test(start_paused = true)]
    async fn the_slowest_speed_overflows_nothing() {
        let pace = Pace::new(
            Speed::Times(f64::MIN_POSITIVE),
            time("0001-01-01T00:00:00Z"),
        );
        assert!(!pace.is_due(time("9999-01-01T00:00:00Z")));
    }

    #[test]
    fn another_content_or_other_columns_are_another_feed() {
        let identities = [
            identity(b"a", "x"),
            identity(b"b", "x"),
            identity(b"xa", ""),
        ];
        assert_ne!(identities[0], identities[1]);
        assert_ne!(identities[0], identities[2]);
        assert_eq!(identities[0], identity(b"a", "x"));
    }
}
