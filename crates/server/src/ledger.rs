//! Counts orders: the one place that changes the sums.
//!
//! Feeds and requests hand in their lines and get an answer when those are stored. Charts follow within
//! [`PUBLISH_AFTER`], however many orders came in that time. One piece of work is done at a time, and on a thread that
//! may wait for the disk.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use live_sales::{
    Chart, Fingerprint, OrderLine, RestoreError, StockLevels, Sums, identities, payload,
};
use socket_wire::TopicName;
use tokio::sync::{mpsc, oneshot};
use tokio::time::{Instant, sleep_until};

use crate::database::{Accepted, Journal, RequestName};
use crate::health::Health;
use crate::hub::{Hub, PublishError};

/// How long a change may wait for others before the charts are published.
const PUBLISH_AFTER: Duration = Duration::from_millis(200);
/// How long after a failure to write the next try is made.
const RETRY_AFTER: Duration = Duration::from_secs(1);
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
    Stop,
}

impl Ledger {
    /// A ledger with its first charts published, and the task that does its work until it is stopped.
    pub fn start(
        journal: Journal,
        stock: Option<StockLevels>,
        hub: Arc<Hub>,
        health: Arc<Health>,
    ) -> Result<(Self, tokio::task::JoinHandle<()>), LedgerError> {
        let sums = Sums::restore(journal.cells()?)?;
        let mut keeper = Keeper {
            journal,
            sums: Some(sums),
            stock,
            hub,
            health,
            publish_at: None,
        };
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
        let command = Command::Feed {
            lines,
            position,
            done,
        };
        self.ask(command, answer).await
    }

    /// Counts the lines of a request that no earlier request has brought.
    pub async fn count_request(
        &self,
        lines: Vec<OrderLine>,
        name: Option<RequestName>,
    ) -> Result<Accepted, LedgerError> {
        let (done, answer) = oneshot::channel();
        self.ask(Command::Request { lines, name, done }, answer)
            .await
    }

    /// Ends the task when all that was handed in before is counted and published.
    pub async fn stop(&self) {
        // It has ended already: that is what was wanted.
        let _ = self.commands.send(Command::Stop).await;
    }

    async fn ask<T>(
        &self,
        command: Command,
        answer: oneshot::Receiver<Result<T, LedgerError>>,
    ) -> Result<T, LedgerError> {
        self.commands
            .send(command)
            .await
            .map_err(|_| LedgerError::Stopped)?;
        answer.await.map_err(|_| LedgerError::Stopped)?
    }
}

/// Knows the sums, and does the work.
struct Keeper {
    journal: Journal,
    /// `None` after a failure: they may hold more than what is stored, and are read again before they are used.
    sums: Option<Sums>,
    stock: Option<StockLevels>,
    hub: Arc<Hub>,
    health: Arc<Health>,
    publish_at: Option<Instant>,
}

/// What there is to do.
enum Work {
    Count(Command),
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
                Some(command) => Work::Count(command),
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

impl Keeper {
    fn work(&mut self, work: Work) {
        match work {
            Work::Count(command) => self.handle(command),
            Work::Publish => self.publish(),
            Work::Probe => match self.journal.probe() {
                Ok(()) => self.health.storage_works(),
                Err(error) => self.health.storage_fails(&error),
            },
        }
    }

    fn handle(&mut self, command: Command) {
        // Whoever asked may have gone; the orders count all the same.
        match command {
            Command::Feed {
                lines,
                position,
                done,
            } => {
                let outcome = self.count_feed(&lines, position);
                self.settle(&outcome);
                let _ = done.send(outcome);
            }
            Command::Request { lines, name, done } => {
                let outcome = self.count_request(&lines, name.as_ref());
                self.settle(&outcome);
                let _ = done.send(outcome);
            }
            Command::Stop => {}
        }
    }

    fn settle<T>(&mut self, outcome: &Result<T, LedgerError>) {
        match outcome {
            Ok(_) => {
                let soon = Instant::now() + PUBLISH_AFTER;
                self.publish_at.get_or_insert(soon);
            }
            Err(error) => {
                self.sums = None;
                self.health.storage_fails(error);
            }
        }
    }

    fn count_feed(&mut self, lines: &[OrderLine], position: u64) -> Result<(), LedgerError> {
        let sums = self.sums()?;
        for line in lines {
            sums.apply(line);
        }
        let changes = sums.take_changes();
        self.journal.write_feed(&changes, position)?;
        self.health.storage_works();
        count_lines("feed", "accepted", lines.len() as u64);
        Ok(())
    }

    fn count_request(
        &mut self,
        lines: &[OrderLine],
        name: Option<&RequestName>,
    ) -> Result<Accepted, LedgerError> {
        if let Some(name) = name
            && let Some(answer) = self.journal.answer(name)?
        {
            return Ok(answer);
        }
        let identities = identities(lines);
        let known = self.journal.known(identities.iter().flatten().copied())?;
        let is_known =
            |identity: &Option<Fingerprint>| identity.is_some_and(|id| known.contains(&id));
        let sums = self.sums()?;
        let mut answer = Accepted {
            accepted: 0,
            duplicates: 0,
        };
        for (line, identity) in lines.iter().zip(&identities) {
            if is_known(identity) {
                answer.duplicates += 1;
            } else {
                sums.apply(line);
                answer.accepted += 1;
            }
        }
        let changes = sums.take_changes();
        let fresh: HashSet<Fingerprint> = identities
            .into_iter()
            .flatten()
            .filter(|identity| !known.contains(identity))
            .collect();
        self.journal.write_request(&changes, fresh, answer, name)?;
        self.health.storage_works();
        count_lines("request", "accepted", answer.accepted);
        count_lines("request", "duplicate", answer.duplicates);
        Ok(answer)
    }

    /// The sums as they are stored.
    fn sums(&mut self) -> Result<&mut Sums, LedgerError> {
        let sums = match self.sums.take() {
            Some(sums) => sums,
            None => Sums::restore(self.journal.cells()?)?,
        };
        Ok(self.sums.insert(sums))
    }

    fn publish(&mut self) {
        self.publish_at = None;
        let values = self.values();
        match values.and_then(|values| Ok(self.hub.publish(values)?)) {
            // Nothing had changed, so nothing was written, and nothing is known about the store.
            Ok(0) => {}
            Ok(_) => self.health.storage_works(),
            Err(error) => {
                self.health.storage_fails(&error);
                self.publish_at = Some(Instant::now() + RETRY_AFTER);
            }
        }
    }

    fn values(&mut self) -> Result<Vec<(TopicName, String)>, LedgerError> {
        let stock = self.stock.take();
        let values = self.sums().map(|sums| {
            let value = |chart: Chart| {
                let name = TopicName::new(chart.name()).expect("the names of the charts are names");
                (name, payload(chart, sums, stock.as_ref()))
            };
            Chart::ALL.map(value).into()
        });
        self.stock = stock;
        values
    }
}

fn count_lines(from: &'static str, outcome: &'static str, lines: u64) {
    metrics::counter!("live_order_lines_total", "from" => from, "outcome" => outcome)
        .increment(lines);
}

#[cfg(test)]
mod tests;
