use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use socket_wire::TopicName;
use tokio::time::Instant;

use crate::health::{Health, RETRY_AFTER};
use crate::http::is_reserved;
use crate::hub::{Hub, PublishError};

/// The longest chart file, in bytes.
const LONGEST: u64 = 8 * 1024 * 1024;

/// The charts of a folder, and what is not finished about them.
///
/// A broken file is logged and changes nothing; a file that has gone takes its chart with it.
#[derive(Debug)]
pub(super) struct Shelf {
    folder: PathBuf,
    hub: Arc<Hub>,
    health: Arc<Health>,
    /// Charts without a file, and since when: some programs save by putting the old file away first.
    missing: BTreeMap<TopicName, Instant>,
    has_failed: bool,
}

/// Why the folder is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Occasion {
    /// The server starts: nobody is in the middle of saving, as far as anyone can know.
    Start,
    /// Something has changed in it.
    Change,
    /// Something could not be finished. What is wrong with the files was said before.
    Retry,
}

/// A file that is no chart.
#[derive(Debug, thiserror::Error)]
enum ChartFileError {
    #[error(
        "its name is not a chart's: letters, digits, `_` and `-`, and no name that /api has for itself"
    )]
    Name,
    #[error("{0}")]
    Unreadable(#[from] io::Error),
    #[error("longer than {LONGEST} bytes")]
    TooLong,
    #[error("not JSON: {0}")]
    NotJson(#[from] serde_json::Error),
}

/// What the folder holds.
#[derive(Debug, Default)]
struct Found {
    /// Charts with their values.
    charts: Vec<(TopicName, String)>,
    /// The names of all chart files, broken ones included.
    names: BTreeSet<TopicName>,
}

impl Shelf {
    pub(super) fn new(folder: PathBuf, hub: Arc<Hub>, health: Arc<Health>) -> Self {
        Self {
            folder,
            hub,
            health,
            missing: BTreeMap::new(),
            has_failed: false,
        }
    }

    /// Is another look needed though nothing changes in the folder?
    pub(super) fn is_unfinished(&self) -> bool {
        self.has_failed || !self.missing.is_empty()
    }

    /// Publishes what is there, and lets go what has not been there for a while.
    ///
    /// # Errors
    ///
    /// The folder cannot be read; all charts stay.
    pub(super) fn look(&mut self, occasion: Occasion) -> io::Result<()> {
        let found = self.find(occasion)?;
        let gone = self.gone(&found.names, occasion);
        match self.store(found.charts, &gone) {
            Ok(false) => {}
            Ok(true) => {
                self.health.storage_works();
                self.has_failed = false;
            }
            Err(error) => {
                self.health.storage_fails(&error);
                self.has_failed = true;
                return Ok(());
            }
        }
        self.missing.retain(|name, _| !gone.contains(name));
        Ok(())
    }

    /// The folder could not be read. Says so, unless that was said before.
    pub(super) fn cannot_be_read(&mut self, error: &io::Error, occasion: Occasion) {
        self.has_failed = true;
        if occasion != Occasion::Retry {
            tracing::error!(
                "the charts folder {} cannot be read: {error}",
                self.folder.display()
            );
        }
    }

    /// The charts that have been missing for long enough.
    fn gone(&mut self, names: &BTreeSet<TopicName>, occasion: Occasion) -> Vec<TopicName> {
        let now = Instant::now();
        let charts = self.hub.names().into_iter();
        let missing = charts.filter(|name| !names.contains(name)).map(|name| {
            let since = self.missing.get(&name).copied().unwrap_or(now);
            (name, since)
        });
        self.missing = missing.collect();
        let is_gone = |since: Instant| occasion == Occasion::Start || now - since >= RETRY_AFTER;
        let gone = self.missing.iter().filter(|(_, since)| is_gone(**since));
        gone.map(|(name, _)| name.clone()).collect()
    }

    /// Publishes and retires; `false` when there was nothing to write, so that nothing is known about the store.
    fn store(
        &self,
        charts: Vec<(TopicName, String)>,
        gone: &[TopicName],
    ) -> Result<bool, PublishError> {
        let changes = self.hub.publish(charts)? + self.hub.retire(gone)?;
        if changes == 0 && self.has_failed {
            self.hub.probe()?;
            return Ok(true);
        }
        Ok(changes > 0)
    }

    fn find(&self, occasion: Occasion) -> io::Result<Found> {
        let mut found = Found::default();
        for entry in fs::read_dir(&self.folder)? {
            let path = entry?.path();
            if path.extension().is_none_or(|extension| extension != "json") {
                continue;
            }
            match found.add(&path) {
                Err(error) if occasion != Occasion::Retry => {
                    metrics::counter!("live_chart_file_errors_total").increment(1);
                    tracing::error!("the chart file {} is left out: {error}", path.display());
                }
                _ => {}
            }
        }
        Ok(found)
    }
}

impl Found {
    fn add(&mut self, path: &Path) -> Result<(), ChartFileError> {
        let stem = path.file_stem().and_then(|stem| stem.to_str());
        let name = stem
            .and_then(|stem| TopicName::new(stem).ok())
            .filter(|name| !is_reserved(name))
            .ok_or(ChartFileError::Name)?;
        let json = match read(path) {
            // It has gone since the folder was listed.
            Err(ChartFileError::Unreadable(error)) if error.kind() == io::ErrorKind::NotFound => {
                return Ok(());
            }
            json => json,
        };
        self.names.insert(name.clone());
        self.charts.push((name, json?));
        Ok(())
    }
}

fn read(path: &Path) -> Result<String, ChartFileError> {
    if fs::metadata(path)?.len() > LONGEST {
        return Err(ChartFileError::TooLong);
    }
    let text = fs::read_to_string(path)?;
    let json = text.trim_start_matches('\u{feff}').trim();
    serde_json::from_str::<serde::de::IgnoredAny>(json)?;
    Ok(json.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{TestStore, name};

    struct OnDisk {
        store: TestStore,
        folder: tempfile::TempDir,
    }

    impl OnDisk {
        /// A folder with the chart `rank` in it, and the shelf that has published it.
        fn new() -> (Self, Shelf) {
            let on_disk = Self {
                store: TestStore::new(),
                folder: tempfile::tempdir().unwrap(),
            };
            on_disk.write("rank", "[1]");
            let shelf = on_disk.start();
            (on_disk, shelf)
        }

        /// The shelf of a server that starts.
        fn start(&self) -> Shelf {
            let hub = Arc::new(self.store.hub());
            let mut shelf = Shelf::new(self.folder.path().to_owned(), hub, Arc::default());
            shelf.look(Occasion::Start).unwrap();
            shelf
        }

        fn path(&self, chart: &str) -> PathBuf {
            self.folder.path().join(format!("{chart}.json"))
        }

        fn write(&self, chart: &str, json: &str) {
            fs::write(self.path(chart), json).unwrap();
        }
    }

    fn rank(shelf: &Shelf) -> Option<String> {
        let head = shelf.hub.head(&name("rank"));
        head.map(|head| head.json.to_string())
    }

    #[tokio::test]
    async fn a_file_that_was_deleted_while_no_server_ran_is_no_chart() {
        let (on_disk, _) = OnDisk::new();
        on_disk.write("hot", "[]");
        fs::remove_file(on_disk.path("rank")).unwrap();
        assert_eq!(on_disk.start().hub.names(), [name("hot")]);
        assert_eq!(on_disk.store.hub().names(), [name("hot")]);
    }

    #[tokio::test(start_paused = true)]
    async fn a_file_that_is_put_away_while_it_is_saved_keeps_its_chart() {
        let (on_disk, mut shelf) = OnDisk::new();
        fs::rename(
            on_disk.path("rank"),
            on_disk.path("rank").with_extension("old"),
        )
        .unwrap();
        for _ in 0..9 {
            shelf.look(Occasion::Change).unwrap();
            tokio::time::advance(RETRY_AFTER / 10).await;
        }
        assert!(rank(&shelf).is_some() && shelf.is_unfinished());
        on_disk.write("rank", "[2");
        tokio::time::advance(RETRY_AFTER).await;
        shelf.look(Occasion::Change).unwrap();
        assert_eq!(rank(&shelf).as_deref(), Some("[1]"));
        on_disk.write("rank", "[2]");
        shelf.look(Occasion::Change).unwrap();
        assert_eq!(rank(&shelf).as_deref(), Some("[2]"));
        assert!(!shelf.is_unfinished());
    }

    #[tokio::test]
    async fn a_change_that_is_taken_back_while_nothing_can_be_stored_leaves_the_server_ready() {
        let (on_disk, mut shelf) = OnDisk::new();
        on_disk.store.refuse_updates_of("topics");
        on_disk.write("rank", "[2]");
        shelf.look(Occasion::Change).unwrap();
        assert!(shelf.health.storage_failure().is_some() && shelf.is_unfinished());
        on_disk.write("rank", "[1]");
        shelf.look(Occasion::Change).unwrap();
        assert!(shelf.health.storage_failure().is_none() && !shelf.is_unfinished());
    }
}
