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
use socket_wire::TopicName;

use crate::health::Health;
use crate::http::is_reserved;
use crate::hub::Hub;

/// How long a file must be left alone before it is read: editors write in several steps.
const SETTLE: Duration = Duration::from_millis(100);
/// The longest chart file.
const LONGEST: u64 = 8 * 1024 * 1024;

/// A folder of `<chartName>.json` files that are the charts, watched for as long as this lives.
pub struct Folder {
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

impl Folder {
    /// Publishes the folder's charts, and again whenever a file changes. A broken file is logged and changes nothing.
    pub fn watch(folder: &Path, hub: Arc<Hub>, health: Arc<Health>) -> Result<Self, FolderError> {
        let unreadable = |error| FolderError::Unreadable {
            folder: folder.to_owned(),
            error,
        };
        let unwatchable = |error| FolderError::Unwatchable {
            folder: folder.to_owned(),
            error,
        };
        let owned = folder.to_owned();
        let (first_hub, first_health) = (Arc::clone(&hub), Arc::clone(&health));
        let on_events = move |events: DebounceEventResult| {
            if is_change(&events)
                && let Err(error) = publish(&owned, &hub, &health)
            {
                tracing::error!(
                    "the charts folder {} cannot be read: {error}",
                    owned.display()
                );
            }
        };
        let mut watcher = new_debouncer(SETTLE, None, on_events).map_err(unwatchable)?;
        // Watched first and read second: a change in between is seen by one of the two.
        fs::read_dir(folder).map_err(unreadable)?;
        watcher
            .watch(folder, RecursiveMode::NonRecursive)
            .map_err(unwatchable)?;
        publish(folder, &first_hub, &first_health).map_err(unreadable)?;
        Ok(Self { _watcher: watcher })
    }
}

/// May a file hold something else than before? Opening one is an event too, and [`publish`] opens them all: it must not
/// call itself. Errors say that events may have been missed.
fn is_change(events: &DebounceEventResult) -> bool {
    let is_change = |kind: &EventKind| match kind {
        EventKind::Access(access) => *access == AccessKind::Close(AccessMode::Write),
        _ => true,
    };
    events.as_ref().map_or(true, |events| {
        events.iter().any(|event| is_change(&event.kind))
    })
}

fn publish(folder: &Path, hub: &Hub, health: &Health) -> io::Result<()> {
    let mut values = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_none_or(|extension| extension != "json") {
            continue;
        }
        match read(&path) {
            Ok(value) => values.push(value),
            Err(error) => {
                metrics::counter!("live_chart_file_errors_total").increment(1);
                tracing::error!("the chart file {} is left out: {error}", path.display());
            }
        }
    }
    match hub.publish(values) {
        Ok(0) => {}
        Ok(_) => health.storage_works(),
        Err(error) => health.storage_fails(&error),
    }
    Ok(())
}

fn read(path: &Path) -> Result<(TopicName, String), ChartFileError> {
    let stem = path.file_stem().and_then(|stem| stem.to_str());
    let name = stem
        .and_then(|stem| TopicName::new(stem).ok())
        .filter(|name| !is_reserved(name))
        .ok_or(ChartFileError::Name)?;
    if fs::metadata(path)?.len() > LONGEST {
        return Err(ChartFileError::TooLong);
    }
    let text = fs::read_to_string(path)?;
    let json = text.trim_start_matches('\u{feff}').trim();
    serde_json::from_str::<serde::de::IgnoredAny>(json)?;
    Ok((name, json.to_owned()))
}
