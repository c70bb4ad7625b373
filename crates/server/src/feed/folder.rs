use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use notify_debouncer_full::notify::event::{AccessKind, AccessMode};
use notify_debouncer_full::notify::{EventKind, RecommendedWatcher, RecursiveMode};
use notify_debouncer_full::{
    DebounceEventResult, Debouncer, RecommendedCache, new_debouncer, notify,
};
use tokio::sync::Notify;
use tokio::task::spawn_blocking;
use tokio::time::sleep;

use super::shelf::{Occasion, Shelf};
use crate::health::{Health, RETRY_AFTER};
use crate::hub::Hub;

/// How long a file must be left alone before it is read: editors write in several steps.
const SETTLE: Duration = Duration::from_millis(100);

/// A folder of `<chartName>.json` files that are the charts.
pub struct Folder {
    shelf: Shelf,
    changes: Arc<Notify>,
    _watcher: Debouncer<RecommendedWatcher, RecommendedCache>,
}

/// The folder cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    /// It cannot be read.
    #[error("the charts folder {folder} cannot be read: {error}")]
    Unreadable {
        /// Which folder.
        folder: PathBuf,
        /// What the system says.
        error: io::Error,
    },
    /// It cannot be watched.
    #[error("the charts folder {folder} cannot be watched: {error}")]
    Unwatchable {
        /// Which folder.
        folder: PathBuf,
        /// What the system says.
        error: notify::Error,
    },
}

impl Folder {
    /// Publishes the folder's charts, and sees every change from then on.
    pub fn open(folder: &Path, hub: Arc<Hub>, health: Arc<Health>) -> Result<Self, FolderError> {
        let unreadable = |error| FolderError::Unreadable {
            folder: folder.to_owned(),
            error,
        };
        let unwatchable = |error| FolderError::Unwatchable {
            folder: folder.to_owned(),
            error,
        };
        let changes = Arc::new(Notify::new());
        let noticed = Arc::clone(&changes);
        let on_events = move |events: DebounceEventResult| {
            if is_change(&events) {
                noticed.notify_one();
            }
        };
        let mut watcher = new_debouncer(SETTLE, None, on_events).map_err(unwatchable)?;
        // Watched first and read second: a change in between is seen by one of the two.
        fs::read_dir(folder).map_err(unreadable)?;
        watcher
            .watch(folder, RecursiveMode::NonRecursive)
            .map_err(unwatchable)?;
        let mut shelf = Shelf::new(folder.to_owned(), hub, health);
        shelf.look(Occasion::Start).map_err(unreadable)?;
        Ok(Self {
            shelf,
            changes,
            _watcher: watcher,
        })
    }

    /// Publishes what changes, for ever.
    pub async fn follow(self) {
        let mut shelf = self.shelf;
        loop {
            let occasion = tokio::select! {
                () = self.changes.notified() => Occasion::Change,
                () = sleep(RETRY_AFTER), if shelf.is_unfinished() => Occasion::Retry,
            };
            let looking = spawn_blocking(move || {
                if let Err(error) = shelf.look(occasion) {
                    shelf.cannot_be_read(&error, occasion);
                }
                shelf
            });
            shelf = match looking.await {
                Ok(shelf) => shelf,
                Err(error) => return tracing::error!("the charts folder is not followed: {error}"),
            };
        }
    }
}

/// May a file hold something else than before? Opening one is an event too, and [`Shelf::look`] opens them all: it must
/// not call itself. Errors say that events may have been missed.
fn is_change(events: &DebounceEventResult) -> bool {
    let is_change = |kind: &EventKind| match kind {
        EventKind::Access(access) => *access == AccessKind::Close(AccessMode::Write),
        _ => true,
    };
    events.as_ref().map_or(true, |events| {
        events.iter().any(|event| is_change(&event.kind))
    })
}

#[cfg(test)]
mod tests {
    use socket_wire::TopicName;

    use super::*;
    use crate::testing::{TestStore, name, until};

    struct Watched {
        store: TestStore,
        folder: tempfile::TempDir,
        hub: Arc<Hub>,
        health: Arc<Health>,
    }

    impl Watched {
        /// A folder with the chart `rank`, followed as long as the runtime lasts.
        fn new() -> Self {
            let store = TestStore::new();
            let watched = Self {
                hub: Arc::new(store.hub()),
                folder: tempfile::tempdir().unwrap(),
                health: Arc::default(),
                store,
            };
            watched.write("[1]");
            let (hub, health) = (Arc::clone(&watched.hub), Arc::clone(&watched.health));
            let folder = Folder::open(watched.folder.path(), hub, health).unwrap();
            tokio::spawn(folder.follow());
            watched
        }

        fn path(&self) -> PathBuf {
            self.folder.path().join("rank.json")
        }

        fn write(&self, json: &str) {
            fs::write(self.path(), json).unwrap();
        }

        fn json(&self) -> Option<String> {
            let rank: TopicName = name("rank");
            self.hub.head(&rank).map(|head| head.json.to_string())
        }
    }

    #[tokio::test]
    async fn what_could_not_be_stored_is_published_when_it_can_be() {
        let watched = Watched::new();
        watched.store.refuse_updates_of("topics");
        watched.write("[2]");
        until(|| watched.health.storage_failure().is_some()).await;
        assert_eq!(watched.json().as_deref(), Some("[1]"));
        watched.store.take_updates();
        until(|| watched.health.storage_failure().is_none()).await;
        assert_eq!(watched.json().as_deref(), Some("[2]"));
    }

    #[tokio::test]
    async fn a_chart_goes_with_its_file_and_comes_back_with_it() {
        let watched = Watched::new();
        fs::remove_file(watched.path()).unwrap();
        until(|| watched.json().is_none()).await;
        watched.write("[1]");
        until(|| watched.json().is_some()).await;
        assert_eq!(watched.hub.head(&name("rank")).unwrap().seq, 2);
    }
}
