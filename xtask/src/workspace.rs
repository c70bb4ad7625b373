//! Where the checkout and its tools are, and the shell that runs commands there.

use std::cell::RefCell;
use std::env;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use xshell::Shell;

/// The checkout, with a shell that stands in its root and finds the project's tools on its `PATH`.
pub(crate) struct Workspace {
    root: PathBuf,
    pub(crate) shell: Shell,
    /// What was put before the user's own `PATH`, the last one in front.
    own_folders: RefCell<Vec<PathBuf>>,
}

impl Workspace {
    /// Finds the checkout that `cargo xtask` was called in.
    pub(crate) fn locate() -> Result<Self> {
        let xtask = env::var_os("CARGO_MANIFEST_DIR")
            .context("start this program as `cargo xtask`, from inside the checkout")?;
        let root = Path::new(&xtask)
            .parent()
            .context("the xtask folder has no parent folder")?
            .to_path_buf();
        let shell = Shell::new()?;
        shell.change_dir(&root);
        let workspace = Self {
            root,
            shell,
            own_folders: RefCell::default(),
        };
        workspace.prepend_path(&workspace.root.join("node_modules/.bin"))?;
        Ok(workspace)
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// A path inside the checkout.
    pub(crate) fn path(&self, relative: impl AsRef<Path>) -> PathBuf {
        self.root.join(relative)
    }

    /// Cargo's output folder, found from this program's own place in it: `CARGO_TARGET_DIR` and
    /// every cargo configuration are respected without being read.
    pub(crate) fn target(&self) -> Result<PathBuf> {
        let program = env::current_exe().context("cannot tell where this program is")?;
        let target = program.parent().and_then(Path::parent);
        Ok(target
            .context("this program is not in cargo's target folder")?
            .to_path_buf())
    }

    /// Makes programs in `folder` win over others of the same name.
    pub(crate) fn prepend_path(&self, folder: &Path) -> Result<()> {
        let rest = self.path_variable();
        let folders = std::iter::once(folder.to_path_buf()).chain(env::split_paths(&rest));
        self.shell.set_var("PATH", env::join_paths(folders)?);
        self.own_folders
            .borrow_mut()
            .insert(0, folder.to_path_buf());
        Ok(())
    }

    /// A line for a user's shell that puts the project's tools on the `PATH` there too.
    pub(crate) fn path_export(&self) -> Result<String> {
        let folders = env::join_paths(self.own_folders.borrow().iter())?;
        Ok(format!("export PATH=\"{}:$PATH\"", folders.display()))
    }

    /// The program of that name on the shell's `PATH`.
    pub(crate) fn which(&self, program: impl AsRef<OsStr>) -> Option<PathBuf> {
        which::which_in(program, Some(self.path_variable()), &self.root).ok()
    }

    fn path_variable(&self) -> OsString {
        self.shell.var_os("PATH").unwrap_or_default()
    }
}
