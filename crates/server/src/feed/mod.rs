//! Where values come from: made-up orders, a file of orders, a folder of charts.

mod demo;
mod folder;
mod replay;
mod shelf;

pub use demo::demo;
pub use folder::{Folder, FolderError};
pub use replay::{Replay, ReplayError};

use std::sync::Arc;

use live_sales::OrderLine;

use crate::health::RETRY_AFTER;
use crate::ledger::{Ledger, LedgerError};

/// Counts lines, and tries until they are stored; `false` when the server ends.
async fn count(ledger: &Ledger, lines: Arc<[OrderLine]>, position: u64) -> bool {
    loop {
        match ledger.count_feed(Arc::clone(&lines), position).await {
            Ok(()) => return true,
            Err(LedgerError::Stopped) => return false,
            // The ledger has said so in the log and in the readiness.
            Err(_) => tokio::time::sleep(RETRY_AFTER).await,
        }
    }
}
