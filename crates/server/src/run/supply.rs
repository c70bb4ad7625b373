use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use live_sales::{Demo, StockLevels};
use rusqlite::Connection;
use socket_wire::TopicName;
use tokio::task::JoinHandle;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use super::StartError;
use crate::cli::Speed;
use crate::database::{Database, Journal, ScreenTable, SourceRow, TopicTable, stored_cells};
use crate::feed::{self, Folder, Replay};
use crate::health::Health;
use crate::hub::{Hub, keep_screen};
use crate::ledger::{Ledger, LedgerError};
use crate::source::Source;

/// Everyone sees the same shop.
const DEMO_SEED: u64 = 7;

/// A source whose files are read, so that it can go wrong only while it runs.
pub(super) enum Prepared {
    Demo(Box<Demo>),
    Replay {
        replay: Replay,
        speed: Speed,
        stock: Option<StockLevels>,
    },
    Folder(PathBuf),
    Posted {
        stock: Option<StockLevels>,
    },
}

/// What fills the hub, from the source to the charts.
pub(super) struct Supply {
    ledger: Option<(Ledger, JoinHandle<()>)>,
    feed: Option<JoinHandle<()>>,
    screen: (CancellationToken, JoinHandle<()>),
}

/// Reads the files of a source.
pub(super) fn prepare(source: &Source) -> Result<Prepared, StartError> {
    Ok(match source {
        Source::Demo => Prepared::Demo(Box::new(Demo::new(DEMO_SEED))),
        Source::Replay {
            file,
            columns,
            speed,
            stock,
        } => Prepared::Replay {
            replay: Replay::read(file, columns)?,
            speed: *speed,
            stock: stock_levels(stock.as_deref())?,
        },
        Source::Folder(folder) => Prepared::Folder(folder.clone()),
        Source::Posted { stock } => Prepared::Posted {
            stock: stock_levels(stock.as_deref())?,
        },
    })
}

impl Prepared {
    /// Under which name the database keeps the source.
    fn name(&self) -> String {
        match self {
            Self::Demo(_) => "demo".to_owned(),
            Self::Replay { replay, .. } => format!("replay:{}", replay.identity),
            Self::Folder(folder) => {
                let full = folder.canonicalize();
                format!("data:{}", full.as_deref().unwrap_or(folder).display())
            }
            Self::Posted { .. } => "none".to_owned(),
        }
    }
}

impl Supply {
    /// Starts a source where it was when it last ran.
    pub(super) fn start(
        prepared: Prepared,
        database: &Database,
        aliases: HashMap<TopicName, TopicName>,
        health: Arc<Health>,
    ) -> Result<(Self, Arc<Hub>), StartError> {
        let mut connection = database.connect()?;
        let mut source = SourceRow::find_or_create(&connection, &prepared.name())?;
        check(&mut connection, &mut source)?;
        let table = TopicTable::new(database.connect()?, source.id);
        let screens = ScreenTable::new(database.connect()?, source.id);
        let hub = Arc::new(Hub::new(table, &source.epoch, aliases, screens.load()?)?);
        let journal = Journal::new(connection, source.id);
        let position = journal.position()?;
        let ledger = |stock| Ledger::start(journal, stock, Arc::clone(&hub), Arc::clone(&health));
        let stop = CancellationToken::new();
        let keeping = keep_screen(&hub, screens, Arc::clone(&health), stop.clone());
        let mut supply = Self {
            ledger: None,
            feed: None,
            screen: (stop, tokio::spawn(keeping)),
        };
        match prepared {
            Prepared::Demo(shop) => {
                let ledger = supply.ledger.insert(ledger(Some(shop.stock_levels()))?);
                let feed = feed::demo(*shop, ledger.0.clone(), position);
                supply.feed = Some(tokio::spawn(feed));
            }
            Prepared::Replay {
                replay,
                speed,
                stock,
            } => {
                let ledger = supply.ledger.insert(ledger(stock)?);
                let feed = replay.play(ledger.0.clone(), position, speed);
                supply.feed = Some(tokio::spawn(feed));
            }
            Prepared::Posted { stock } => supply.ledger = Some(ledger(stock)?),
            Prepared::Folder(folder) => {
                let folder = Folder::open(&folder, Arc::clone(&hub), health)?;
                supply.feed = Some(tokio::spawn(folder.follow()));
            }
        }
        Ok((supply, hub))
    }

    /// Where orders are handed in; none for charts that come from files.
    pub(super) fn ledger(&self) -> Option<&Ledger> {
        self.ledger.as_ref().map(|(ledger, _)| ledger)
    }

    /// Ends the source, and stores what it has brought.
    pub(super) async fn stop(self, patience: Duration) {
        if let Some(feed) = self.feed {
            feed.abort();
            // It was told to end: how it ended does not matter.
            let _ = feed.await;
        }
        let (stop, keeping) = self.screen;
        stop.cancel();
        if timeout(patience, keeping).await.is_err() {
            tracing::warn!("what the screens show was not stored in time");
        }
        if let Some((ledger, thread)) = self.ledger {
            ledger.stop().await;
            if timeout(patience, thread).await.is_err() {
                tracing::warn!("the ledger did not end in time");
            }
        }
    }
}

/// Makes sure that the stored sums can be used; a source whose sums cannot starts over.
fn check(connection: &mut Connection, source: &mut SourceRow) -> Result<(), LedgerError> {
    let cells = stored_cells(connection, source.id)?;
    if let Err(error) = live_sales::Sums::restore(cells) {
        tracing::error!("{error}: the charts of this source start empty, in a new epoch");
        source.start_over(connection)?;
    }
    Ok(())
}

fn stock_levels(file: Option<&Path>) -> Result<Option<StockLevels>, StartError> {
    let Some(file) = file else {
        return Ok(None);
    };
    let failed = |error: String| StartError::Stock {
        file: file.to_owned(),
        error,
    };
    let bytes = std::fs::read(file).map_err(|error| failed(error.to_string()))?;
    StockLevels::read_csv(&bytes)
        .map(Some)
        .map_err(|error| failed(error.to_string()))
}
