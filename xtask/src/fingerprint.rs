//! Tells whether anything that a build reads has changed since that build.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};

use anyhow::Result;
use walkdir::WalkDir;

use crate::workspace::Workspace;

/// A hash over the name, size and time of change of every file below `inputs`, leaving out what is
/// below `generated`: paths in the checkout, of which some may not exist.
///
/// Reading the metadata alone keeps this in the milliseconds. A deleted file changes the hash as
/// much as an edited one, and so does a checkout of an older revision.
pub(crate) fn of(workspace: &Workspace, inputs: &[&str], generated: &[&str]) -> Result<String> {
    let generated: Vec<PathBuf> = generated.iter().map(|path| workspace.path(path)).collect();
    let mut hasher = DefaultHasher::new();
    for input in inputs {
        let path = workspace.path(input);
        if path.exists() {
            hash_below(&path, &generated, &mut hasher)?;
        }
    }
    Ok(format!("{:016x}", hasher.finish()))
}

fn hash_below(path: &Path, generated: &[PathBuf], hasher: &mut DefaultHasher) -> Result<()> {
    let entries = WalkDir::new(path)
        .sort_by_file_name()
        .into_iter()
        .filter_entry(|entry| !generated.iter().any(|path| path == entry.path()));
    for entry in entries {
        let entry = entry?;
        if entry.file_type().is_file() {
            let metadata = entry.metadata()?;
            entry.path().hash(hasher);
            metadata.len().hash(hasher);
            metadata.modified()?.hash(hasher);
        }
    }
    Ok(())
}
