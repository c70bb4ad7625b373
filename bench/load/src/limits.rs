use anyhow::Context as _;
use nix::sys::resource::{Resource, getrlimit, setrlimit};

/// A socket is an open file, and what a shell allows at first is too few for a fleet.
pub(crate) fn open_files_as_many_as_allowed() -> anyhow::Result<()> {
    let limit = Resource::RLIMIT_NOFILE;
    let (_, most) = getrlimit(limit).context("asking how many files may be open")?;
    setrlimit(limit, most, most).context("allowing more open files")
}
