use std::fs::{File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use super::make_folder;

/// A state folder, claimed for this server as long as this lives. Sub-commands work beside it without a claim.
#[derive(Debug)]
pub struct StateLock {
    folder: PathBuf,
    _file: File,
}

/// The state folder cannot be claimed.
#[derive(Debug, thiserror::Error)]
pub enum LockError {
    /// The folder or the file in it cannot be made.
    #[error("the state folder {folder} cannot be locked: {error}")]
    Unusable {
        /// Which folder.
        folder: PathBuf,
        /// What the system says.
        error: io::Error,
    },
    /// Two servers would count into one database.
    #[error("another server uses the state folder {0}: give this one its own with --state")]
    InUse(PathBuf),
}

impl StateLock {
    /// Claims a state folder, and makes it when it is not there.
    pub fn take(folder: &Path) -> Result<Self, LockError> {
        let unusable = |error| LockError::Unusable {
            folder: folder.to_owned(),
            error,
        };
        make_folder(folder).map_err(unusable)?;
        let file = File::create(folder.join("lock")).map_err(unusable)?;
        match file.try_lock() {
            Ok(()) => Ok(Self {
                folder: folder.to_owned(),
                _file: file,
            }),
            Err(TryLockError::WouldBlock) => Err(LockError::InUse(folder.to_owned())),
            Err(TryLockError::Error(error)) => Err(unusable(error)),
        }
    }

    /// Which folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }
}
