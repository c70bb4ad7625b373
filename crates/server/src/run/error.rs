use std::io;
use std::path::PathBuf;

use crate::auth::PasswordError;
use crate::database::{AccountsError, LockError, OpenError};
use crate::feed::{FolderError, ReplayError};
use crate::http::{InvalidOrigin, PageError};
use crate::ledger::LedgerError;
use crate::source::SourceError;

/// Why a server does not start. Each is one line that says what to change.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The flags name no source, or two.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// There is no page to serve.
    #[error(transparent)]
    Page(#[from] PageError),
    /// `--allow-origin` is wrong.
    #[error(transparent)]
    Origin(#[from] InvalidOrigin),
    /// The address cannot be listened on.
    #[error("cannot listen on {address}: {error}")]
    Listen {
        /// `--listen`.
        address: String,
        /// What the system says.
        error: io::Error,
    },
    /// Signals cannot be waited for.
    #[error("cannot wait for signals: {0}")]
    Signals(io::Error),
    /// The state folder is of no use.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The state folder cannot be claimed.
    #[error(transparent)]
    Lock(#[from] LockError),
    /// A part of the start has ended without an outcome.
    #[error("the start was broken off: {0}")]
    BrokenOff(#[from] tokio::task::JoinError),
    /// The database refused.
    #[error("the database cannot be used: {0}")]
    Database(#[from] rusqlite::Error),
    /// The accounts cannot be read.
    #[error(transparent)]
    Accounts(#[from] AccountsError),
    /// Passwords cannot be hashed.
    #[error(transparent)]
    Password(#[from] PasswordError),
    /// `--replay` is wrong.
    #[error(transparent)]
    Replay(#[from] ReplayError),
    /// `--stock` is wrong.
    #[error("the stock file {file}: {error}")]
    Stock {
        /// Which file.
        file: PathBuf,
        /// What is wrong with it.
        error: String,
    },
    /// `--data` is wrong.
    #[error(transparent)]
    Folder(#[from] FolderError),
    /// The ledger cannot be opened.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
}
