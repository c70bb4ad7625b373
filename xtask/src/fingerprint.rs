//! Tells whether anything that a build reads has changed since that build.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};

use anyhow::Result;
use walkdir::WalkDir;

/// A hash over the name, size and time of change of every file below `inputs`, leaving out what is
/// below `except`: paths below `root`, of which some may not exist.
///
/// Reading the metadata alone keeps this in the milliseconds. A deleted file changes the hash as
/// much as an edited one, and so does a checkout of an older revision.
pub(crate) fn of(root: &Path, inputs: &[&str], except: &[&str]) -> Result<String> {
    let except: Vec<PathBuf> = except.iter().map(|path| root.join(path)).collect();
    let mut hasher = DefaultHasher::new();
    for input in inputs {
        let path = root.join(input);
        if path.exists() {
            hash_below(&path, &except, &mut hasher)?;
        }
    }
    Ok(format!("{:016x}", hasher.finish()))
}

fn hash_below(path: &Path, except: &[PathBuf], hasher: &mut DefaultHasher) -> Result<()> {
    let entries = WalkDir::new(path)
        .sort_by_file_name()
        .into_iter()
        .filter_entry(|entry| !except.iter().any(|path| path == entry.path()));
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

#[cfg(test)]
mod tests {
    use std::fs;

    use tempfile::TempDir;

    use super::of;

    fn checkout() -> TempDir {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir_all(root.path().join("src/pages")).unwrap();
        fs::create_dir_all(root.path().join("src/made")).unwrap();
        fs::write(root.path().join("src/main.rs"), "fn main() {}").unwrap();
        fs::write(root.path().join("src/pages/login.rs"), "").unwrap();
        root
    }

    fn fingerprint(root: &TempDir) -> String {
        of(root.path(), &["src", "absent"], &["src/made"]).unwrap()
    }

    #[test]
    fn an_untouched_checkout_keeps_its_fingerprint() {
        let root = checkout();
        assert_eq!(fingerprint(&root), fingerprint(&root));
    }

    #[test]
    fn an_edited_file_changes_the_fingerprint() {
        let root = checkout();
        let before = fingerprint(&root);
        fs::write(root.path().join("src/pages/login.rs"), "mod form;").unwrap();
        assert_ne!(fingerprint(&root), before);
    }

    #[test]
    fn a_deleted_file_changes_the_fingerprint() {
        let root = checkout();
        let before = fingerprint(&root);
        fs::remove_file(root.path().join("src/pages/login.rs")).unwrap();
        assert_ne!(fingerprint(&root), before);
    }

    #[test]
    fn what_the_build_makes_does_not_change_the_fingerprint() {
        let root = checkout();
        let before = fingerprint(&root);
        fs::write(root.path().join("src/made/bundle.js"), "made").unwrap();
        assert_eq!(fingerprint(&root), before);
    }
}
