//! Counts orders: the one place that changes the sums.
//!
//! Feeds and requests hand in their lines and get an answer when those are stored. Charts follow within a fraction of a
//! second, however many orders came in that time, and with them the ticker: the lines themselves. One piece of work is done
//! at a time, and on a thread that may wait for the disk.

mod books;
mod ticker;

use std::sync::Arc;
use std::time::Duration;

use live_sales::{Chart, OrderLine, RestoreError, StockLevels, payload};
use socket_wire::TopicName;
use tokio::sync::{mpsc, oneshot};
use tokio::time::{Instant, sleep_until};

use crate::database::{Accepted, Journal, RequestName};
use crate::health::{Health, RETRY_AFTER};
use crate::hub::{Hub, PublishError};
use books::Books;

/// How long a change may wait for others before the charts are published.
const PUBLISH_AFTER: Duration = Duration::from_millis(200);
/// Commands that may wait.
const QUEUE: usize = 64;

/// Where to hand in orders.
#[derive(Debug, Clone)]
pub struct Ledger {
    commands: mpsc::Sender<Command>,
}

/// Orders were not counted.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// They could not be stored.
    #[error("orders cannot be stored: {0}")]
    Storage(#[from] rusqlite::Error),
    /// Charts could not be stored.
    #[error(transparent)]
    Publish(#[from] PublishError),
    /// What is stored cannot be read any more.
    #[error(transparent)]
    Restore(#[from] RestoreError),
    /// The server ends.
    #[error("the server is shutting down")]
    Stopped,
}

#[derive(Debug)]
enum Command {
    Count(Count),
    Stop,
}

/// Lines to count, and whom to tell.
#[derive(Debug)]
enum Count {
    Feed {
        lines: Arc<[OrderLine]>,
        position: u64,
        done: oneshot::Sender<Result<(), LedgerError>>,
    },
    Request {
        lines: Vec<OrderLine>,
        name: Option<RequestName>,
        done: oneshot::Sender<Result<Accepted, LedgerError>>,
    },
}

impl Ledger {
    /// A ledger with its first charts published, and the task that does its work until it is stopped.
    pub fn start(
        journal: Journal,
        stock: Option<StockLevels>,
        hub: Arc<Hub>,
        health: Arc<Health>,
    ) -> Result<(Self, tokio::task::JoinHandle<()>), LedgerError> {
        let mut keeper = Keeper {
            books: Books::open(journal)?,
            stock,
            hub,
            health,
            publish_at: None,
        };
        keeper.hub.open_history(&ticker::topic())?;
        keeper.publish();
        let (sender, receiver) = mpsc::channel(QUEUE);
        let task = tokio::spawn(run(keeper, receiver));
        Ok((Self { commands: sender }, task))
    }

    /// Counts the lines of a feed that end at `position`; both are stored together.
    pub async fn count_feed(
        &self,
        lines: Arc<[OrderLine]>,
        position: u64,
    ) -> Result<(), LedgerError> {
        let (done, answer) = oneshot::channel();
        let count = Count::Feed {
            lines,
            position,
            done,
        };
        self.ask(count, answer).await
    }

    /// Counts the lines of a request that no earlier request has brought.
    pub async fn count_request(
        &self,
        lines: Vec<OrderLine>,
        name: Option<RequestName>,
    ) -> Result<Accepted, LedgerError> {
        let (done, answer) = oneshot::channel();
        let count = Count::Request { lines, name, done };
        self.ask(count, answer).await
    }

    /// Ends the task when all that was handed in before is counted and published.
    pub async fn stop(&self) {
        // It has ended already: that is what was wanted.
        let _ = self.commands.send(Command::Stop).await;
    }

    async fn ask<T>(
        &self,
        count: Count,
        answer: oneshot::Receiver<Result<T, LedgerError>>,
    ) -> Result<T, LedgerError> {
        self.commands
            .send(Command::Count(count))
            .await
            .map_err(|_| LedgerError::Stopped)?;
        answer.await.map_err(|_| LedgerError::Stopped)?
    }
}

/// What there is to do.
enum Work {
    Count(Count),
    Publish,
    Probe,
}

async fn run(mut keeper: Keeper, mut commands: mpsc::Receiver<Command>) {
    let health = Arc::clone(&keeper.health);
    let mut stopping = false;
    while !stopping {
        let publish_at = keeper.publish_at;
        let work = tokio::select! {
            biased;
            () = sleep_until(publish_at.unwrap_or_else(Instant::now)), if publish_at.is_some() => Work::Publish,
            command = commands.recv() => match command {
                Some(Command::Stop) | None => {
                    stopping = true;
                    Work::Publish
                }
                Some(Command::Count(count)) => Work::Count(count),
            },
            () = tokio::time::sleep(RETRY_AFTER), if health.storage_failure().is_some() => Work::Probe,
        };
        let done = tokio::task::spawn_blocking(move || {
            keeper.work(work);
            keeper
        });
        keeper = match done.await {
            Ok(keeper) => keeper,
            Err(error) => return health.storage_fails(&error),
        };
    }
}

/// Does the work, and says how it went.
struct Keeper {
    books: Books,
    stock: Option<StockLevels>,
    hub: Arc<Hub>,
    health: Arc<Health>,
    publish_at: Option<Instant>,
}

impl Keeper {
    fn work(&mut self, work: Work) {
        // Whoever asked may have gone; the orders count all the same.
        match work {
            Work::Count(Count::Feed {
                lines,
                position,
                done,
            }) => {
                let _ = done.send(self.count_feed(&lines, position));
            }
            Work::Count(Count::Request { lines, name, done }) => {
                let _ = done.send(self.count_request(&lines, name.as_ref()));
            }
            Work::Publish => self.publish(),
            Work::Probe => {
                let probe = self.books.probe();
                self.report(&probe);
            }
        }
    }

    fn count_feed(&mut self, lines: &[OrderLine], position: u64) -> Result<(), LedgerError> {
        let counted = self.books.count_feed(lines, position);
        self.report(&counted);
        if counted.is_ok() {
            count_lines("feed", "accepted", lines.len() as u64);
        }
        counted
    }

    fn count_request(
        &mut self,
        lines: &[OrderLine],
        name: Option<&RequestName>,
    ) -> Result<Accepted, LedgerError> {
        if let Some(name) = name
            && let Some(answer) = self.books.answer(name)?
        {
            return Ok(answer);
        }
        let counted = self.books.count_request(lines, name);
        self.report(&counted);
        if let Ok(answer) = counted {
            count_lines("request", "accepted", answer.accepted);
            count_lines("request", "duplicate", answer.duplicates);
        }
        counted
    }

    /// Something was written, and has to be shown; or it could not be written.
    fn report<T>(&mut self, outcome: &Result<T, LedgerError>) {
        match outcome {
            Ok(_) => {
                self.health.storage_works();
                let soon = Instant::now() + PUBLISH_AFTER;
                self.publish_at.get_or_insert(soon);
            }
            Err(error) => self.health.storage_fails(error),
        }
    }

    fn publish(&mut self) {
        self.publish_at = None;
        match self.try_publish() {
            // Nothing had changed, so nothing was written, and nothing is known about the store.
            Ok(0) => {}
            Ok(_) => self.health.storage_works(),
            Err(error) => {
                self.health.storage_fails(&error);
                self.publish_at = Some(Instant::now() + RETRY_AFTER);
            }
        }
    }

    /// How much there was to publish.
    fn try_publish(&mut self) -> Result<usize, LedgerError> {
        let values = self.values()?;
        Ok(self.hub.publish(values)?)
    }

    fn values(&mut self) -> Result<Vec<(TopicName, String)>, LedgerError> {
        let sums = self.books.sums()?;
        let value = |chart: Chart| {
            let name = TopicName::new(chart.name()).expect("the names of the charts are names");
            (name, payload(chart, sums, self.stock.as_ref()))
        };
        Ok(Chart::ALL.map(value).into())
    }
}

fn count_lines(from: &'static str, outcome: &'static str, lines: u64) {
    metrics::counter!("live_order_lines_total", "from" => from, "outcome" => outcome)
        .increment(lines);
}

#[cfg(test)]
mod tests;
